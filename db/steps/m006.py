"""Hours from every source: activities beside classes, a ledger that holds both, years that are closed."""

SCHEMA = """
-- NULL for a draft, which counts nothing yet.
ALTER TABLE hour_rule ADD COLUMN adopted_on TEXT DEFAULT '2019-01-01';
ALTER TABLE hour_rule ADD COLUMN based_on INTEGER REFERENCES hour_rule (id);
CREATE TABLE closed_year (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  closed_on TEXT NOT NULL CHECK (closed_on IS date(closed_on)),
  closed_by TEXT NOT NULL,
  rules TEXT NOT NULL CHECK (json_valid(rules) AND json_type(rules) = 'array'),
  UNIQUE (school, year)
) STRICT;
ALTER TABLE member ADD COLUMN cadre INTEGER NOT NULL DEFAULT 0 CHECK (cadre IN (0, 1));
-- Learning outside the school's own classes: what it was, when, how long, and what proves it.
CREATE TABLE activity (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL CHECK (kind IN ('county_class', 'joint_class', 'online', 'branch_study', 'home_delivery',
    'external', 'teaching')),
  form TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL CHECK (title <> ''),
  organiser TEXT NOT NULL DEFAULT '',
  platform TEXT NOT NULL DEFAULT '',
  date TEXT NOT NULL CHECK (date IS date(date)),
  ends TEXT NOT NULL CHECK (ends IS date(ends) AND ends >= date),
  half_day TEXT NOT NULL DEFAULT 'am' CHECK (half_day IN ('am', 'pm', 'evening')),
  half_days INTEGER CHECK (half_days BETWEEN 1 AND 1000),
  minutes INTEGER CHECK (minutes BETWEEN 0 AND 100000),
  stated INTEGER CHECK (stated BETWEEN 0 AND 4000),
  central INTEGER NOT NULL DEFAULT 0 CHECK (central IN (0, 1)),
  ledger TEXT NOT NULL DEFAULT 'member' CHECK (ledger IN ('member', 'cadre')),
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  recorded_on TEXT NOT NULL CHECK (recorded_on IS date(recorded_on)),
  recorded_by TEXT NOT NULL,
  voided_on TEXT,
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX activity_date ON activity (school, date, ends);
CREATE INDEX activity_evidence ON activity (evidence);
CREATE TABLE participation (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  activity INTEGER NOT NULL REFERENCES activity (id),
  member INTEGER NOT NULL REFERENCES member (id),
  minutes INTEGER CHECK (minutes BETWEEN 0 AND 100000),
  stated INTEGER CHECK (stated BETWEEN 0 AND 4000),
  tested INTEGER NOT NULL DEFAULT 0 CHECK (tested IN (0, 1)),
  UNIQUE (activity, member)
) STRICT;
CREATE INDEX participation_member ON participation (member);
CREATE TABLE hour_line_with_sources (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  member INTEGER NOT NULL REFERENCES member (id),
  training_class INTEGER REFERENCES training_class (id),
  session INTEGER REFERENCES session (id),
  activity INTEGER REFERENCES activity (id),
  date TEXT NOT NULL CHECK (date IS date(date)),
  quarter_hours INTEGER NOT NULL,
  category TEXT NOT NULL DEFAULT 'own_class',
  ledger TEXT NOT NULL DEFAULT 'member' CHECK (ledger IN ('member', 'cadre')),
  rule INTEGER NOT NULL REFERENCES hour_rule (id),
  reason TEXT NOT NULL CHECK (reason <> ''),
  reverses INTEGER UNIQUE REFERENCES hour_line_with_sources (id),
  CHECK ((session IS NULL) = (training_class IS NULL)),
  CHECK ((session IS NULL) <> (activity IS NULL))
) STRICT;
INSERT INTO hour_line_with_sources
  (id, school, member, training_class, session, date, quarter_hours, rule, reason, reverses)
  SELECT id, school, member, training_class, session, date, quarter_hours, rule, reason, reverses
  FROM hour_line;
DROP TABLE hour_line;
ALTER TABLE hour_line_with_sources RENAME TO hour_line;
CREATE INDEX hour_line_member ON hour_line (member, date, ledger, quarter_hours);
CREATE INDEX hour_line_school ON hour_line (school, date, member, ledger, quarter_hours);
CREATE INDEX hour_line_class ON hour_line (training_class);
CREATE INDEX hour_line_activity ON hour_line (activity);
"""
