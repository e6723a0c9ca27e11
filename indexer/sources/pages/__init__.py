"""Saved pages, as HTML or as copied text, → releases: the body, the facts around it, and why each was chosen."""
