"""The web application: pages and JSON over a Searcher and an Archive; writes nothing."""
