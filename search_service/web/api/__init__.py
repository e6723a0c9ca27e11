"""JSON for other services: API version 1, its models and its document."""
