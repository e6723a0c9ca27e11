"""Search engines behind one contract (base.py); the registry opens them by name."""
