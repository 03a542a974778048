"""What other programs export, a module each."""
