"""Query nodes → documents and scores, over a generation as arrays."""
