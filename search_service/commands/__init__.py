"""Commands of `news-search` that need more than a few lines, a module each; `cli.py` lists them."""
