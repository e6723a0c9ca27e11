"""The embedded engine: Whoosh keeps schema, segment files, commit and lock; reading, evaluation and inversion are ours."""
