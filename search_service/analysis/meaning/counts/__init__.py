"""What the texts of an archive do with their words, counted document by document, and as evidence for the rules of meaning."""
