"""A class as the office runs it: planned, of a type, with groups, walk-ins, slips, papers and scores."""

SCHEMA = """
-- what a school plans, and what a class of a type needs --------------------------------------
CREATE TABLE class_rule (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  key TEXT NOT NULL CHECK (key <> ''),
  title TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source <> ''),
  effective_from TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'to be confirmed')),
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
  UNIQUE (school, key)
) STRICT;
CREATE TABLE plan_line (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  seq INTEGER NOT NULL CHECK (seq > 0),
  title TEXT NOT NULL CHECK (title <> ''),
  class_type TEXT NOT NULL DEFAULT '',
  trainee_group TEXT NOT NULL DEFAULT '',
  classes INTEGER NOT NULL DEFAULT 1 CHECK (classes >= 0),
  people INTEGER NOT NULL DEFAULT 0 CHECK (people >= 0),
  quarter_hours INTEGER NOT NULL DEFAULT 0 CHECK (quarter_hours >= 0),
  month_from INTEGER NOT NULL DEFAULT 1 CHECK (month_from BETWEEN 1 AND 12),
  month_to INTEGER NOT NULL DEFAULT 12 CHECK (month_to BETWEEN 1 AND 12),
  responsible TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  UNIQUE (school, year, seq)
) STRICT;
ALTER TABLE training_class ADD COLUMN class_type TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN trainee_group TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN season TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN programme TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN co_host TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN backstop TEXT NOT NULL DEFAULT '';
ALTER TABLE training_class ADD COLUMN plan_line INTEGER REFERENCES plan_line (id);
CREATE INDEX training_class_plan_line ON training_class (plan_line);
CREATE TABLE class_step (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  state TEXT NOT NULL,
  taken_on TEXT NOT NULL CHECK (taken_on IS date(taken_on)),
  taken_by TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX class_step_class ON class_step (training_class);
CREATE TABLE class_paper (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  requirement TEXT NOT NULL CHECK (requirement <> ''),
  evidence INTEGER REFERENCES evidence (id),
  waived TEXT NOT NULL DEFAULT '',
  filed_on TEXT NOT NULL CHECK (filed_on IS date(filed_on)),
  CHECK ((evidence IS NULL) = (waived <> ''))
) STRICT;
CREATE INDEX class_paper_class ON class_paper (training_class, requirement);
CREATE INDEX class_paper_evidence ON class_paper (evidence);

-- who is in it ---------------------------------------------------------------------------------
ALTER TABLE enrollment ADD COLUMN group_no INTEGER NOT NULL DEFAULT 0 CHECK (group_no >= 0);
ALTER TABLE enrollment ADD COLUMN duty TEXT NOT NULL DEFAULT ''
  CHECK (duty IN ('', 'monitor', 'vice_monitor', 'group_leader'));
ALTER TABLE enrollment ADD COLUMN came_by TEXT NOT NULL DEFAULT 'enrolled'
  CHECK (came_by IN ('enrolled', 'walk_in', 'substitute'));
ALTER TABLE enrollment ADD COLUMN stands_for INTEGER REFERENCES enrollment (id);
ALTER TABLE enrollment ADD COLUMN excellent INTEGER NOT NULL DEFAULT 0 CHECK (excellent IN (0, 1));
CREATE INDEX enrollment_stands_for ON enrollment (stands_for);
-- Somebody who came and is known by name only, until it is said which person that is.
CREATE TABLE walk_in (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  name TEXT NOT NULL CHECK (name <> ''),
  unit TEXT NOT NULL DEFAULT '',
  sessions TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(sessions) AND json_type(sessions) = 'array'),
  enrollment INTEGER REFERENCES enrollment (id)
) STRICT;
CREATE INDEX walk_in_class ON walk_in (training_class);
CREATE INDEX walk_in_enrollment ON walk_in (enrollment);
CREATE TABLE branch_quota (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  branch INTEGER NOT NULL REFERENCES branch (id),
  people INTEGER NOT NULL CHECK (people > 0),
  UNIQUE (training_class, branch)
) STRICT;
CREATE INDEX branch_quota_branch ON branch_quota (branch);

-- when, by whom, who came ----------------------------------------------------------------------
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN locked_on TEXT;
CREATE INDEX session_teacher ON session (teacher, date);
CREATE INDEX session_place ON session (place, date);

-- by whom, what and where: who was ended is not offered any more; `same_as` is the spelling that stays --
ALTER TABLE teacher ADD COLUMN source TEXT NOT NULL DEFAULT '' CHECK (source IN ('', 'leader', 'party_school',
  'secretary', 'party_worker', 'model', 'backbone', 'practical', 'retired'));
ALTER TABLE teacher ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE teacher ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE teacher ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE teacher ADD COLUMN ended_on TEXT CHECK (ended_on IS date(ended_on));
ALTER TABLE teacher ADD COLUMN same_as INTEGER REFERENCES teacher (id);
ALTER TABLE course ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE course ADD COLUMN usual_quarter_hours INTEGER NOT NULL DEFAULT 0
  CHECK (usual_quarter_hours BETWEEN 0 AND 48);
ALTER TABLE course ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE course ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE course ADD COLUMN ended_on TEXT CHECK (ended_on IS date(ended_on));
ALTER TABLE course ADD COLUMN same_as INTEGER REFERENCES course (id);
ALTER TABLE place ADD COLUMN kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'classroom', 'meeting_room',
  'site', 'online', 'other'));
ALTER TABLE place ADD COLUMN seats INTEGER NOT NULL DEFAULT 0 CHECK (seats BETWEEN 0 AND 100000);
ALTER TABLE place ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE place ADD COLUMN ended_on TEXT CHECK (ended_on IS date(ended_on));
ALTER TABLE place ADD COLUMN same_as INTEGER REFERENCES place (id);
CREATE INDEX teacher_same_as ON teacher (same_as);
CREATE INDEX course_same_as ON course (same_as);
CREATE INDEX place_same_as ON place (same_as);
CREATE INDEX session_course ON session (course, date);
CREATE INDEX training_class_place ON training_class (place);
ALTER TABLE attendance ADD COLUMN minutes INTEGER CHECK (minutes BETWEEN 0 AND 720);
ALTER TABLE attendance ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE TABLE leave_slip (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  enrollment INTEGER NOT NULL REFERENCES enrollment (id),
  kind TEXT NOT NULL CHECK (kind IN ('sick_leave', 'personal_leave', 'official_leave')),
  reason TEXT NOT NULL CHECK (reason <> ''),
  sessions TEXT NOT NULL CHECK (json_valid(sessions) AND json_type(sessions) = 'array'),
  asked_on TEXT NOT NULL CHECK (asked_on IS date(asked_on)),
  approver TEXT NOT NULL DEFAULT '',
  approved_by TEXT NOT NULL DEFAULT '',
  approved_on TEXT,
  returned_on TEXT,
  refused TEXT NOT NULL DEFAULT '',
  CHECK ((approved_by <> '') = (approved_on IS NOT NULL)),
  CHECK (refused = '' OR approved_by = '')
) STRICT;
CREATE INDEX leave_slip_enrollment ON leave_slip (enrollment);

-- what came of it ------------------------------------------------------------------------------
CREATE TABLE score (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  enrollment INTEGER NOT NULL REFERENCES enrollment (id),
  part TEXT NOT NULL CHECK (part <> ''),
  tenths INTEGER NOT NULL CHECK (tenths BETWEEN 0 AND 1000),
  UNIQUE (enrollment, part)
) STRICT;
CREATE TABLE graduation_override (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  enrollment INTEGER NOT NULL UNIQUE REFERENCES enrollment (id),
  passes INTEGER NOT NULL CHECK (passes IN (0, 1)),
  reason TEXT NOT NULL CHECK (reason <> ''),
  said_on TEXT NOT NULL CHECK (said_on IS date(said_on)),
  said_by TEXT NOT NULL
) STRICT;
"""
