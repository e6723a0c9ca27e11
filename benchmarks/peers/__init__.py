"""Other engines behind our Searcher contract, each with its best German configuration, and ours in the same shape."""
