"""The school's own registers: posts, equipment, bylaws, meetings, funds, books, points and routes."""

SCHEMA = """
-- A date here may be of any precision, 2023-03 as well as 2023-03-15: nobody invents a day.
-- `ended_on` says that a thing lasts no more, with a reason; `voided_on` that a line was never right.
ALTER TABLE teacher ADD COLUMN rank TEXT NOT NULL DEFAULT ''
  CHECK (rank IN ('', 'associate', 'full', 'academician', 'other'));
ALTER TABLE teacher ADD COLUMN hired_on TEXT NOT NULL DEFAULT '' CHECK (length(hired_on) IN (0, 4, 7, 10));
ALTER TABLE teacher ADD COLUMN hired_until TEXT NOT NULL DEFAULT ''
  CHECK (length(hired_until) IN (0, 4, 7, 10));
ALTER TABLE teacher ADD COLUMN contract INTEGER REFERENCES evidence (id);
CREATE INDEX teacher_contract ON teacher (contract);
-- Rebuilt for its kinds: a school has more rooms than classrooms, and points that move or lie in a yard.
CREATE TABLE place_with_points (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'classroom', 'meeting_room', 'reading_room', 'media_room',
    'office', 'canteen', 'dormitory', 'site', 'mobile', 'household', 'online', 'other')),
  seats INTEGER NOT NULL DEFAULT 0 CHECK (seats BETWEEN 0 AND 100000),
  note TEXT NOT NULL DEFAULT '',
  ended_on TEXT CHECK (ended_on IS date(ended_on)),
  same_as INTEGER REFERENCES place_with_points (id),
  theme TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  guide TEXT NOT NULL DEFAULT '',
  open_hours TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '',
  checked_on TEXT NOT NULL DEFAULT '' CHECK (length(checked_on) IN (0, 4, 7, 10)),
  evidence INTEGER REFERENCES evidence (id),
  UNIQUE (school, name)
) STRICT;
INSERT INTO place_with_points (id, school, name, kind, seats, note, ended_on, same_as)
  SELECT id, school, name, kind, seats, note, ended_on, same_as FROM place;
DROP TABLE place;
ALTER TABLE place_with_points RENAME TO place;
CREATE INDEX place_same_as ON place (same_as);
CREATE INDEX place_evidence ON place (evidence);
CREATE TABLE course_category (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  under TEXT NOT NULL DEFAULT '',
  seq INTEGER NOT NULL CHECK (seq > 0),
  source TEXT NOT NULL DEFAULT '',
  ended_on TEXT CHECK (ended_on IS date(ended_on)),
  UNIQUE (school, name)
) STRICT;
CREATE TABLE post (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  title TEXT NOT NULL CHECK (title <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  member INTEGER REFERENCES member (id),
  unit_post TEXT NOT NULL DEFAULT '',
  duties TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL DEFAULT '',
  appointed_on TEXT NOT NULL DEFAULT '' CHECK (length(appointed_on) IN (0, 4, 7, 10)),
  ended_on TEXT NOT NULL DEFAULT '' CHECK (length(ended_on) IN (0, 4, 7, 10)),
  end_reason TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX post_school ON post (school, title);
CREATE INDEX post_member ON post (member) WHERE member IS NOT NULL;
CREATE INDEX post_evidence ON post (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE equipment (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  model TEXT NOT NULL DEFAULT '',
  amount INTEGER NOT NULL DEFAULT 1 CHECK (amount BETWEEN 0 AND 1000000),
  unit TEXT NOT NULL DEFAULT '',
  place INTEGER REFERENCES place (id),
  state TEXT NOT NULL DEFAULT 'good' CHECK (state IN ('good', 'repair', 'broken')),
  got_on TEXT NOT NULL DEFAULT '' CHECK (length(got_on) IN (0, 4, 7, 10)),
  value_fen INTEGER NOT NULL DEFAULT 0 CHECK (value_fen BETWEEN 0 AND 100000000000),
  keeper TEXT NOT NULL DEFAULT '',
  checked_on TEXT NOT NULL DEFAULT '' CHECK (length(checked_on) IN (0, 4, 7, 10)),
  ended_on TEXT NOT NULL DEFAULT '' CHECK (length(ended_on) IN (0, 4, 7, 10)),
  end_reason TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX equipment_school ON equipment (school);
CREATE INDEX equipment_place ON equipment (place) WHERE place IS NOT NULL;
CREATE INDEX equipment_evidence ON equipment (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE bylaw (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  title TEXT NOT NULL CHECK (title <> ''),
  kind TEXT NOT NULL DEFAULT '',
  number TEXT NOT NULL DEFAULT '',
  issued_by TEXT NOT NULL DEFAULT '',
  issued_on TEXT NOT NULL DEFAULT '' CHECK (length(issued_on) IN (0, 4, 7, 10)),
  on_wall INTEGER NOT NULL DEFAULT 0 CHECK (on_wall IN (0, 1)),
  ended_on TEXT NOT NULL DEFAULT '' CHECK (length(ended_on) IN (0, 4, 7, 10)),
  end_reason TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX bylaw_school ON bylaw (school);
CREATE INDEX bylaw_evidence ON bylaw (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE meeting (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  held_on TEXT NOT NULL CHECK (held_on IS date(held_on)),
  kind TEXT NOT NULL DEFAULT 'study' CHECK (kind IN ('study', 'affairs', 'teaching', 'other')),
  organ TEXT NOT NULL DEFAULT '',
  topic TEXT NOT NULL CHECK (topic <> ''),
  chair TEXT NOT NULL DEFAULT '',
  people INTEGER NOT NULL DEFAULT 0 CHECK (people BETWEEN 0 AND 100000),
  minutes_no TEXT NOT NULL DEFAULT '',
  decisions TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX meeting_held ON meeting (school, held_on);
CREATE INDEX meeting_evidence ON meeting (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE fund (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  source TEXT NOT NULL CHECK (source IN ('fiscal', 'dues', 'retained_dues', 'own', 'other')),
  title TEXT NOT NULL DEFAULT '',
  document TEXT NOT NULL DEFAULT '',
  planned_fen INTEGER NOT NULL DEFAULT 0 CHECK (planned_fen BETWEEN 0 AND 100000000000),
  received_fen INTEGER NOT NULL DEFAULT 0 CHECK (received_fen BETWEEN 0 AND 100000000000),
  received_on TEXT NOT NULL DEFAULT '' CHECK (length(received_on) IN (0, 4, 7, 10)),
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX fund_year ON fund (school, year);
CREATE INDEX fund_evidence ON fund (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE fund_spending (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1949 AND 2199),
  spent_on TEXT NOT NULL CHECK (spent_on IS date(spent_on)),
  kind TEXT NOT NULL DEFAULT 'other' CHECK (kind IN ('lecture', 'materials', 'board', 'place', 'travel',
    'equipment', 'publicity', 'other')),
  what TEXT NOT NULL DEFAULT '',
  payee TEXT NOT NULL DEFAULT '',
  fen INTEGER NOT NULL CHECK (fen BETWEEN 1 AND 100000000000),
  source TEXT NOT NULL DEFAULT '' CHECK (source IN ('', 'fiscal', 'dues', 'retained_dues', 'own', 'other')),
  training_class INTEGER REFERENCES training_class (id),
  teacher INTEGER REFERENCES teacher (id),
  quarter_hours INTEGER NOT NULL DEFAULT 0 CHECK (quarter_hours BETWEEN 0 AND 4000),
  half_days INTEGER NOT NULL DEFAULT 0 CHECK (half_days BETWEEN 0 AND 1000),
  voucher TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX fund_spending_year ON fund_spending (school, year);
CREATE INDEX fund_spending_class ON fund_spending (training_class) WHERE training_class IS NOT NULL;
CREATE INDEX fund_spending_teacher ON fund_spending (teacher) WHERE teacher IS NOT NULL;
CREATE INDEX fund_spending_evidence ON fund_spending (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE fund_rule (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  key TEXT NOT NULL CHECK (key <> ''),
  title TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source <> ''),
  effective_from TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('confirmed', 'to be confirmed')),
  body TEXT NOT NULL CHECK (json_valid(body) AND json_type(body) = 'object'),
  adopted INTEGER NOT NULL DEFAULT 1 CHECK (adopted IN (0, 1)),
  UNIQUE (school, key)
) STRICT;
CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  title TEXT NOT NULL CHECK (title <> ''),
  kind TEXT NOT NULL DEFAULT 'book' CHECK (kind IN ('book', 'textbook', 'notebook', 'film', 'other')),
  author TEXT NOT NULL DEFAULT '',
  publisher TEXT NOT NULL DEFAULT '',
  copies INTEGER NOT NULL DEFAULT 1 CHECK (copies BETWEEN 0 AND 10000000),
  price_fen INTEGER NOT NULL DEFAULT 0 CHECK (price_fen BETWEEN 0 AND 100000000000),
  got_on TEXT NOT NULL DEFAULT '' CHECK (length(got_on) IN (0, 4, 7, 10)),
  got_from TEXT NOT NULL DEFAULT '',
  place INTEGER REFERENCES place (id),
  ended_on TEXT NOT NULL DEFAULT '' CHECK (length(ended_on) IN (0, 4, 7, 10)),
  end_reason TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX book_school ON book (school);
CREATE INDEX book_place ON book (place) WHERE place IS NOT NULL;
CREATE INDEX book_evidence ON book (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE book_issue (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  book INTEGER NOT NULL REFERENCES book (id),
  issued_on TEXT NOT NULL CHECK (issued_on IS date(issued_on)),
  branch INTEGER REFERENCES branch (id),
  receiver TEXT NOT NULL DEFAULT '',
  copies INTEGER NOT NULL CHECK (copies BETWEEN 1 AND 10000000),
  returned INTEGER NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND copies),
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX book_issue_book ON book_issue (book);
CREATE INDEX book_issue_school ON book_issue (school, issued_on);
CREATE INDEX book_issue_branch ON book_issue (branch) WHERE branch IS NOT NULL;
CREATE INDEX book_issue_evidence ON book_issue (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE route (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  name TEXT NOT NULL CHECK (name <> ''),
  theme TEXT NOT NULL DEFAULT '',
  guide TEXT NOT NULL DEFAULT '',
  contact TEXT NOT NULL DEFAULT '',
  opened_on TEXT NOT NULL DEFAULT '' CHECK (length(opened_on) IN (0, 4, 7, 10)),
  ended_on TEXT NOT NULL DEFAULT '' CHECK (length(ended_on) IN (0, 4, 7, 10)),
  end_reason TEXT NOT NULL DEFAULT '',
  evidence INTEGER REFERENCES evidence (id),
  note TEXT NOT NULL DEFAULT '',
  voided_on TEXT CHECK (voided_on IS date(voided_on)),
  void_reason TEXT,
  CHECK ((voided_on IS NULL) = (void_reason IS NULL))
) STRICT;
CREATE INDEX route_school ON route (school);
CREATE INDEX route_evidence ON route (evidence) WHERE evidence IS NOT NULL;
CREATE TABLE route_stop (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  route INTEGER NOT NULL REFERENCES route (id),
  seq INTEGER NOT NULL CHECK (seq > 0),
  place INTEGER NOT NULL REFERENCES place (id),
  minutes INTEGER NOT NULL DEFAULT 0 CHECK (minutes BETWEEN 0 AND 10000),
  quarter_hours INTEGER NOT NULL DEFAULT 0 CHECK (quarter_hours BETWEEN 0 AND 48),
  what TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX route_stop_route ON route_stop (route, seq);
CREATE INDEX route_stop_place ON route_stop (place);
"""
