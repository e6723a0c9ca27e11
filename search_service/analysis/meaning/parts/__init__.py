"""What longer words are made of: compounds and their modifiers, hyphen ellipses, and the parts that all forms of a class share."""
