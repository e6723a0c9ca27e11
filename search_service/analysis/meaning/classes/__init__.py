"""Which forms are one word: inflection, gender, spelling, umlauts, names of places. Rules ask the evidence, none asks a dictionary."""
