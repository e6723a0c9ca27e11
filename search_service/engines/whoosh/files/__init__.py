"""What lies on disk: segments, posting lists, token stream, derived lists; read as arrays, written part by part."""
