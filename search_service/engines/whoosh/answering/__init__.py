"""What a searcher answers from the documents that were found."""
