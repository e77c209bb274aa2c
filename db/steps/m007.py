"""The print desk: codes on certificates, each copy written down, forms of others, seats, evaluations."""

SCHEMA = """
ALTER TABLE certificate ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN check_code TEXT NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN wording TEXT NOT NULL DEFAULT '';
-- What else the paper says, so that a reprint is the same paper whatever is corrected on the rolls later.
ALTER TABLE certificate ADD COLUMN paper TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(paper));
CREATE INDEX certificate_check_code ON certificate (check_code) WHERE check_code <> '';
CREATE TABLE certificate_copy (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  certificate INTEGER NOT NULL REFERENCES certificate (id),
  copy_no INTEGER NOT NULL CHECK (copy_no > 0),
  kind TEXT NOT NULL CHECK (kind IN ('original', 'reissue')),
  outcome TEXT NOT NULL CHECK (outcome IN ('good', 'spoiled')),
  note TEXT NOT NULL DEFAULT '',
  blank_no TEXT NOT NULL DEFAULT '',
  printed_on TEXT NOT NULL CHECK (printed_on IS date(printed_on)),
  printed_by TEXT NOT NULL,
  UNIQUE (certificate, copy_no)
) STRICT;
CREATE TABLE print_job (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  form TEXT NOT NULL CHECK (form <> ''),
  title TEXT NOT NULL,
  training_class INTEGER REFERENCES training_class (id),
  pages INTEGER NOT NULL CHECK (pages > 0),
  copies INTEGER NOT NULL CHECK (copies > 0),
  printer TEXT NOT NULL DEFAULT '',
  printed_on TEXT NOT NULL CHECK (printed_on IS date(printed_on)),
  printed_by TEXT NOT NULL
) STRICT;
CREATE INDEX print_job_class ON print_job (training_class);
-- A form of the upper level as it came, and where in it our facts go.
CREATE TABLE upper_form (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  fields TEXT NOT NULL CHECK (json_valid(fields) AND json_type(fields) = 'object'),
  taken_on TEXT NOT NULL CHECK (taken_on IS date(taken_on)),
  UNIQUE (school, name)
) STRICT;
-- What the trainees of a class ticked on paper, without their names: how many sheets came back.
CREATE TABLE evaluation (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL UNIQUE REFERENCES training_class (id),
  returned INTEGER NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND 9999),
  remarks TEXT NOT NULL DEFAULT '',
  entered_on TEXT NOT NULL CHECK (entered_on IS date(entered_on)),
  entered_by TEXT NOT NULL
) STRICT;
-- So many ticked a grade for an aspect of a lesson; no course is the class as a whole.
CREATE TABLE evaluation_count (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  course INTEGER REFERENCES course (id),
  teacher INTEGER REFERENCES teacher (id),
  aspect TEXT NOT NULL CHECK (aspect <> ''),
  grade TEXT NOT NULL CHECK (grade <> ''),
  tally INTEGER NOT NULL CHECK (tally BETWEEN 1 AND 9999)
) STRICT;
CREATE UNIQUE INDEX evaluation_count_of ON evaluation_count
  (training_class, coalesce(course, 0), coalesce(teacher, 0), aspect, grade);
CREATE INDEX evaluation_count_teacher ON evaluation_count (teacher) WHERE teacher IS NOT NULL;
CREATE TABLE seat_plan (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL UNIQUE REFERENCES training_class (id),
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object')
) STRICT;
"""
