"""Names found, taken out with a key, put back, looked for; people erased."""
