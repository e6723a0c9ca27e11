"""Feeds and lists of addresses, as portals publish them: RSS, RDF, Atom, JSON Feed, sitemaps."""
