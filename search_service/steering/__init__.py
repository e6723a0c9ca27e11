"""What editors change about searches without code: the rules, the file that holds them, and which are in force."""
