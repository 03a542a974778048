"""What tells who someone is: found in what is said."""
