"""Measures: what a standard may count, each from the register itself, and the pieces that show it.

A measure works for many schools and years at once; what it needs more than once is asked for once (`Span`).
A new one is a line in `classes.py`, `people.py` or `registers.py`, with a test against a register built by
hand.
"""

from app.school.measures.classes import CLASSES
from app.school.measures.people import PEOPLE
from app.school.measures.records import Measure, Piece, Reached, Span, Tally
from app.school.measures.registers import REGISTERS
from db.register import Register

MEASURES: dict[str, Measure] = {one.key: one for one in (*CLASSES, *PEOPLE, *REGISTERS)}


def reach(db: Register, measure: str, *, school: int, year: int, today: str) -> Reached:
    """Give what a school reached in a year, and what shows it."""
    return MEASURES[measure].count(db, school=school, year=year, today=today)


def classes_held(db: Register, school: int, year: int, today: str) -> int:
    """Count the classes with a session held and marked in a year: a signboard alone is not a class."""
    return reach(db, "classes_held", school=school, year=year, today=today).value


__all__ = ["MEASURES", "Measure", "Piece", "Reached", "Span", "Tally", "classes_held", "reach"]
