"""Turns what is asked into clauses of the server's query language. Nothing here speaks to a cluster."""
