"""The query language: text typed by a person → nodes that know no engine."""
