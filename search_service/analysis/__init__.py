"""German analysis: text → tokens without a lexicon (tokenizer), and what words mean in an archive (lexicon)."""

ANALYSIS_VERSION = 6
"""Raise it when tokens or index terms change; an index of another version must be rebuilt."""
