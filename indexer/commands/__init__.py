"""The commands of `news-indexer`, a module each; `options.py` has what they share. No work is done here."""
