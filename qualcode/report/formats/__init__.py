"""A report or a table in the other formats: HTML, Markdown, LaTeX; CSV, JSON, Excel."""
