"""Parcels both ways: receipts, returned records, reference data, orders for lessons, replaced laptops."""

# What one side says of the other's rows (a return, an answer, a mark, a dispatch) names them by id without
# REFERENCES: each side may have been brought back from a backup that does not know the row yet.
SCHEMA = """
ALTER TABLE enrolled_device ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE enrolled_device ADD COLUMN replaces INTEGER;
ALTER TABLE enrolled_device ADD COLUMN revoked_why TEXT NOT NULL DEFAULT '';
-- Counts by table, problems found, the head of the sender's history and what it had taken in by then.
ALTER TABLE received_parcel ADD COLUMN about TEXT NOT NULL DEFAULT '{}'
  CHECK (json_valid(about) AND json_type(about) = 'object');
-- A parcel kept but not taken in: it forks, is stale, or waits for a person's consent.
CREATE TABLE held_parcel (
  header_sha256 TEXT PRIMARY KEY CHECK (length(header_sha256) = 64),
  device INTEGER NOT NULL,
  of_school INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  created TEXT NOT NULL,
  held_at TEXT NOT NULL,
  file_name TEXT NOT NULL,
  place TEXT NOT NULL,
  decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'taken', 'refused')),
  decided_on TEXT,
  decided_by TEXT NOT NULL DEFAULT '',
  CHECK ((decision = '') = (decided_on IS NULL))
) STRICT;
-- The county's replies, one row a reply; numbers rise within a school.
CREATE TABLE reply (
  header_sha256 TEXT PRIMARY KEY CHECK (length(header_sha256) = 64),
  of_school INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  answers TEXT NOT NULL,
  made_at TEXT NOT NULL,
  file_name TEXT NOT NULL DEFAULT '',
  UNIQUE (of_school, number)
) STRICT;
-- What the county sent down to all, version by version; `last_act` is where its history stood.
CREATE TABLE issued_refdata (
  version INTEGER PRIMARY KEY CHECK (version > 0),
  header_sha256 TEXT NOT NULL CHECK (length(header_sha256) = 64),
  made_at TEXT NOT NULL,
  last_act INTEGER NOT NULL,
  file_name TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(about) AND json_type(about) = 'object')
) STRICT;
-- Replies and reference data taken in from above; no number is ever taken in twice or backwards.
CREATE TABLE taken_down (
  header_sha256 TEXT PRIMARY KEY CHECK (length(header_sha256) = 64),
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'refdata')),
  from_school INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  made_at TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(about) AND json_type(about) = 'object'),
  UNIQUE (kind, from_school, number)
) STRICT;
-- The county's word on one parcel of ours (or of the school's other laptop).
CREATE TABLE receipt (
  answers TEXT PRIMARY KEY CHECK (length(answers) = 64),
  device INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  read_at TEXT NOT NULL,
  reply INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object')
) STRICT;
-- Files the county says it holds, by hash; replaced whole by every reply.
CREATE TABLE held_file (sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64)) STRICT;
-- A record of a school that its county sends back to be put right.
CREATE TABLE returned (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  of_school INTEGER NOT NULL,
  noun TEXT NOT NULL CHECK (noun <> ''),
  record INTEGER NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  reason TEXT NOT NULL CHECK (reason <> ''),
  due_on TEXT NOT NULL CHECK (due_on IS date(due_on)),
  unlocks INTEGER NOT NULL DEFAULT 0 CHECK (unlocks IN (0, 1)),
  returned_on TEXT NOT NULL CHECK (returned_on IS date(returned_on)),
  returned_by TEXT NOT NULL,
  closed_on TEXT CHECK (closed_on IS date(closed_on)),
  closed_by TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'settled', 'taken_back')),
  CHECK ((closed_on IS NULL) = (outcome = ''))
) STRICT;
CREATE INDEX returned_of ON returned (of_school, closed_on, due_on);
CREATE INDEX returned_record ON returned (record, noun);
-- What the school says to a return: put right, or why it is as it is.
CREATE TABLE return_answer (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  returned INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('mended', 'explained')),
  words TEXT NOT NULL DEFAULT '',
  answered_on TEXT NOT NULL CHECK (answered_on IS date(answered_on)),
  answered_by TEXT NOT NULL,
  CHECK (kind = 'mended' OR words <> '')
) STRICT;
CREATE INDEX return_answer_of ON return_answer (returned);
-- A record the county has accepted; it stays as it is in the school until the county gives it back.
CREATE TABLE acceptance (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  of_school INTEGER NOT NULL,
  noun TEXT NOT NULL CHECK (noun <> ''),
  record INTEGER NOT NULL,
  title TEXT NOT NULL,
  accepted_on TEXT NOT NULL CHECK (accepted_on IS date(accepted_on)),
  accepted_by TEXT NOT NULL,
  ended_on TEXT CHECK (ended_on IS date(ended_on)),
  end_reason TEXT NOT NULL DEFAULT '',
  CHECK ((ended_on IS NULL) = (end_reason = ''))
) STRICT;
CREATE UNIQUE INDEX acceptance_live ON acceptance (record, noun) WHERE ended_on IS NULL;
CREATE INDEX acceptance_of ON acceptance (of_school, ended_on);
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  title TEXT NOT NULL CHECK (title <> ''),
  words TEXT NOT NULL DEFAULT '',
  due_on TEXT CHECK (due_on IS date(due_on)),
  issued_on TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  issued_by TEXT NOT NULL,
  withdrawn_on TEXT CHECK (withdrawn_on IS date(withdrawn_on))
) STRICT;
CREATE TABLE notice_file (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  notice INTEGER NOT NULL REFERENCES notice (id),
  evidence INTEGER NOT NULL REFERENCES evidence (id),
  UNIQUE (notice, evidence)
) STRICT;
CREATE INDEX notice_file_evidence ON notice_file (evidence);
-- A school has read a notice of its county.
CREATE TABLE notice_read (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  notice INTEGER NOT NULL,
  read_on TEXT NOT NULL CHECK (read_on IS date(read_on)),
  read_by TEXT NOT NULL,
  UNIQUE (school, notice)
) STRICT;
CREATE INDEX notice_read_notice ON notice_read (notice);
-- What may be ordered: a course of the county, with the teacher who usually gives it.
CREATE TABLE menu_item (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  course INTEGER NOT NULL REFERENCES course (id),
  teacher INTEGER REFERENCES teacher (id),
  terms TEXT NOT NULL DEFAULT '',
  listed_on TEXT NOT NULL CHECK (listed_on IS date(listed_on)),
  ended_on TEXT CHECK (ended_on IS date(ended_on))
) STRICT;
CREATE INDEX menu_item_course ON menu_item (course);
CREATE INDEX menu_item_teacher ON menu_item (teacher);
-- A school orders a lesson; what it says of it afterwards is in the same row.
CREATE TABLE lesson_order (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  number TEXT NOT NULL CHECK (number <> ''),
  menu_item INTEGER NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  wished_on TEXT NOT NULL CHECK (wished_on IS date(wished_on)),
  half_day TEXT NOT NULL DEFAULT 'am' CHECK (half_day IN ('am', 'pm', 'evening')),
  audience TEXT NOT NULL CHECK (audience <> ''),
  people INTEGER NOT NULL CHECK (people BETWEEN 1 AND 100000),
  address TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  ordered_on TEXT NOT NULL CHECK (ordered_on IS date(ordered_on)),
  ordered_by TEXT NOT NULL,
  withdrawn_on TEXT CHECK (withdrawn_on IS date(withdrawn_on)),
  done_on TEXT CHECK (done_on IS date(done_on)),
  came INTEGER NOT NULL DEFAULT 0 CHECK (came BETWEEN 0 AND 100000),
  score INTEGER NOT NULL DEFAULT 0 CHECK (score BETWEEN 0 AND 5),
  feedback TEXT NOT NULL DEFAULT '',
  CHECK (withdrawn_on IS NULL OR done_on IS NULL),
  UNIQUE (school, number)
) STRICT;
CREATE INDEX lesson_order_menu_item ON lesson_order (menu_item);
-- The county's word on an order: who comes and when, or why nobody does.
CREATE TABLE dispatch (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  of_school INTEGER NOT NULL,
  lesson_order INTEGER NOT NULL UNIQUE,
  teacher INTEGER REFERENCES teacher (id),
  teacher_name TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  on_date TEXT CHECK (on_date IS date(on_date)),
  half_day TEXT NOT NULL DEFAULT 'am' CHECK (half_day IN ('am', 'pm', 'evening')),
  declined TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  dispatched_on TEXT NOT NULL CHECK (dispatched_on IS date(dispatched_on)),
  dispatched_by TEXT NOT NULL,
  CHECK ((declined <> '') = (on_date IS NULL))
) STRICT;
CREATE INDEX dispatch_of ON dispatch (of_school);
CREATE INDEX dispatch_teacher ON dispatch (teacher);
"""
