"""Continuous intake: which sources, when, how politely, and what is remembered of them between rounds."""
