"""The engine for archives and traffic beyond one machine: OpenSearch finds and scores what our analysis has prepared."""
