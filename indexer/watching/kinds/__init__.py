"""The kinds of sources, a module each: what has come since it was last looked at, as portions. Nothing is stored here."""
