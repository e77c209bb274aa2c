import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.errors import UserError
from app.school import (
    activities,
    attendance,
    branches,
    certificates,
    counties,
    enrollments,
    funds,
    hours,
    members,
    parcels,
    rules,
    schools,
    timetable,
)
from db import IntegrityError
from db.register import Register
from tests import made_up
from tests.school.test_rules import put

State = dict[str, list[dict[str, object]]]


def state(db: Register, school: int) -> State:
    return {table: [dict(row) for row in rows] for table, rows in parcels.outgoing(db, school=school)}


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Register]:
    (tmp_path / "county").mkdir()
    opened = made_up.register(tmp_path / "county", operator="县委组织部", seed=2)
    schools.found(opened, level="county", code="350924", full_name="寿宁县委组织部")
    yield opened
    opened.close()


@pytest.fixture
def held(db: Register, school: int, people: list[int]) -> int:
    """A class that is closed, with certificates."""
    training = made_up.a_class(db, school, people)
    attendance.mark_all(
        db, training, sessions=timetable.find(db, training_class=training), today=made_up.TODAY
    )
    hours.close_class(db, training, today=made_up.TODAY)
    certificates.issue(db, training, today=made_up.TODAY)
    return training


def take(county: Register, sent: State, school: int) -> parcels.Counts:
    with county.act("接收", recording=False):
        return parcels.take_in(county, sent.items(), school=school)


def refused(county: Register, sent: State, school: int, match: str) -> None:
    before = made_up.content(county), county.execute("SELECT * FROM stray_row").fetchall()
    with pytest.raises(UserError, match=match):
        take(county, sent, school)
    assert (made_up.content(county), county.execute("SELECT * FROM stray_row").fetchall()) == before
    assert not county.conn.in_transaction


def test_the_county_gets_every_row_as_it_is(county: Register, db: Register, school: int, held: int) -> None:
    sent = state(db, school)
    rows = sum(map(len, sent.values()))
    assert take(county, sent, school) == parcels.Counts(rows, 0, 0, 0, 0)
    assert state(county, school) == sent
    assert county.execute("PRAGMA foreign_key_check").fetchall() == []
    assert county.execute("SELECT count(*) FROM history WHERE tbl = 'member'").fetchone() == (0,)


def test_parents_come_before_their_children(db: Register, school: int) -> None:
    order = [table for table, _ in parcels.outgoing(db, school=school)]
    for child, parent in (("member", "branch"), ("session", "training_class"), ("hour_line", "hour_rule"),
                          ("certificate", "enrollment"), ("enrollment", "member")):  # fmt: skip
        assert order.index(parent) < order.index(child)


def test_the_same_state_again_changes_nothing(county: Register, db: Register, school: int, held: int) -> None:
    sent = state(db, school)
    added = take(county, sent, school).added
    before = made_up.content(county)
    assert take(county, sent, school) == parcels.Counts(0, 0, added, 0, 0)
    assert made_up.content(county) == before


def test_what_was_added_and_changed_since_is_counted(
    county: Register, db: Register, school: int, people: list[int], held: int
) -> None:
    take(county, state(db, school), school)
    members.amend(db, people[0], {"note": "改"})
    branches.add(db, "新支部", school=school)
    counts = take(county, state(db, school), school)
    assert (counts.added, counts.changed, counts.missing) == (1, 1, 0)
    assert state(county, school) == state(db, school)


def _clear_and_mark_again(db: Register, people: list[int]) -> None:
    training = db.execute("SELECT id FROM training_class WHERE state = 'teaching'").fetchone()[0]
    grid = attendance.roll_call(db, training)
    box = {"enrollment": grid.enrollments[0].id, "session": grid.sessions[0].id}
    attendance.mark(db, **box, mark=None, today="2026-12-01")
    attendance.mark(db, **box, mark="absent", today="2026-12-01")


def _withdraw_and_enrol_again(db: Register, people: list[int]) -> None:
    training = db.execute("SELECT id FROM training_class WHERE state = 'teaching'").fetchone()[0]
    enrollments.withdraw(db, enrollments.find(db, training_class=training)[1])
    enrollments.enrol(db, training, people)


def _drop_a_session_and_hold_it_again(db: Register, people: list[int]) -> None:
    training = db.execute("SELECT id FROM training_class WHERE state = 'teaching'").fetchone()[0]
    last = timetable.find(db, training_class=training)[-1]
    timetable.drop(db, last)
    timetable.add(db, training, on="2026-12-02", half_day="pm", course="改课", quarter_hours=8)


def _exchange_two_numbers(db: Register, people: list[int]) -> None:
    members.amend(db, people[0], {"id_number": ""})
    members.amend(db, people[1], {"id_number": made_up.id_number(0)})
    members.amend(db, people[0], {"id_number": made_up.id_number(1)})


def _void_and_issue_again(db: Register, people: list[int]) -> None:
    first = certificates.find(db)[0]
    certificates.void(db, first, today="2026-11-24", reason="写错")
    training = certificates.rows(db, [first])[0].training_class
    certificates.issue(db, training, today="2026-11-24")


def _undo_and_do_again(db: Register, people: list[int]) -> None:
    db.undo()
    made_up.a_class(db, db.execute("SELECT id FROM school").fetchone()[0], people, days=("2026-12-09",))


@pytest.mark.parametrize(
    "mend",
    [_clear_and_mark_again, _withdraw_and_enrol_again, _drop_a_session_and_hold_it_again,
     _exchange_two_numbers, _void_and_issue_again, _undo_and_do_again],
)  # fmt: skip
def test_what_a_clerk_did_over_arrives_as_it_now_is(
    county: Register, db: Register, school: int, people: list[int], held: int,
    mend: Callable[[Register, list[int]], None],
) -> None:  # fmt: skip
    training = made_up.a_class(db, school, people[:2], days=("2026-12-01", "2026-12-02"), name="春训班")
    grid = attendance.roll_call(db, training)
    attendance.mark(
        db,
        enrollment=grid.enrollments[0].id,
        session=grid.sessions[0].id,
        mark="present",
        today="2026-12-01",
    )
    take(county, state(db, school), school)
    mend(db, people)
    take(county, state(db, school), school)
    assert state(county, school) == state(db, school)
    figures = [counties.figures(one, school=school, year=2026, today="2026-12-31") for one in (county, db)]
    assert figures[0] == figures[1]


def test_what_a_school_no_longer_has_is_counted_and_set_aside_and_may_come_back(
    county: Register, db: Register, school: int, people: list[int]
) -> None:
    whole = state(db, school)
    take(county, whole, school)
    less = copy.deepcopy(whole)
    gone = less["member"].pop()
    counts = take(county, less, school)
    assert (counts.missing, counts.added) == (1, 0)
    assert state(county, school) == less
    kept = county.execute("SELECT body ->> 'name' FROM stray_row WHERE tbl = 'member'").fetchall()
    assert kept == [(gone["name"],)]
    assert take(county, less, school).missing == 0
    assert take(county, whole, school).added == 1
    assert state(county, school) == whole


def test_posted_hours_and_certificates_that_are_missing_stay(
    county: Register, db: Register, school: int, held: int
) -> None:
    whole = state(db, school)
    take(county, whole, school)
    less = copy.deepcopy(whole)
    del less["hour_line"][:2], less["certificate"][:1]
    for _ in range(2):
        assert take(county, less, school).missing == 3
        assert state(county, school) == whole


def test_posted_hours_are_never_rewritten(county: Register, db: Register, school: int, held: int) -> None:
    sent = state(db, school)
    take(county, sent, school)
    sent["hour_line"][0]["quarter_hours"] = 99
    refused(county, sent, school, "hour_line keeps what happened")


def test_what_this_program_does_not_know_is_kept_raw(county: Register, db: Register, school: int) -> None:
    sent = state(db, school)
    sent["from_the_future"] = [{"id": 1, "school": school, "what": "新表"}]
    sent["school"][0]["motto"] = "滴水穿石"
    counts = take(county, sent, school)
    assert counts.stray == 2
    found = county.execute("SELECT tbl, row, body ->> 'what', body ->> 'motto' FROM stray_row ORDER BY tbl")
    assert found.fetchall() == [("from_the_future", 1, "新表", None), ("school", school, None, "滴水穿石")]
    sent["school"][0]["motto"] = "久久为功"
    take(county, sent, school)
    assert county.execute("SELECT body ->> 'motto' FROM stray_row WHERE tbl = 'school'").fetchone() == (
        "久久为功",
    )
    assert county.execute("SELECT count(*) FROM stray_row").fetchone() == (2,)


def test_a_column_an_older_program_does_not_send_keeps_its_default_or_what_is_here(
    county: Register, db: Register, school: int, people: list[int]
) -> None:
    members.amend(db, people[0], {"note": "备注", "frail": 1})
    sent = state(db, school)
    older = copy.deepcopy(sent)
    for row in older["member"]:
        del row["note"], row["frail"]
    take(county, older, school)
    (who,) = members.rows(county, [people[0]])
    assert (who.note, who.frail) == ("", 0)
    take(county, sent, school)
    older["member"][0]["address"] = "新址"
    counts = take(county, older, school)
    assert (counts.changed, counts.added) == (1, 0)
    (who,) = members.rows(county, [people[0]])
    assert (who.note, who.frail, who.address) == ("备注", 1, "新址")


Spoil = Callable[[State, int], object]


@pytest.mark.parametrize(
    ("spoil", "match"),
    [
        (lambda s, me: s["member"][1].update(school=me + 1), "不属于这所学校"),
        (lambda s, me: s["member"][1].pop("school"), "不属于这所学校"),
        (lambda s, me: s["member"][1].update(id="7"), "不属于这所学校"),
        (lambda s, me: s["member"][1].update(id=True), "不属于这所学校"),
        (lambda s, me: s.update(future=[{"id": 1, "school": me + 1}]), "不属于这所学校"),
        (lambda s, me: s.update(future=[{"id": 1, "school": me, "x": [1]}]), "写法不对"),
        (lambda s, me: s["member"][1].update(note=["列", "表"]), "写法不对"),
        (lambda s, me: s["member"][1].update(frail=True), "写法不对"),
        (lambda s, me: s["member"][1].update(frail=2), "不合规定"),
        (lambda s, me: s["member"][1].update(frail="many"), "不合规定"),
        (lambda s, me: s["member"][1].update(frail=0.5), "不合规定"),
        (lambda s, me: s["member"][1].update(name=None), "不合规定"),
        (lambda s, me: s["member"][1].update(name=""), "不合规定"),
        (lambda s, me: s["member"][1].update(lost_contact=2**63), "不合规定"),
        (lambda s, me: s["member"][1].update(doubts="5"), "不合规定"),
        (lambda s, me: s["member"][1].pop("member_type"), "不合规定"),
        (lambda s, me: s["member"][1].update(id_number=s["member"][0]["id_number"]), "冲突"),
        (lambda s, me: s["member"].append(dict(s["member"][0])), "冲突"),
        (lambda s, me: s["hour_rule"][0].update(body="{}"), "学时规则读不懂"),
        (lambda s, me: s["session"][0].update(date="昨天"), "不合规定"),
    ],
)
def test_one_bad_row_and_nothing_is_taken(
    county: Register, db: Register, school: int, held: int, spoil: Spoil, match: str
) -> None:
    sent = state(db, school)
    spoil(sent, school)
    refused(county, sent, school, match)


def test_a_fund_rule_that_cannot_be_read_refuses_everything(
    county: Register, db: Register, school: int, held: int
) -> None:
    funds.load_presets(db, school=school)
    sent = state(db, school)
    sent["fund_rule"][0].update(body='{"check": [{"key": "lessons"}]}')
    refused(county, sent, school, "经费规则“.+”读不懂")


def test_a_row_that_refers_to_nothing_refuses_everything(
    county: Register, db: Register, school: int, held: int
) -> None:
    sent = state(db, school)
    sent["branch"].clear()
    before = made_up.content(county)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        take(county, sent, school)
    assert made_up.content(county) == before
    assert not county.conn.in_transaction
    assert county.execute("SELECT act FROM context").fetchone() == (None,)
    assert take(county, state(db, school), school).added > 0


def test_an_id_of_another_school_s_row_is_never_merged(
    county: Register, db: Register, school: int, tmp_path: Path
) -> None:
    branches.add(db, "甲支部", school=school)
    sent = state(db, school)
    take(county, sent, school)
    (tmp_path / "other").mkdir()
    other = made_up.register(tmp_path / "other", seed=3)
    neighbour = made_up.school(other, code="350924101", name="溪源乡党校")
    branches.add(other, "乙支部", school=neighbour)
    theirs = state(other, neighbour)
    other.close()
    theirs["branch"][0]["id"] = sent["branch"][0]["id"]
    refused(county, theirs, neighbour, "branch")
    assert state(county, school) == sent


def test_a_school_that_takes_another_s_code_is_refused(
    county: Register, db: Register, school: int, tmp_path: Path
) -> None:
    take(county, state(db, school), school)
    (tmp_path / "other").mkdir()
    other = made_up.register(tmp_path / "other", seed=3)
    neighbour = made_up.school(other, name="冒名乡党校")
    theirs = state(other, neighbour)
    other.close()
    refused(county, theirs, neighbour, "school")


def test_a_rule_of_the_county_s_is_not_touched_by_a_township_s(
    county: Register, db: Register, school: int
) -> None:
    put(db, school, key="own", since="2026-01-01", day_cap_hours=6)
    take(county, state(db, school), school)
    assert {row[0] for row in county.execute("SELECT school FROM hour_rule")} == {school}


def test_parcels_sent_and_changes_since_are_counted(db: Register, school: int) -> None:
    assert parcels.last_sent(db) is None
    assert parcels.unsent(db) > 0
    sent = parcels.Sent(1, 1, "a" * 64, "", "2026-11-22 09:00")
    parcels.keep_sent(db, sent)
    assert parcels.last_sent(db) == sent
    assert parcels.unsent(db) > 0, "what was sealed but never reached the stick is not sent"
    parcels.keep_delivered(db, epoch=1, seq=1, file_name="一.wuyou")
    assert parcels.unsent(db) == 0
    branches.add(db, "甲支部", school=school)
    assert parcels.unsent(db) == 1
    found = parcels.last_sent(db)
    assert found and found.file_name == "一.wuyou"
    parcels.keep_sent(db, parcels.Sent(1, 2, "b" * 64, "", "2026-11-23 09:00"))
    assert [one.seq for one in parcels.sent(db)] == [2, 1]


def test_changes_are_counted_though_the_clock_was_set_back(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    db = made_up.register(tmp_path / "data")
    school = made_up.school(db)
    parcels.keep_sent(db, parcels.Sent(1, 1, "a" * 64, "", "2026-11-22 09:00"))
    parcels.keep_delivered(db, epoch=1, seq=1, file_name="一.wuyou")
    db.close()
    db = made_up.register(tmp_path / "data", clock=made_up.Clock(made_up.START_MS - 10**10))
    branches.add(db, "甲支部", school=school)
    assert parcels.unsent(db) == 1
    db.close()


def test_hours_of_an_older_program_are_the_same_here(
    db: Register, school: int, people: list[int], county: Register, held: int
) -> None:
    sent = state(db, school)
    later = {
        "hour_line": ("activity", "category", "ledger"), "hour_rule": ("adopted_on", "based_on"),
        "member": ("cadre",), "attendance": ("minutes", "reason"),
    }  # fmt: skip
    for table, names in later.items():
        sent[table] = [{key: row[key] for key in row if key not in names} for row in sent[table]]
    sent["hour_rule"] = [row for row in sent["hour_rule"] if row["key"] == "national-2019"]
    for table in ("activity", "participation", "closed_year"):
        assert sent.pop(table) == []
    take(county, sent, school)
    there = hours.earned(county, school=school, year=2026)
    assert there == hours.earned(db, school=school, year=2026)
    assert set(there.values()) == {64}
    assert hours.of_member(county, people[0], year=2026) == hours.of_member(db, people[0], year=2026)
    assert [one.adopted_on for one in rules.rows(county, rules.find(county, school=school))] == ["2019-01-01"]


def test_learning_outside_classes_and_closed_years_travel(
    db: Register, school: int, people: list[int], county: Register, held: int
) -> None:
    activities.record(
        db, school=school, kind="branch_study", title="学习党章", on="2026-11-10", minutes=120, people=people,
        today=made_up.TODAY,
    )  # fmt: skip
    hours.close_year(db, school=school, year=2026, today=made_up.TODAY)
    new = rules.draft(
        db, based_on=rules.find(db, school=school)[0], title="本县口径", source="通知",
        effective_from="2026-01-01", changes={"day_cap_hours": 6},
    )  # fmt: skip
    hours.adopt(db, new, today=made_up.TODAY)
    take(county, state(db, school), school)
    for register in (db, county):
        assert set(hours.earned(register, school=school, year=2026).values()) == {72}
        assert rules.in_force(register, school=school, on="2026-12-31").day_cap == 32
        assert rules.in_force(register, school=school, on="2027-01-01").day_cap == 24
    assert made_up.content(county)["activity"] == made_up.content(db)["activity"]
