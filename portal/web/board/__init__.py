"""The exposure board 曝光台."""
