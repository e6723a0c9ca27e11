"""The HTTP server: waitress, and what it lacks so that no client keeps the others waiting. What is answered is the application's."""
