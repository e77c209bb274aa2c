"""The only road by which a table comes to be or changes: one append-only series of steps.

A step uses literal SQL or sqlite-utils table calls, never today's code from `app`, so that it does in
ten years what it did when it was written. A table with a column `school` travels to the county and is
recorded in `history`; a table without one stays on this laptop.
"""

from sqlite_utils import Database, Migrations

from db.steps.m001 import SCHEMA as M001
from db.steps.m002 import INDEXES as M002
from db.steps.m003 import SCHEMA as M003

series = Migrations("wuyou")


@series()
def m001_the_road_once(db: Database) -> None:
    """Make the tables of the first road: people, a class, its hours, its papers, five-haves, parcels."""
    db.executescript(M001)


@series()
def m002_find_people_quickly(db: Database) -> None:
    """Make the indexes for lists and searches of a county's size."""
    db.executescript(M002)


@series()
def m003_one_person_in_two_rows(db: Database) -> None:
    """Make the tables that say which rows are one person, and which are two however alike."""
    db.executescript(M003)
