"""What a lexicon keeps on disk beside its classes, each read through memory maps: strings, lists of ids, evidence, surfaces, phrases."""
