"""The first page's figures, held against those the county works out of the same rows."""

import pytest

from app.errors import Cancelled
from app.progress import silent
from app.school import agenda, attendance, checklist, counties, overviews, parcels, timetable
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


def test_the_overview_says_what_the_county_counts(db: Register, school: int, people: list[int]) -> None:
    held = made_up.a_class(db, school, people[:3])
    attendance.mark_all(db, held, sessions=timetable.find(db, training_class=held), today=TODAY)
    found = overviews.overview(db, school=school, today=TODAY, tell=silent)
    theirs = counties.figures(db, school=school, year=int(TODAY[:4]), today=TODAY)
    for name in ("classes", "classes_wanted", "members", "owing", "met", "points", "points_of"):
        assert getattr(found, name) == getattr(theirs, name)
    assert (found.classes, found.members) == (1, 4)
    judged = checklist.assess(db, school=school, year=int(TODAY[:4]), today=TODAY)
    assert found.gaps == len(checklist.gaps(judged)) > 0
    assert list(found.items) == agenda.items(db, school=school, today=TODAY)
    assert (found.sent_on, found.unsent) == ("", parcels.unsent(db))


def test_the_overview_stops_where_nobody_asks_for_it_any_more(db: Register, school: int) -> None:
    def stop(done: int, total: int, note: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        overviews.overview(db, school=school, today=TODAY, tell=stop)
