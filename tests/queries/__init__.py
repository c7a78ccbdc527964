"""The readers against the truth."""
