"""The writers: one module per use case, each a single transaction. Nothing else changes the database."""
