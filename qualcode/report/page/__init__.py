"""The page of interviews."""
