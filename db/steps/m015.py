"""Taking a person's data out of the history, so that the chain still holds without them."""

SCHEMA = """
-- Chance beside each line of history, so that nobody guesses from its hash what was taken out of it.
ALTER TABLE history ADD COLUMN salt BLOB NOT NULL DEFAULT x'';
UPDATE history SET salt = randomblob(16);
-- The links bind lines by their hashes from now on: they are made anew when the migration is done.
DELETE FROM chain;
-- A line of history that lost something: the hash of what it said first, and of what it says now.
CREATE TABLE redaction (
  id INTEGER PRIMARY KEY,
  history INTEGER NOT NULL REFERENCES history (n),
  act INTEGER NOT NULL REFERENCES act (id),
  leaf TEXT NOT NULL CHECK (length(leaf) = 64),
  reads TEXT NOT NULL CHECK (length(reads) = 64),
  UNIQUE (history, act)
) STRICT;
CREATE INDEX redaction_act ON redaction (act);
-- Whose data were erased, which, who asked for it and why; of an ID number the last four figures stay.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  member INTEGER NOT NULL REFERENCES member (id),
  fields TEXT NOT NULL CHECK (json_valid(fields) AND json_type(fields) = 'array'),
  id_tail TEXT NOT NULL DEFAULT '' CHECK (length(id_tail) IN (0, 4)),
  asked_by TEXT NOT NULL CHECK (asked_by <> ''),
  reason TEXT NOT NULL CHECK (reason <> ''),
  erased_on TEXT NOT NULL CHECK (erased_on IS date(erased_on)),
  erased_by TEXT NOT NULL
) STRICT;
CREATE INDEX erasure_member ON erasure (member);
CREATE INDEX erasure_school ON erasure (school);
"""
