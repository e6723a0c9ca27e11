"""The write side: reads releases from source files into the store and keeps the index in step with it."""
