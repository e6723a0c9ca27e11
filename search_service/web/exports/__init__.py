"""Any search as a feed, a table or an export, one release as a citation or in ninjs."""
