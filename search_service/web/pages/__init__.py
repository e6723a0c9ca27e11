"""Pages for people: views, and the models that templates get."""
