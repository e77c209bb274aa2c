"""The tables that say which rows of people are one person, and which are not."""

SCHEMA = """
CREATE TABLE person_link (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  kept INTEGER NOT NULL REFERENCES member (id),
  other INTEGER NOT NULL UNIQUE REFERENCES member (id),
  why TEXT NOT NULL CHECK (why <> ''),
  linked_on TEXT NOT NULL CHECK (linked_on IS date(linked_on)),
  linked_by TEXT NOT NULL,
  CHECK (kept <> other)
) STRICT;
CREATE INDEX person_link_kept ON person_link (kept);
CREATE TABLE person_apart (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  one INTEGER NOT NULL REFERENCES member (id),
  other INTEGER NOT NULL REFERENCES member (id),
  said_on TEXT NOT NULL CHECK (said_on IS date(said_on)),
  said_by TEXT NOT NULL,
  UNIQUE (one, other),
  CHECK (one < other)
) STRICT;
CREATE INDEX person_apart_other ON person_apart (other);
"""
