"""The text of a page: its runs, and which of them belong to the release."""
