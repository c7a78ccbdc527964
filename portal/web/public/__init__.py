"""Pages for everybody: home, reporting, tracking, help."""
