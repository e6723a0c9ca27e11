"""Full-text search over German government press releases: contracts, German analysis, engines and the web application."""
