"""What lies on disk, and how it is read.

Postings say which documents have an index term, positions where in a field; both are Whoosh's files. The token stream has all tokens
of all documents in order. The derived lists hold the occurrences of each class and each part: documents, counts, and places on one line
on which all fields of a segment lie far apart.
"""
