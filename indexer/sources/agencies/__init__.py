"""What news agencies exchange: ninjs, dpa digitalwires, NewsML-G2."""
