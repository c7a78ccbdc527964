"""Pages: blueprints for the public, the board, the desk and signing in, and what they share."""
