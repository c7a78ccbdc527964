"""The readers: what pages show, fetched with few queries and without changing anything."""
