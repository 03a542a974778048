"""The interview guide, and which of its questions each turn answers."""
