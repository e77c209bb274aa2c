"""A history in one chain: each act is bound to all before it."""

SCHEMA = """
-- One link an act that changed something; `sha256` covers the link before, the act and its lines of history.
CREATE TABLE chain (
  n INTEGER PRIMARY KEY,
  act INTEGER NOT NULL UNIQUE REFERENCES act (id),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64)
) STRICT;
"""
