"""The only road by which a table comes to be or changes: one append-only series of steps.

A step uses literal SQL or sqlite-utils table calls, never today's code from `app`, so that it does in
ten years what it did when it was written. A table with a column `school` travels to the county and is
recorded in `history`; a table without one stays on this laptop.
"""

from sqlite_utils import Database, Migrations

from db.steps.m001 import SCHEMA as M001
from db.steps.m002 import INDEXES as M002
from db.steps.m003 import SCHEMA as M003
from db.steps.m004 import SCHEMA as M004
from db.steps.m005 import SCHEMA as M005
from db.steps.m006 import SCHEMA as M006
from db.steps.m007 import SCHEMA as M007
from db.steps.m008 import SCHEMA as M008
from db.steps.m009 import SCHEMA as M009
from db.steps.m010 import SCHEMA as M010
from db.steps.m011 import SCHEMA as M011
from db.steps.m012 import SCHEMA as M012
from db.steps.m013 import SCHEMA as M013
from db.steps.m014 import SCHEMA as M014
from db.steps.m015 import SCHEMA as M015
from db.steps.m016 import INDEXES as M016
from db.steps.m017 import SCHEMA as M017
from db.steps.m018 import SCHEMA as M018
from db.steps.m019 import SCHEMA as M019

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


@series()
def m004_lists_under_a_name(db: Database) -> None:
    """Make the tables of saved filters, export layouts and rows recognised once."""
    db.executescript(M004)


@series()
def m005_a_class_as_the_office_runs_it(db: Database) -> None:
    """Make the tables of plans, walk-ins, leave slips, papers and scores, and widen those of a class."""
    db.executescript(M005)


@series()
def m006_hours_from_every_source(db: Database) -> None:
    """Make the tables of activities and closed years; let the ledger hold hours that no session gave."""
    db.executescript(M006)


@series()
def m007_the_print_desk(db: Database) -> None:
    """Make the tables of copies, print jobs, forms of others and seats; let a certificate have a code."""
    db.executescript(M007)


@series()
def m008_the_checklist_proved(db: Database) -> None:
    """Make the tables of rounds, stated facts and rectifications; let standards have versions."""
    db.executescript(M008)


@series()
def m009_what_a_school_owns(db: Database) -> None:
    """Make the tables of the school's own registers, from its posts to its funds and books."""
    db.executescript(M009)


@series()
def m010_news_both_ways(db: Database) -> None:
    """Make the tables of receipts, returns, reference data, orders and laptops replaced."""
    db.executescript(M010)


@series()
def m011_two_laptops_of_one_school(db: Database) -> None:
    """Make the tables of row versions, conflicts and people who move."""
    db.executescript(M011)


@series()
def m012_a_history_in_one_chain(db: Database) -> None:
    """Make the table that binds every act to all before it."""
    db.executescript(M012)


@series()
def m013_the_county_s_figures_at_hand(db: Database) -> None:
    """Make the tables of figures kept at a county's desk and of who is under whom."""
    db.executescript(M013)


@series()
def m014_one_photograph_twice(db: Database) -> None:
    """Make the table of what was answered about photographs that look like one."""
    db.executescript(M014)


@series()
def m015_what_a_person_wants_erased(db: Database) -> None:
    """Let data be taken out of the history on record, with a chain that still holds."""
    db.executescript(M015)


@series()
def m016_judge_many_schools_quickly(db: Database) -> None:
    """Make the indexes for judging a city's schools and for looking up everybody's certificates."""
    db.executescript(M016)


@series()
def m017_rows_found_by_their_school(db: Database) -> None:
    """Make the indexes by which a county finds what stands here of one school."""
    db.executescript(M017)


@series()
def m018_clocks_that_cannot_be_right(db: Database) -> None:
    """Make room for what the computer's clock said of an act where its own time cannot be right."""
    db.executescript(M018)


@series()
def m019_a_link_in_the_act_s_row(db: Database) -> None:
    """Move each link of the chain into the row of the act it binds."""
    db.executescript(M019)
