import pytest

from app.errors import UserError
from app.school import classes, print_jobs
from db.register import Register
from tests import made_up


@pytest.fixture
def training(db: Register, school: int) -> int:
    return made_up.a_class(db, school, made_up.people(db, school, 4))


def test_what_was_printed_is_listed_newest_first_with_who_and_where(db: Register, training: int) -> None:
    print_jobs.record(
        db, form="roster", title="学员花名册", training_class=training, pages=2, today="2026-11-20"
    )
    print_jobs.record(
        db, form="roster", title="学员花名册", training_class=training, pages=2, copies=3, printer="办公室",
        today="2026-11-21",
    )  # fmt: skip
    print_jobs.record(db, title=" 五有\n台账 ", pages=5, today="2026-11-19")
    of_class = print_jobs.rows(db, print_jobs.find(db, training_class=training))
    assert [(one.copies, one.printer, one.printed_on) for one in of_class] == [
        (3, "办公室", "2026-11-21"),
        (1, "", "2026-11-20"),
    ]
    assert of_class[0].printed_by == db.operator
    assert of_class[0].class_name == classes.row(db, training).name
    every = print_jobs.rows(db, print_jobs.find(db))
    assert (every[-1].title, every[-1].form, every[-1].training_class) == ("五有 台账", print_jobs.OTHER, 0)
    assert print_jobs.newest(db, training)["roster"].copies == 3


def test_undo_does_not_take_paper_back(db: Register, training: int) -> None:
    before = db.undoable()
    print_jobs.record(db, form="roster", title="花名册", training_class=training, pages=1, today="2026-11-20")
    assert db.undoable() == before
    db.undo()
    assert len(print_jobs.find(db)) == 1


@pytest.mark.parametrize(("pages", "copies"), [(0, 1), (1, 0), (1, 1000), (-1, 1)])
def test_a_count_that_cannot_be_is_refused_and_nothing_kept(db: Register, pages: int, copies: int) -> None:
    with pytest.raises(UserError, match="份数要在 1 到 999 之间"):
        print_jobs.record(db, title="花名册", pages=pages, copies=copies, today="2026-11-20")
    assert print_jobs.find(db) == []
