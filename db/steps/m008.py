"""Standards in versions, stated facts, rounds of assessment, what is to be put right, photographs."""

SCHEMA = """
ALTER TABLE standard ADD COLUMN kind TEXT NOT NULL DEFAULT 'school'
  CHECK (kind IN ('school', 'belt', 'base', 'other'));
-- NULL for a draft, by which nobody is judged yet.
ALTER TABLE standard ADD COLUMN adopted_on TEXT DEFAULT '2024-01-01' CHECK (adopted_on IS date(adopted_on));
ALTER TABLE standard ADD COLUMN based_on INTEGER REFERENCES standard (id);
-- Stars by points and tiers of subsidy by stars.
ALTER TABLE standard ADD COLUMN body TEXT NOT NULL DEFAULT '{}'
  CHECK (json_valid(body) AND json_type(body) = 'object');
CREATE INDEX standard_based_on ON standard (based_on);
-- By which standard a school says that it is judged, its own or one handed down; the newest counts.
CREATE TABLE standard_choice (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  standard INTEGER NOT NULL REFERENCES standard (id),
  effective_from TEXT NOT NULL CHECK (effective_from IS date(effective_from)),
  chosen_on TEXT NOT NULL CHECK (chosen_on IS date(chosen_on)),
  chosen_by TEXT NOT NULL
) STRICT;
CREATE INDEX standard_choice_school ON standard_choice (school, effective_from);
CREATE INDEX standard_choice_standard ON standard_choice (standard);
CREATE TABLE criterion_with_facts (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  standard INTEGER NOT NULL REFERENCES standard (id),
  item TEXT NOT NULL,
  item_name TEXT NOT NULL,
  seq INTEGER NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  proof TEXT NOT NULL CHECK (proof IN ('document', 'count', 'fact')),
  measure TEXT NOT NULL DEFAULT '',
  need INTEGER NOT NULL DEFAULT 0 CHECK (need >= 0),
  unit TEXT NOT NULL DEFAULT '',
  points INTEGER NOT NULL CHECK (points >= 0),
  partial TEXT NOT NULL DEFAULT 'none' CHECK (partial IN ('none', 'half', 'share')),
  required INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
  valid_months INTEGER NOT NULL DEFAULT 0 CHECK (valid_months >= 0),
  wants TEXT NOT NULL DEFAULT '',
  explained TEXT NOT NULL DEFAULT '',
  UNIQUE (standard, key),
  CHECK (proof <> 'count' OR measure <> '')
) STRICT;
INSERT INTO criterion_with_facts
  (id, school, standard, item, item_name, seq, key, text, proof, measure, need, points, valid_months)
  SELECT id, school, standard, item, item_name, seq, key, text, proof, measure, max(need, 0), points,
  max(valid_months, 0) FROM criterion;
DROP TABLE criterion;
ALTER TABLE criterion_with_facts RENAME TO criterion;
CREATE INDEX criterion_key ON criterion (key);
-- A document may come without a date or with something lacking: it is there, and proves nothing yet.
CREATE TABLE evidence_with_lacks (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  formed_on TEXT NOT NULL CHECK (formed_on = '' OR formed_on IS date(formed_on)),
  filed_on TEXT NOT NULL CHECK (filed_on IS date(filed_on)),
  filed_by TEXT NOT NULL,
  lacks TEXT NOT NULL DEFAULT '',
  original_sha256 TEXT NOT NULL DEFAULT '' CHECK (length(original_sha256) IN (0, 64)),
  taken_at TEXT NOT NULL DEFAULT '',
  phash INTEGER,
  replaces INTEGER REFERENCES evidence_with_lacks (id),
  UNIQUE (school, sha256),
  CHECK (replaces <> id)
) STRICT;
INSERT INTO evidence_with_lacks
  (id, school, sha256, file_name, media_type, bytes, formed_on, filed_on, filed_by)
  SELECT id, school, sha256, file_name, media_type, bytes, formed_on, filed_on, filed_by FROM evidence;
DROP TABLE evidence;
ALTER TABLE evidence_with_lacks RENAME TO evidence;
CREATE INDEX evidence_replaces ON evidence (replaces);
CREATE INDEX proof_school ON proof (school);
CREATE TABLE session_photo (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  session INTEGER NOT NULL REFERENCES session (id),
  evidence INTEGER NOT NULL REFERENCES evidence (id),
  UNIQUE (session, evidence)
) STRICT;
CREATE INDEX session_photo_evidence ON session_photo (evidence);
-- What somebody says without a document: how much, as of which day, who said so and when.
CREATE TABLE stated_fact (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  criterion INTEGER NOT NULL REFERENCES criterion (id),
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 1000000000000),
  words TEXT NOT NULL DEFAULT '',
  holds_on TEXT NOT NULL CHECK (holds_on IS date(holds_on)),
  stated_on TEXT NOT NULL CHECK (stated_on IS date(stated_on)),
  stated_by TEXT NOT NULL,
  withdrawn_on TEXT CHECK (withdrawn_on IS date(withdrawn_on)),
  withdrawn_reason TEXT,
  CHECK ((withdrawn_on IS NULL) = (withdrawn_reason IS NULL))
) STRICT;
CREATE INDEX stated_fact_school ON stated_fact (school, holds_on);
CREATE INDEX stated_fact_criterion ON stated_fact (criterion);
CREATE TABLE assessment_round (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL CHECK (kind IN ('yearly', 'selection')),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  standard INTEGER NOT NULL REFERENCES standard (id),
  opened_on TEXT NOT NULL CHECK (opened_on IS date(opened_on)),
  opened_by TEXT NOT NULL,
  due_on TEXT NOT NULL DEFAULT '' CHECK (due_on = '' OR due_on IS date(due_on)),
  finished_on TEXT CHECK (finished_on IS date(finished_on)),
  finished_by TEXT,
  -- What the round came to when it was finished, by the cut-offs of its standard.
  self_points INTEGER,
  points_full INTEGER,
  self_stars INTEGER,
  note TEXT NOT NULL DEFAULT '',
  CHECK ((finished_on IS NULL) = (finished_by IS NULL)),
  CHECK ((finished_on IS NULL) = (self_points IS NULL)),
  UNIQUE (school, kind, year, standard)
) STRICT;
CREATE INDEX assessment_round_standard ON assessment_round (standard);
-- One criterion in a round as it stood: the texts are kept, so that the paper can be printed again.
CREATE TABLE assessment_line (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  round INTEGER NOT NULL REFERENCES assessment_round (id),
  criterion INTEGER NOT NULL REFERENCES criterion (id),
  seq INTEGER NOT NULL,
  item_name TEXT NOT NULL,
  text TEXT NOT NULL,
  required INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1)),
  points_full INTEGER NOT NULL CHECK (points_full >= 0),
  state TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  pieces TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(pieces) AND json_type(pieces) = 'array'),
  proposed INTEGER NOT NULL CHECK (proposed BETWEEN 0 AND points_full),
  self_points INTEGER NOT NULL CHECK (self_points BETWEEN 0 AND points_full),
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE (round, criterion)
) STRICT;
CREATE INDEX assessment_line_criterion ON assessment_line (criterion);
-- What the county gives for a line. The row is the county's; a school that has it on paper only may enter it.
CREATE TABLE county_score (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  line INTEGER NOT NULL REFERENCES assessment_line (id),
  points INTEGER NOT NULL CHECK (points >= 0),
  reason TEXT NOT NULL DEFAULT '',
  scored_on TEXT NOT NULL CHECK (scored_on IS date(scored_on)),
  scored_by TEXT NOT NULL,
  UNIQUE (school, line)
) STRICT;
CREATE INDEX county_score_line ON county_score (line);
CREATE TABLE rectification (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  criterion INTEGER REFERENCES criterion (id),
  round INTEGER REFERENCES assessment_round (id),
  what TEXT NOT NULL CHECK (what <> ''),
  responsible TEXT NOT NULL CHECK (responsible <> ''),
  due_on TEXT NOT NULL CHECK (due_on IS date(due_on)),
  opened_on TEXT NOT NULL CHECK (opened_on IS date(opened_on)),
  opened_by TEXT NOT NULL,
  done_on TEXT CHECK (done_on IS date(done_on)),
  done_by TEXT,
  done_note TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  dropped_on TEXT CHECK (dropped_on IS date(dropped_on)),
  dropped_reason TEXT,
  CHECK ((done_on IS NULL) = (done_by IS NULL)),
  CHECK ((dropped_on IS NULL) = (dropped_reason IS NULL)),
  CHECK (done_on IS NULL OR dropped_on IS NULL)
) STRICT;
CREATE INDEX rectification_school ON rectification (school, due_on);
CREATE INDEX rectification_criterion ON rectification (criterion);
CREATE INDEX rectification_round ON rectification (round);
CREATE INDEX rectification_evidence ON rectification (evidence);
"""
