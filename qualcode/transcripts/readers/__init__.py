"""Files → passages: one module a format, found by name through the entry points."""
