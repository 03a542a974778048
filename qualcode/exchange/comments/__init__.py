"""Word documents whose comments, highlights or colours are codings."""
