"""Makes generations: texts become fields of documents, documents an index, which an alias then names."""
