import random
from itertools import combinations

import pytest

from app.errors import UserError
from app.school import evidence, photographs, requirements, timetable
from app.school.photographs import ALIKE
from db.register import Register
from tests import made_up

TODAY = made_up.TODAY


@pytest.fixture
def held(db: Register, school: int, people: list[int]) -> list[int]:
    """Two classes of two sessions each, the sessions in order."""
    classes = [made_up.a_class(db, school, people, name=name) for name in ("一班", "二班")]
    return [one for found in classes for one in sessions(db, found)]


def sessions(db: Register, training_class: int) -> list[int]:
    return timetable.find(db, training_class=training_class)[:2]


def photograph(db: Register, school: int, number: int, phash: int | None = 0) -> int:
    return evidence.file(
        db, school=school, criterion=None, sha256=f"{number:064x}", file_name=f"照片{number}.jpg",
        media_type="image/jpeg", size=9, formed_on="2026-06-20", today=TODAY, phash=phash,
    )  # fmt: skip


def asked(db: Register, school: int) -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for pair in photographs.questions(db, school=school)]


def test_a_session_has_its_photographs(db: Register, school: int, held: list[int]) -> None:
    one, other = photograph(db, school, 1, None), photograph(db, school, 2, None)
    for made in (one, other, one):
        photographs.link(db, held[0], made)
    assert photographs.of_session(db, held[0]) == [one, other]
    (training_class,) = {row.training_class for row in timetable.rows(db, [held[0]])}
    assert photographs.counts(db, training_class=training_class) == {held[0]: 2}
    photographs.unlink(db, held[0], one)
    assert photographs.of_session(db, held[0]) == [other]
    assert db.undo() == "移出课次照片：照片1.jpg"
    assert photographs.of_session(db, held[0]) == [one, other]


def test_a_paper_shows_no_session(db: Register, school: int, held: list[int]) -> None:
    paper = evidence.file(
        db, school=school, criterion=None, sha256="a" * 64, file_name="通知.pdf",
        media_type="application/pdf", size=9, formed_on="2026-06-20", today=TODAY,
    )  # fmt: skip
    with pytest.raises(UserError, match="不是照片"):
        photographs.link(db, held[0], paper)
    with pytest.raises(UserError, match="已经不在了"):
        photographs.link(db, 12345, paper)


def test_one_photograph_of_two_sessions_is_asked_about_once(
    db: Register, school: int, held: list[int]
) -> None:
    one = photograph(db, school, 1, None)
    photographs.link(db, held[0], one)
    assert asked(db, school) == []
    photographs.link(db, held[1], one)
    (pair,) = photographs.questions(db, school=school)
    assert (pair.one, pair.other, pair.differing) == (one, one, 0)
    assert [place.session for place in pair.places] == held[:2]
    photographs.answer(db, pair, "meant", today=TODAY, reason=" 上下午 连着拍 ")
    assert asked(db, school) == []
    said = db.execute("SELECT answer, reason, answered_by FROM photo_answer").fetchall()
    assert said == [("meant", "上下午 连着拍", "张干事")]
    # A third session is another question.
    photographs.link(db, held[2], one)
    assert asked(db, school) == [(one, one)]


@pytest.mark.parametrize("bits", [0, 1, ALIKE - 1, ALIKE, ALIKE + 1, 20])
def test_two_files_are_asked_about_where_they_look_alike(
    db: Register, school: int, held: list[int], bits: int
) -> None:
    chance = random.Random(bits)
    for number in range(20):
        seen = chance.getrandbits(64) - 2**63
        like = seen
        for place in chance.sample(range(63), bits):
            like ^= 1 << place
        one, other = photograph(db, school, 2 * number, seen), photograph(db, school, 2 * number + 1, like)
        photographs.link(db, held[0], one)
        photographs.link(db, held[2], other)
    found = photographs.questions(db, school=school)
    assert len(found) == (20 if bits <= ALIKE else 0)
    assert {pair.differing for pair in found} == ({bits} if found else set())


def test_none_is_missed_among_many(db: Register, school: int, held: list[int]) -> None:
    chance = random.Random(5)
    seen = [chance.getrandbits(64) - 2**63 for _ in range(60)]
    seen += [one ^ (1 << chance.randrange(63)) ^ (1 << chance.randrange(63)) for one in seen]
    made = [photograph(db, school, number, phash) for number, phash in enumerate(seen)]
    for number, one in enumerate(made):
        photographs.link(db, held[number % 4], one)
    where = {one: number % 4 for number, one in enumerate(made)}
    slowly = [
        (one, other)
        for (one, a), (other, b) in combinations(sorted(zip(made, seen, strict=True)), 2)
        if photographs.differing(a, b) <= ALIKE and where[one] != where[other]
    ]
    assert sorted(asked(db, school)) == sorted(slowly)


def test_two_shots_of_one_session_are_no_question(db: Register, school: int, held: list[int]) -> None:
    for number in (1, 2):
        photographs.link(db, held[0], photograph(db, school, number, 77))
    assert asked(db, school) == []


def test_a_class_and_its_own_session_are_no_question_and_another_class_is(
    db: Register, school: int, held: list[int]
) -> None:
    first, second = (timetable.rows(db, [held[at]])[0].training_class for at in (0, 2))
    one = photograph(db, school, 1)
    photographs.link(db, held[0], one)
    requirements.file(db, first, "photos", paper=one, today=TODAY)
    assert asked(db, school) == []
    requirements.file(db, second, "photos", paper=one, today=TODAY)
    assert asked(db, school) == [(one, one)]
    assert photographs.questions(db, school=school, among=[one + 1]) == []


def test_what_was_answered_can_be_taken_back(db: Register, school: int, held: list[int]) -> None:
    one = photograph(db, school, 1)
    for at in (0, 2):
        photographs.link(db, held[at], one)
    photographs.answer(db, photographs.questions(db, school=school)[0], "apart", today=TODAY)
    assert db.undo() == "答复照片是否重复"
    assert asked(db, school) == [(one, one)]


def test_a_new_photograph_is_compared_with_those_filed(db: Register, school: int) -> None:
    far, near, same = (
        photograph(db, school, 1, -1),
        photograph(db, school, 2, 0b111),
        photograph(db, school, 3, 0),
    )
    assert photographs.like(db, 0, school=school) == [same, near]
    assert photographs.like(db, 0, school=school, but=same) == [near]
    assert far not in photographs.like(db, 0, school=school)
