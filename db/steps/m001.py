"""The tables of the first road."""

SCHEMA = """
-- this laptop ------------------------------------------------------------------------------
CREATE TABLE context (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  register TEXT NOT NULL,
  device INTEGER NOT NULL,
  act INTEGER,
  recording INTEGER NOT NULL DEFAULT 1 CHECK (recording IN (0, 1))
) STRICT;
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE act (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  clock INTEGER NOT NULL,
  device INTEGER NOT NULL,
  operator TEXT NOT NULL,
  undoes INTEGER UNIQUE REFERENCES act (id)
) STRICT;
CREATE TABLE history (
  n INTEGER PRIMARY KEY,
  act INTEGER NOT NULL REFERENCES act (id),
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
  old TEXT,
  new TEXT
) STRICT;
CREATE INDEX history_act ON history (act);
CREATE INDEX history_row ON history (tbl, row);

-- the school and its people ----------------------------------------------------------------
CREATE TABLE school (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL CHECK (school = id),
  code TEXT NOT NULL UNIQUE CHECK (code <> ''),
  level TEXT NOT NULL CHECK (level IN ('township', 'county', 'city')),
  full_name TEXT NOT NULL CHECK (full_name <> ''),
  short_name TEXT NOT NULL CHECK (short_name <> ''),
  seal_name TEXT NOT NULL CHECK (seal_name <> ''),
  county_name TEXT NOT NULL
) STRICT;
CREATE TABLE branch (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  UNIQUE (school, name)
) STRICT;
CREATE TABLE branch_alias (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  branch INTEGER NOT NULL REFERENCES branch (id),
  alias TEXT NOT NULL CHECK (alias <> ''),
  UNIQUE (school, alias)
) STRICT;
CREATE INDEX branch_alias_branch ON branch_alias (branch);
CREATE TABLE roster (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  sheet_name TEXT NOT NULL,
  taken_on TEXT NOT NULL,
  added INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  refused INTEGER NOT NULL
) STRICT;
CREATE TABLE refused_row (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  roster INTEGER NOT NULL REFERENCES roster (id),
  row_no INTEGER NOT NULL,
  cells TEXT NOT NULL CHECK (json_valid(cells) AND json_type(cells) = 'array'),
  reasons TEXT NOT NULL CHECK (json_valid(reasons) AND json_type(reasons) = 'array')
) STRICT;
CREATE INDEX refused_row_roster ON refused_row (roster);
CREATE TABLE member (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL CHECK (name_key <> ''),
  pinyin TEXT NOT NULL DEFAULT '',
  initials TEXT NOT NULL DEFAULT '',
  stroke_key TEXT NOT NULL DEFAULT '',
  gender TEXT NOT NULL DEFAULT '' CHECK (gender IN ('', '男', '女')),
  ethnicity TEXT NOT NULL DEFAULT '',
  id_number TEXT CHECK (length(id_number) = 18),
  birth TEXT NOT NULL DEFAULT '',
  education TEXT NOT NULL DEFAULT '',
  member_type TEXT NOT NULL
    CHECK (member_type IN ('full', 'probationary', 'candidate', 'activist', 'applicant', 'non_member')),
  branch INTEGER REFERENCES branch (id),
  join_date TEXT NOT NULL DEFAULT '',
  full_date TEXT NOT NULL DEFAULT '',
  job TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  landline TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  native_place TEXT NOT NULL DEFAULT '',
  unit_post TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL DEFAULT '' CHECK (role IN ('', 'secretary', 'committee')),
  membership_status TEXT NOT NULL DEFAULT 'normal' CHECK (membership_status IN ('normal', 'suspended')),
  lost_contact INTEGER NOT NULL DEFAULT 0 CHECK (lost_contact IN (0, 1)),
  lost_since TEXT NOT NULL DEFAULT '',
  floating INTEGER NOT NULL DEFAULT 0 CHECK (floating IN (0, 1)),
  floating_to TEXT NOT NULL DEFAULT '',
  frail INTEGER NOT NULL DEFAULT 0 CHECK (frail IN (0, 1)),
  note TEXT NOT NULL DEFAULT '',
  doubts TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(doubts) AND json_type(doubts) = 'array'),
  left_on TEXT,
  left_reason TEXT,
  roster INTEGER REFERENCES roster (id),
  CHECK ((left_on IS NULL) = (left_reason IS NULL))
) STRICT;
CREATE UNIQUE INDEX member_id_number ON member (school, id_number) WHERE id_number IS NOT NULL;
CREATE INDEX member_name_key ON member (school, name_key);
CREATE INDEX member_pinyin ON member (school, pinyin);
CREATE INDEX member_branch ON member (branch);
CREATE INDEX member_roster ON member (roster);

-- what is taught, by whom, where -----------------------------------------------------------
CREATE TABLE teacher (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  post TEXT NOT NULL DEFAULT '',
  engagement TEXT NOT NULL DEFAULT 'part_time' CHECK (engagement IN ('full_time', 'part_time', 'invited')),
  UNIQUE (school, name, post)
) STRICT;
CREATE TABLE course (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  title TEXT NOT NULL CHECK (title <> ''),
  UNIQUE (school, title)
) STRICT;
CREATE TABLE place (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  UNIQUE (school, name)
) STRICT;

-- classes ----------------------------------------------------------------------------------
CREATE TABLE hour_rule (
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
CREATE TABLE training_class (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  term_no INTEGER NOT NULL CHECK (term_no > 0),
  name TEXT NOT NULL CHECK (name <> ''),
  place INTEGER REFERENCES place (id),
  adviser TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'preparing' CHECK (state IN ('preparing', 'notified', 'enrolling', 'opened',
    'teaching', 'settling', 'closed', 'reported', 'archived')),
  closed_on TEXT,
  UNIQUE (school, year, term_no),
  CHECK ((closed_on IS NOT NULL) = (state IN ('closed', 'reported', 'archived')))
) STRICT;
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  date TEXT NOT NULL CHECK (date IS date(date)),
  half_day TEXT NOT NULL CHECK (half_day IN ('am', 'pm', 'evening')),
  starts TEXT NOT NULL CHECK (starts GLOB '[0-2][0-9]:[0-5][0-9]'),
  ends TEXT NOT NULL CHECK (ends GLOB '[0-2][0-9]:[0-5][0-9]' AND ends > starts),
  course INTEGER NOT NULL REFERENCES course (id),
  teacher INTEGER REFERENCES teacher (id),
  place INTEGER REFERENCES place (id),
  quarter_hours INTEGER NOT NULL CHECK (quarter_hours BETWEEN 1 AND 48),
  UNIQUE (training_class, date, half_day)
) STRICT;
CREATE INDEX session_date ON session (date);
CREATE TABLE enrollment (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  member INTEGER NOT NULL REFERENCES member (id),
  seq_no INTEGER NOT NULL CHECK (seq_no > 0),
  branch_at_enrollment TEXT NOT NULL DEFAULT '',
  title_at_enrollment TEXT NOT NULL DEFAULT '',
  type_at_enrollment TEXT NOT NULL,
  UNIQUE (training_class, member)
) STRICT;
CREATE INDEX enrollment_member ON enrollment (member);
CREATE TABLE sign_in_sheet (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  code TEXT NOT NULL CHECK (length(code) = 8),
  print_no INTEGER NOT NULL CHECK (print_no > 0),
  sessions TEXT NOT NULL CHECK (json_valid(sessions) AND json_type(sessions) = 'array'),
  enrollments TEXT NOT NULL CHECK (json_valid(enrollments) AND json_type(enrollments) = 'array'),
  printed_on TEXT NOT NULL,
  UNIQUE (school, code),
  UNIQUE (training_class, print_no)
) STRICT;
CREATE TABLE attendance (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  session INTEGER NOT NULL REFERENCES session (id),
  enrollment INTEGER NOT NULL REFERENCES enrollment (id),
  mark TEXT NOT NULL CHECK (mark IN ('present', 'late', 'left_early', 'sick_leave', 'personal_leave',
    'official_leave', 'absent')),
  UNIQUE (session, enrollment)
) STRICT;
CREATE INDEX attendance_enrollment ON attendance (enrollment);
CREATE TABLE hour_line (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  member INTEGER NOT NULL REFERENCES member (id),
  training_class INTEGER NOT NULL REFERENCES training_class (id),
  session INTEGER NOT NULL REFERENCES session (id),
  date TEXT NOT NULL CHECK (date IS date(date)),
  quarter_hours INTEGER NOT NULL,
  rule INTEGER NOT NULL REFERENCES hour_rule (id),
  reason TEXT NOT NULL CHECK (reason <> ''),
  reverses INTEGER UNIQUE REFERENCES hour_line (id)
) STRICT;
CREATE INDEX hour_line_member ON hour_line (member, date);
CREATE INDEX hour_line_class ON hour_line (training_class);
CREATE TABLE certificate (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  enrollment INTEGER NOT NULL REFERENCES enrollment (id),
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  number TEXT NOT NULL CHECK (number <> ''),
  quarter_hours INTEGER NOT NULL CHECK (quarter_hours >= 0),
  issued_on TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  printed_on TEXT,
  voided_on TEXT,
  void_reason TEXT,
  UNIQUE (school, number),
  UNIQUE (school, year, seq),
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE UNIQUE INDEX certificate_live ON certificate (enrollment) WHERE voided_on IS NULL;

-- five-haves -------------------------------------------------------------------------------
CREATE TABLE standard (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  key TEXT NOT NULL CHECK (key <> ''),
  name TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source <> ''),
  effective_from TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'to be confirmed')),
  UNIQUE (school, key)
) STRICT;
CREATE TABLE criterion (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  standard INTEGER NOT NULL REFERENCES standard (id),
  item TEXT NOT NULL,
  item_name TEXT NOT NULL,
  seq INTEGER NOT NULL,
  key TEXT NOT NULL,
  text TEXT NOT NULL CHECK (text <> ''),
  proof TEXT NOT NULL CHECK (proof IN ('document', 'count')),
  measure TEXT NOT NULL DEFAULT '',
  need INTEGER NOT NULL DEFAULT 0,
  points INTEGER NOT NULL CHECK (points >= 0),
  valid_months INTEGER NOT NULL DEFAULT 0,
  UNIQUE (standard, key),
  CHECK ((proof = 'count') = (measure <> ''))
) STRICT;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  formed_on TEXT NOT NULL CHECK (formed_on IS date(formed_on)),
  filed_on TEXT NOT NULL CHECK (filed_on IS date(filed_on)),
  filed_by TEXT NOT NULL,
  UNIQUE (school, sha256)
) STRICT;
CREATE TABLE proof (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  criterion INTEGER NOT NULL REFERENCES criterion (id),
  evidence INTEGER NOT NULL REFERENCES evidence (id),
  UNIQUE (criterion, evidence)
) STRICT;
CREATE INDEX proof_evidence ON proof (evidence);

-- parcels ----------------------------------------------------------------------------------
CREATE TABLE secret (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE sent_parcel (
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  header_sha256 TEXT NOT NULL UNIQUE,
  file_name TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  last_act INTEGER NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT;
CREATE TABLE enrolled_device (
  device INTEGER PRIMARY KEY,
  of_school INTEGER NOT NULL,
  school_code TEXT NOT NULL,
  school_name TEXT NOT NULL,
  sign TEXT NOT NULL,
  age TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  serial INTEGER NOT NULL UNIQUE,
  enrolled_on TEXT NOT NULL,
  revoked_on TEXT
) STRICT;
CREATE TABLE received_parcel (
  header_sha256 TEXT PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES enrolled_device (device),
  of_school INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  created TEXT NOT NULL,
  received_at TEXT NOT NULL,
  file_name TEXT NOT NULL,
  verdict TEXT NOT NULL,
  added INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  unchanged INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  UNIQUE (device, epoch, seq)
) STRICT;
CREATE TABLE stray_row (
  of_school INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  row INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
  PRIMARY KEY (of_school, tbl, row)
) STRICT;
"""
