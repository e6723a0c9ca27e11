"""How an answer came about, for editors and operators: how a query was read, why a release stands where it stands, or why it is no hit."""
