"""Faults of a real cluster, of PostgreSQL, of the network and of our own processes, each a question of ``cluster_faults``."""
