"""Two laptops of one school: versions of rows and their conflicts; people who move and are counted once."""

SCHEMA = """
-- Which laptop wrote each field, and when: a dot (actor, counter) a field, derived from history on exchange.
-- A row that is not just what was written (deleted, one of twins, in conflict) keeps that in body.
CREATE TABLE row_version (
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  of_school INTEGER NOT NULL,
  dots TEXT NOT NULL CHECK (json_valid(dots)),
  body TEXT CHECK (json_valid(body)),
  PRIMARY KEY (tbl, row)
) STRICT;
CREATE INDEX row_version_school ON row_version (of_school, tbl, row);
-- Every dot of an actor up to the counter is known here.
CREATE TABLE version_context (
  of_school INTEGER NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  counter INTEGER NOT NULL CHECK (counter > 0),
  PRIMARY KEY (of_school, actor)
) STRICT;
-- What two laptops wrote differently, to be decided by a person; found anew at every merge.
CREATE TABLE row_conflict (
  id INTEGER PRIMARY KEY,
  of_school INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  unit TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind <> ''),
  body TEXT NOT NULL CHECK (json_valid(body)),
  UNIQUE (tbl, row, unit, kind)
) STRICT;
CREATE INDEX row_conflict_school ON row_conflict (of_school);
-- A person who left for another school, or came from one, with the slip that says so.
CREATE TABLE transfer (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  slip TEXT NOT NULL CHECK (slip <> ''),
  direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  member INTEGER NOT NULL REFERENCES member (id),
  former_member INTEGER NOT NULL,
  from_school INTEGER NOT NULL,
  from_name TEXT NOT NULL CHECK (from_name <> ''),
  to_name TEXT NOT NULL,
  moved_on TEXT NOT NULL CHECK (moved_on IS date(moved_on)),
  done_on TEXT NOT NULL CHECK (done_on IS date(done_on)),
  done_by TEXT NOT NULL,
  sha256 TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT NOT NULL DEFAULT '',
  UNIQUE (school, slip, direction),
  CHECK ((voided_on IS NULL) = (void_reason = ''))
) STRICT;
CREATE INDEX transfer_member ON transfer (member);
CREATE TABLE transfer_hours (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  transfer INTEGER NOT NULL REFERENCES transfer (id),
  date TEXT NOT NULL CHECK (date IS date(date)),
  ledger TEXT NOT NULL CHECK (ledger IN ('member', 'cadre')),
  quarter_hours INTEGER NOT NULL CHECK (quarter_hours > 0),
  activity INTEGER REFERENCES activity (id),
  UNIQUE (transfer, date, ledger)
) STRICT;
CREATE INDEX transfer_hours_activity ON transfer_hours (activity);
-- At the county: rows of several schools that are one person, worked out anew; a row alone is not in it.
CREATE TABLE counted_person (
  member INTEGER PRIMARY KEY,
  of_school INTEGER NOT NULL,
  person INTEGER NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('id_number', 'transfer', 'decided', 'merged'))
) STRICT;
CREATE INDEX counted_person_person ON counted_person (person);
-- What a person at the county decided about two rows; a decision taken back keeps its line.
CREATE TABLE person_decision (
  id INTEGER PRIMARY KEY,
  one INTEGER NOT NULL,
  other INTEGER NOT NULL,
  same INTEGER NOT NULL CHECK (same IN (0, 1)),
  why TEXT NOT NULL CHECK (why <> ''),
  decided_on TEXT NOT NULL CHECK (decided_on IS date(decided_on)),
  decided_by TEXT NOT NULL,
  undone_on TEXT CHECK (undone_on IS date(undone_on)),
  undone_by TEXT NOT NULL DEFAULT '',
  CHECK (one < other)
) STRICT;
CREATE UNIQUE INDEX person_decision_standing ON person_decision (one, other) WHERE undone_on IS NULL;
CREATE INDEX person_decision_other ON person_decision (other);
"""
