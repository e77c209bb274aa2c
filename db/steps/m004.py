"""Lists that are kept: filters and export layouts under a name, and who a row without a number is."""

SCHEMA = """
CREATE TABLE saved_filter (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
  UNIQUE (school, name)
) STRICT;
CREATE TABLE export_layout (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
  UNIQUE (school, name)
) STRICT;
-- Somebody said once who a row without an ID number is; the next sheet with that row need not ask.
CREATE TABLE known_row (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  row_key TEXT NOT NULL CHECK (row_key <> ''),
  member INTEGER NOT NULL REFERENCES member (id),
  UNIQUE (school, row_key)
) STRICT;
CREATE INDEX known_row_member ON known_row (member);
"""
