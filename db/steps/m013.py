"""What a county keeps at hand: figures worked out when a parcel was read, and which school is under whom."""

SCHEMA = """
-- The figures are the school's rows summed up: they may be thrown away at any time and worked out again.
-- `parcel` is the newest one read when they were, `on_day` the day they were worked out for.
CREATE TABLE kept_figures (
  of_school INTEGER NOT NULL REFERENCES school (id),
  year INTEGER NOT NULL,
  part TEXT NOT NULL CHECK (part <> ''),
  parcel TEXT NOT NULL,
  on_day TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (of_school, year, part)
) STRICT;
-- A city's desk: which county's parcel brought a school.
CREATE TABLE school_under (
  of_school INTEGER PRIMARY KEY REFERENCES school (id),
  county INTEGER NOT NULL REFERENCES school (id)
) STRICT;
CREATE INDEX school_under_county ON school_under (county);
"""
