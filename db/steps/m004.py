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
-- All that a list is narrowed or ordered by, so that no row is looked up before it is shown.
DROP INDEX member_listed;
CREATE INDEX member_listed ON member
  (school, left_on, pinyin, name_key, birth, id, initials, branch, member_type, role, floating, frail,
   lost_contact, join_date, stroke_key);
CREATE INDEX member_strokes ON member
  (school, left_on, stroke_key, birth, id, branch, member_type, role, floating, frail, lost_contact);
DROP INDEX member_branch;
CREATE INDEX member_branch ON member (branch, left_on, pinyin, id, school);
-- Names with more than one reading in the order of the list, so that the first few are found first.
DROP INDEX member_readings;
CREATE INDEX member_readings ON member
  (school, left_on, pinyin, name_key, birth, id, initials, branch, member_type, role, floating, frail,
   lost_contact, join_date, stroke_key) WHERE instr(initials, ' ');
"""
