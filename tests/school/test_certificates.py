import pytest

from app.errors import UserError
from app.school import attendance, certificates, classes, closings, schools, timetable
from db.register import Register
from tests import made_up


def closed(db: Register, school: int, people: list[int], *, name: str = "冬训班", **wanted: object) -> int:
    training = made_up.a_class(db, school, people, name=name, **wanted)  # type: ignore[arg-type]
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
    closings.close_class(db, training, today=made_up.TODAY, without="试")
    return training


def numbers(db: Register, ids: list[int]) -> list[str]:
    return [one.number for one in certificates.rows(db, ids)]


def test_those_who_pass_get_a_numbered_certificate(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    grid = attendance.roll_call(db, training)
    attendance.mark(db, enrollment=grid.enrollments[1].id, session=grid.sessions[0].id, mark="absent")
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
    closings.close_class(db, training, today=made_up.TODAY, without="试")
    new = certificates.issue(db, training, today="2026-11-23")
    found = certificates.rows(db, new)
    assert [(one.number, one.name) for one in found] == [
        ("下党乡党校〔2026〕第0001号", "单晓红"),
        ("下党乡党校〔2026〕第0002号", "买买提·吐尔逊"),
        ("下党乡党校〔2026〕第0003号", "雷金花"),
    ]
    one = found[0]
    assert (one.class_name, one.starts, one.ends, one.quarter_hours) == (
        "冬训班", "2026-11-20", "2026-11-21", 64
    )  # fmt: skip
    assert (one.issued_on, one.printed_on, one.voided_on, one.state) == ("2026-11-23", "", "", "已编号")
    assert one.id_number == made_up.id_number(0)


def test_a_number_once_given_is_never_given_again(db: Register, school: int, people: list[int]) -> None:
    training = closed(db, school, people[:2])
    first, second = certificates.issue(db, training, today=made_up.TODAY)
    certificates.void(db, second, today="2026-11-23", reason=" 姓名写错 ")
    (again,) = certificates.issue(db, training, today="2026-11-24")
    assert numbers(db, [first, second, again]) == [f"下党乡党校〔2026〕第000{n}号" for n in (1, 2, 3)]
    certificates.void(db, again, today="2026-11-25", reason="又写错")
    assert numbers(db, certificates.issue(db, training, today="2026-11-26")) == ["下党乡党校〔2026〕第0004号"]
    void = certificates.rows(db, [second])[0]
    assert (void.state, void.voided_on, void.void_reason) == ("已作废", "2026-11-23", "姓名写错")


def test_numbers_begin_anew_each_year(db: Register, school: int, people: list[int]) -> None:
    certificates.issue(db, closed(db, school, people[:1]), today=made_up.TODAY)
    training = made_up.a_class(db, school, people[:1], days=("2027-01-10",))
    attendance.mark_all(db, training, sessions=timetable.find(db, training_class=training))
    closings.close_class(db, training, today="2027-01-11", without="试")
    assert numbers(db, certificates.issue(db, training, today="2027-01-11")) == ["下党乡党校〔2027〕第0001号"]
    found = certificates.rows(db, certificates.find(db, school=school))
    assert [one.number[-9:] for one in found] == ["27〕第0001号", "26〕第0001号"]


def test_nobody_gets_a_second_one(db: Register, school: int, people: list[int]) -> None:
    training = closed(db, school, people[:1])
    certificates.issue(db, training, today=made_up.TODAY)
    with pytest.raises(UserError, match="没有新的可以颁发"):
        certificates.issue(db, training, today=made_up.TODAY)


def test_an_open_class_gives_none(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    with pytest.raises(UserError, match="还没有结班"):
        certificates.issue(db, training, today=made_up.TODAY)


def test_printing_is_written_down(db: Register, school: int, people: list[int]) -> None:
    new = certificates.issue(db, closed(db, school, people[:2]), today=made_up.TODAY)
    certificates.printed(db, new, today="2026-11-23")
    assert [one.state for one in certificates.rows(db, new)] == ["已打印", "已打印"]
    assert db.undo() == "打印 2 张证书"
    assert [one.state for one in certificates.rows(db, new)] == ["已编号", "已编号"]


def test_voiding_wants_a_reason_and_happens_once(db: Register, school: int, people: list[int]) -> None:
    (new,) = certificates.issue(db, closed(db, school, people[:1]), today=made_up.TODAY)
    with pytest.raises(UserError, match="写明原因"):
        certificates.void(db, new, today="2026-11-23", reason="  ")
    certificates.void(db, new, today="2026-11-23", reason="遗失")
    with pytest.raises(UserError, match="在 2026-11-23 已经作废"):
        certificates.void(db, new, today="2026-11-24", reason="遗失")


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{year}-{seq:03}", "2026-001"),
        ("{school}{seq}", "下党乡党校1"),
        ("{year}", "没有序号"),
        ("固定", "没有序号"),
        ("{seq:04", "写法不对"),
        ("{class_no}{seq}", "写法不对"),
        ("{}{seq}", "写法不对"),
        ("{seq.x}", "写法不对"),
        ("{seq:中}", "写法不对"),
    ],
)
def test_a_school_may_write_its_numbers_its_own_way(
    db: Register, school: int, people: list[int], pattern: str, number: str
) -> None:
    training = closed(db, school, people[:1])
    schools.keep(db, "certificate_pattern", pattern)
    if not number.endswith("1"):
        with pytest.raises(UserError, match=number):
            certificates.issue(db, training, today=made_up.TODAY)
        assert certificates.find(db) == []
    else:
        assert numbers(db, certificates.issue(db, training, today=made_up.TODAY)) == [number]


def test_certificates_are_found_by_name_number_and_class(
    db: Register, school: int, people: list[int]
) -> None:
    first, second = (closed(db, school, [who], name=f"{who}班", days=(day,))
                     for who, day in zip(people[:2], ("2026-11-10", "2026-11-11"), strict=True))  # fmt: skip
    for training in (first, second):
        certificates.issue(db, training, today=made_up.TODAY)
    (red,), (strong,) = (certificates.find(db, training_class=one) for one in (first, second))
    assert (
        certificates.find(db, "单") == certificates.find(db, "sxh") == certificates.find(db, "0001") == [red]
    )
    assert certificates.find(db, "ZGQ") == [strong]
    assert certificates.find(db) == [red, strong]
    assert certificates.find(db, "%") == certificates.find(db, school=school + 1) == []


def test_a_class_that_is_archived_still_gives_certificates(
    db: Register, school: int, people: list[int]
) -> None:
    training = closed(db, school, people[:1])
    classes.to_state(db, training, "archived", on=made_up.TODAY)
    assert len(certificates.issue(db, training, today=made_up.TODAY)) == 1
