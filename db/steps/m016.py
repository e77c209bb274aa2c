"""Indexes for judging many schools at once and for looking up everybody's certificates."""

INDEXES = """
CREATE INDEX session_school_date ON session (school, date);
CREATE INDEX certificate_enrollment ON certificate (enrollment);
"""
