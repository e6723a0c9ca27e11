"""Measurements, one file a question: each is a command that prints Markdown tables with our engine and its peers side by side."""
