"""Photographs that look like one: what somebody answered when asked."""

SCHEMA = """
-- Asked again where the two came to serve more places than when it was answered.
CREATE TABLE photo_answer (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  evidence INTEGER NOT NULL REFERENCES evidence (id),
  other INTEGER NOT NULL REFERENCES evidence (id),
  places INTEGER NOT NULL CHECK (places > 1),
  answer TEXT NOT NULL CHECK (answer IN ('meant', 'apart')),
  reason TEXT NOT NULL DEFAULT '',
  answered_on TEXT NOT NULL CHECK (answered_on IS date(answered_on)),
  answered_by TEXT NOT NULL,
  UNIQUE (evidence, other),
  CHECK (evidence <= other)
) STRICT;
CREATE INDEX photo_answer_other ON photo_answer (other);
CREATE INDEX photo_answer_school ON photo_answer (school);
"""
