"""What was searched for, as counts that expose nobody: kept beside the store, told to the operator. No answer depends on it."""
