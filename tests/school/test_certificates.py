import pytest

from app.errors import UserError
from app.school import attendance, certificates, classes, closings, members, schools, timetable
from db.register import Register
from tests import made_up


def closed(db: Register, school: int, people: list[int], *, name: str = "冬训班", **wanted: object) -> int:
    training = made_up.a_class(db, school, people, name=name, **wanted)  # type: ignore[arg-type]
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    closings.close_class(db, training, today=made_up.TODAY, without="试")
    return training


def numbers(db: Register, ids: list[int]) -> list[str]:
    return [one.number for one in certificates.rows(db, ids)]


def test_those_who_pass_get_a_numbered_certificate(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people)
    grid = attendance.roll_call(db, training)
    attendance.mark(
        db, enrollment=grid.enrollments[1].id, session=grid.sessions[0].id, mark="absent", today=made_up.TODAY
    )
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
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
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today="2027-01-11"
    )
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


# numbers before they are given


def test_numbers_are_shown_before_they_are_given_and_cost_nothing(
    db: Register, school: int, people: list[int]
) -> None:
    training = closed(db, school, people[:2])
    shown = certificates.propose(db, training, today="2026-11-23")
    assert shown == certificates.propose(db, training, today="2026-11-23")
    assert certificates.find(db) == []
    new = certificates.rows(db, certificates.issue(db, training, today="2026-11-25", proposals=shown))
    assert [one.number for one in new] == [one.number for one in shown]
    assert {one.issued_on for one in new} == {"2026-11-23"}, "the day that stands on the paper"


def test_a_page_that_never_came_out_leaves_its_number_for_the_next(
    db: Register, school: int, people: list[int]
) -> None:
    training = closed(db, school, people[:3])
    shown = certificates.propose(db, training, today=made_up.TODAY)
    certificates.issue(db, training, today=made_up.TODAY, proposals=[shown[0], shown[2]])
    (left,) = certificates.propose(db, training, today=made_up.TODAY)
    assert left == shown[1]
    other = closed(db, school, people[:1], name="补训班", days=("2026-11-15",))
    assert certificates.propose(db, other, today=made_up.TODAY)[0].number == shown[1].number
    certificates.issue(db, other, today=made_up.TODAY)
    (again,) = certificates.propose(db, training, today=made_up.TODAY)
    assert again.number.endswith("0004号"), "nobody gets a number that was given meanwhile"


def test_a_number_given_meanwhile_stops_everything(db: Register, school: int, people: list[int]) -> None:
    training = closed(db, school, people[:2])
    other = closed(db, school, people[2:], name="另一班", days=("2026-11-15",))
    shown = certificates.propose(db, training, today=made_up.TODAY)
    taken = certificates.issue(db, other, today=made_up.TODAY)
    with pytest.raises(UserError, match=r"第0001号 在预览以后已经给了别人，一张都没有颁发"):
        certificates.issue(db, training, today=made_up.TODAY, proposals=shown)
    assert sorted(certificates.find(db)) == sorted(taken)
    anew = certificates.propose(db, training, today=made_up.TODAY)
    assert [one.number[-5:] for one in anew] == ["0003号", "0004号"]
    certificates.issue(db, training, today=made_up.TODAY, proposals=anew)
    with pytest.raises(UserError, match="没有新的可以颁发"):
        certificates.issue(db, training, today=made_up.TODAY, proposals=anew)


def test_who_has_a_certificate_meanwhile_or_another_name_is_not_issued_what_was_printed(
    db: Register, school: int, people: list[int]
) -> None:
    training = closed(db, school, people[:2])
    shown = certificates.propose(db, training, today=made_up.TODAY)
    members.amend(db, people[1], {"name": "曾国祥"})
    with pytest.raises(UserError, match="曾国祥的信息在预览以后改过"):
        certificates.issue(db, training, today=made_up.TODAY, proposals=shown)
    certificates.issue(db, training, today=made_up.TODAY, enrollments=[shown[0].enrollment])
    with pytest.raises(UserError, match="单晓红在预览以后已有证书"):
        certificates.issue(db, training, today=made_up.TODAY, proposals=shown)
    with pytest.raises(UserError, match="没有印好的证书"):
        certificates.issue(db, training, today=made_up.TODAY, proposals=[])


def test_the_paper_stays_what_it_was(db: Register, school: int, people: list[int]) -> None:
    training = closed(db, school, people[:1])
    (new,) = certificates.issue(db, training, today=made_up.TODAY, wording="{who}结业。")
    members.amend(db, people[0], {"name": "单小红"})
    schools.amend(db, full_name="下党乡委党校", short_name="下党", seal_name="新章")
    (found,) = certificates.rows(db, [new])
    assert (found.name, found.name_now, found.issuer) == ("单晓红", "单小红", "下党乡党校")
    assert (found.wording, found.number) == ("{who}结业。", "下党乡党校〔2026〕第0001号")


def test_the_prover_sees_what_is_issued_and_its_code_is_kept(
    db: Register, school: int, people: list[int]
) -> None:
    training = closed(db, school, people[:2])
    (first, _) = certificates.issue(
        db, training, today=made_up.TODAY,
        prove=lambda one: (f"WY1:{one.seq}{one.paper.holder}", f"AAAA{one.seq}-BBBBB"),
    )  # fmt: skip
    (found,) = certificates.rows(db, [first])
    assert (found.code, found.check_code) == ("WY1:1单晓红", "AAAA1-BBBBB")
    known = certificates.known(db, f" {found.number} ", "AAAA1-BBBBB")
    assert known is not None
    assert known.id == first
    assert certificates.known(db, found.number, "AAAA2-BBBBB") is None
    assert certificates.known(db, found.number, "") is None


def test_a_year_may_begin_where_the_old_book_ended(db: Register, school: int, people: list[int]) -> None:
    certificates.keep_first(db, 2026, 57)
    training = closed(db, school, people[:2])
    assert numbers(db, certificates.issue(db, training, today=made_up.TODAY)) == [
        "下党乡党校〔2026〕第0057号", "下党乡党校〔2026〕第0058号"
    ]  # fmt: skip
    with pytest.raises(UserError, match="从 1 或更大"):
        certificates.keep_first(db, 2026, 0)


def test_a_pattern_that_writes_a_number_twice_is_refused(
    db: Register, school: int, people: list[int]
) -> None:
    schools.keep(db, "certificate_pattern", "{term}{seq}")
    for at in range(11):
        name, day = f"第{at}班", f"2026-10-{at + 1:02}"
        certificates.issue(db, closed(db, school, people[:1], name=name, days=(day,)), today=made_up.TODAY)
    # 第 1 期第 112 号 would be 第 11 期第 12 号 again.
    certificates.keep_first(db, 2026, 112)
    schools.keep(db, "certificate_pattern", "1{seq}")
    db_numbers = {one.number for one in certificates.rows(db, certificates.find(db))}
    assert "1111" in db_numbers
    certificates.keep_first(db, 2026, 111)
    with pytest.raises(UserError, match="会编出“1111”，这个编号已经给过别人"):
        certificates.issue(db, closed(db, school, people[:1], name="末班"), today=made_up.TODAY)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("{code}-{year}-{term:2}-{seq:3}", "写法不对"), ("{seq:40}", "写法不对"), ("{seq!r}", "写法不对"),
     ("长" * 40 + "{seq}", "最多 40 个"), ("{year}", "没有序号")],
)  # fmt: skip
def test_a_pattern_is_judged_when_it_is_kept(db: Register, school: int, pattern: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        certificates.keep_pattern(db, pattern)
    assert certificates.pattern(db) == certificates.PATTERN


def test_every_token_of_a_pattern_is_filled_in(db: Register, school: int, people: list[int]) -> None:
    certificates.keep_pattern(db, "{code}-{year}-{term}-{seq:3}")
    (one,) = certificates.propose(db, closed(db, school, people[:1]), today=made_up.TODAY)
    assert one.number == "350924100-2026-1-001"


# copies


def test_every_page_that_came_out_is_written_down(db: Register, school: int, people: list[int]) -> None:
    first, second = certificates.issue(db, closed(db, school, people[:2]), today=made_up.TODAY)
    certificates.printed(db, [first], today="2026-11-23", blanks={first: " 0012 "})
    certificates.spoiled(db, [second], today="2026-11-23", note="卡纸", blanks={second: "0013"})
    assert [one.state for one in certificates.rows(db, [first, second])] == ["已打印", "印坏待重印"]
    certificates.printed(db, [second], today="2026-11-24", blanks={second: "0014"})
    certificates.reissue(db, second, today="2026-12-30", reason=" 本人 遗失 ")
    found = certificates.copies(db, [second])
    assert [(one.copy_no, one.kind, one.outcome, one.note, one.blank_no) for one in found] == [
        (1, "original", "spoiled", "卡纸", "0013"),
        (2, "original", "good", "", "0014"),
        (3, "reissue", "good", "本人 遗失", ""),
    ]
    assert {one.printed_by for one in found} == {db.operator}
    (one,) = certificates.rows(db, [second])
    assert (one.state, one.printed_on, one.number[-5:]) == ("已补发", "2026-11-24", "0002号")
    assert [(event.on, event.what, event.note) for event in certificates.events(db, second)] == [
        (made_up.TODAY, "颁发", ""),
        ("2026-11-23", "打印第 1 份，印坏", "卡纸，空白证书号 0013"),
        ("2026-11-24", "打印第 2 份", "空白证书号 0014"),
        ("2026-12-30", "补发第 3 份", "本人 遗失"),
    ]
    certificates.void(db, second, today="2026-12-31", reason="冒领")
    assert [(one.what, one.who, one.note) for one in certificates.events(db, second)][-1] == (
        "作废", db.operator, "冒领"
    )  # fmt: skip
    for again in (certificates.printed, certificates.spoiled):
        with pytest.raises(UserError, match="已作废，不能打印"):
            again(db, [second], today="2026-12-31")


def test_a_reissue_wants_a_reason_and_something_to_reissue(
    db: Register, school: int, people: list[int]
) -> None:
    (new,) = certificates.issue(db, closed(db, school, people[:1]), today=made_up.TODAY)
    with pytest.raises(UserError, match="还没有打印过"):
        certificates.reissue(db, new, today=made_up.TODAY, reason="遗失")
    certificates.printed(db, [new], today=made_up.TODAY)
    with pytest.raises(UserError, match="写明原因"):
        certificates.reissue(db, new, today=made_up.TODAY, reason=" ")
    certificates.void(db, new, today=made_up.TODAY, reason="写错")
    with pytest.raises(UserError, match="已作废，不能"):
        certificates.reissue(db, new, today=made_up.TODAY, reason="遗失")
    assert len(certificates.copies(db, [new])) == 1


def test_one_printed_by_an_older_program_has_a_first_copy_already(
    db: Register, school: int, people: list[int]
) -> None:
    (new,) = certificates.issue(db, closed(db, school, people[:1]), today=made_up.TODAY)
    with db.act("旧版打印"):
        db.execute("UPDATE certificate SET printed_on = '2026-11-22' WHERE id = ?", [new])
    assert [one.what for one in certificates.events(db, new)] == ["颁发", "打印"]
    certificates.reissue(db, new, today="2026-12-01", reason="遗失")
    assert [one.copy_no for one in certificates.copies(db, [new])] == [2]
