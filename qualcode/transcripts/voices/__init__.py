"""Lines → who speaks in them, and in which role and language."""
