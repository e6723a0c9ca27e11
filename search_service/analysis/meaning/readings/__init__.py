"""What short forms stand for: those that the texts of an archive define, and those that everybody writes."""
