import json
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.jobs import evidence as filing
from app.jobs import receipts, refdata
from app.progress import silent
from app.school import (
    agenda,
    catalogues,
    class_rules,
    courses,
    hours,
    notices,
    orders,
    places,
    rules,
    schools,
    standards,
    teachers,
    timetable,
)
from app.school import evidence as filed
from app.school import receipts as words
from app.school import refdata as given
from db.rows import insert
from tests import made_up, photographed
from tests.jobs.conftest import NOW, Desk
from tests.jobs.test_receipts import read, reply, up


def issue(county: Desk, target: Path | None) -> refdata.Issued:
    return refdata.issue(county.db, folder=county.folder, now=NOW, tell=silent, target=target)


@pytest.fixture
def library(county: Desk) -> dict[str, int]:
    """What a county keeps for its schools: a teacher, a course, a place, and the course on the menu."""
    db, school = county.db, county.school
    teacher = teachers.add(db, {"name": "王志远", "post": "县委党校讲师"}, school=school)
    course = courses.add(
        db, {"title": "党的二十大精神宣讲", "category": "政治理论", "usual_quarter_hours": 16}, school=school
    )
    place = places.add(db, {"name": "下党红色教学点", "kind": "site"}, school=school)
    item = orders.offer(db, course=course, teacher=teacher, terms="提前一周", today=made_up.TODAY)
    return {"teacher": teacher, "course": course, "place": place, "item": item}


# hostile and careless first


def test_an_older_version_is_refused(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    old = issue(county, stick).paths[0]
    new = issue(county, stick).paths[0]
    assert read(township, new).new
    before = made_up.content(township.db)
    with pytest.raises(UserError, match="县级第 1 号下发资料，本机已有更新的第 2 号"):
        read(township, old)
    again = read(township, new)
    assert (again.new, made_up.content(township.db)) == (False, before)


def test_a_version_cut_short_or_altered_changes_nothing(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    path = issue(county, stick).paths[0]
    whole, before = path.read_bytes(), made_up.content(township.db)
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        for bad in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(bad)
            with pytest.raises(UserError):
                read(township, path)
    assert made_up.content(township.db) == before


def test_rows_of_another_school_within_a_version_are_refused_whole(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    path = stick / "夹带.wuyou"
    rows = [
        (table, [{**row, "school": township.school} if table == "teacher" else row for row in found])
        for table, found in given.outgoing(county.db)
    ]
    (recipients,) = refdata.laptops_in_use(county.db)
    refdata.sealed(
        county.db, path, kind="refdata", seq=1, prev=None, recipients=recipients, tables=rows, now=NOW,
        tell=silent, manifest={"version": 1, "desk": dict(words.own_row(county.db))},
    )  # fmt: skip
    before = made_up.content(township.db)
    with pytest.raises(UserError, match="不属于这所学校"):
        read(township, path)
    assert made_up.content(township.db) == before


def test_tables_that_do_not_go_down_are_passed_over(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    path = stick / "夹带.wuyou"
    member = {"id": 5, "school": county.school, "name": "夹带", "name_key": "夹带", "member_type": "full"}
    (recipients,) = refdata.laptops_in_use(county.db)
    refdata.sealed(
        county.db, path, kind="refdata", seq=1, prev=None, recipients=recipients,
        tables=[("member", [member])], now=NOW, tell=silent,
        manifest={"version": 1, "desk": dict(words.own_row(county.db))},
    )  # fmt: skip
    read(township, path)
    assert not township.db.execute("SELECT 1 FROM member WHERE name = '夹带'").fetchone()


def test_a_township_hands_nothing_down(township: Desk, acquainted: None) -> None:
    with pytest.raises(UserError, match="由县级制作"):
        issue(township, None)


def test_nothing_is_handed_down_to_nobody(county: Desk, library: dict[str, int]) -> None:
    with pytest.raises(UserError, match="还没有登记在用的下级电脑"):
        issue(county, None)


# the road


def test_what_the_county_lends_is_used_and_comes_back_up(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    said = read(township, issue(county, stick).paths[0]).sentence
    assert said.startswith("已采用县级下发资料第 1 版：")
    assert "教师 1、" in said
    db, school = township.db, township.school
    assert library["teacher"] in teachers.find(db, school=school)
    assert "党的二十大精神宣讲" in courses.titles(db, school=school)
    assert courses.usual_hours(db, "党的二十大精神宣讲", school=school) == 16
    (training,) = [row[0] for row in db.execute("SELECT id FROM training_class")]
    session = timetable.add(
        db, training, on="2026-11-25", half_day="am", quarter_hours=16, course="党的二十大精神宣讲",
        teacher="王志远（县委党校讲师）", place="下党红色教学点",
    )  # fmt: skip
    row = db.execute("SELECT course, teacher, place FROM session WHERE id = ?", [session]).fetchone()
    assert row == (library["course"], library["teacher"], library["place"])

    up(township, county, stick)
    there = county.db.execute("SELECT course, teacher FROM session WHERE id = ?", [session]).fetchone()
    assert there == (library["course"], library["teacher"])
    assert not county.db.execute(
        "SELECT 1 FROM teacher WHERE name = '王志远' AND school = ?", [school]
    ).fetchone()


def test_what_the_county_lends_is_not_changed_below(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    read(township, issue(county, stick).paths[0])
    with pytest.raises(UserError, match="请告诉县级改"):
        teachers.amend(township.db, library["teacher"], {"post": "改"})
    with pytest.raises(UserError, match="请告诉县级改"):
        courses.retire(township.db, library["course"], on="2026-11-22")
    own = courses.add(township.db, {"title": "二十大精神"}, school=township.school)
    with pytest.raises(UserError, match="请告诉县级改"):
        catalogues.merge(township.db, catalogues.COURSES, kept=own, other=library["course"])


def test_a_new_version_replaces_the_old_whole_but_keeps_what_is_named(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    unused = teachers.add(county.db, {"name": "李老师"}, school=county.school)
    read(township, issue(county, stick).paths[0])
    (training,) = [row[0] for row in township.db.execute("SELECT id FROM training_class")]
    timetable.add(
        township.db, training, on="2026-11-25", half_day="am", quarter_hours=16, course="党课",
        teacher="王志远",
    )  # fmt: skip
    with county.db.act("清空"):
        county.db.execute("DELETE FROM menu_item")
        county.db.execute("DELETE FROM teacher")
    read(township, issue(county, stick).paths[0])
    left = {row[0] for row in township.db.execute("SELECT id FROM teacher WHERE school = ?", [county.school])}
    assert library["teacher"] in left, "a half-day names it"
    assert unused not in left
    assert orders.menu(township.db) == []


def test_a_rule_of_the_county_is_adopted_and_counts(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    base = rules.in_force(county.db, school=county.school, on=made_up.TODAY)
    draft = rules.draft(
        county.db, based_on=base.id, title="寿宁县口径（2027）", source="寿宁县委组织部通知",
        effective_from="2027-01-01", changes={},
    )  # fmt: skip
    with county.db.act("采用"):
        rules.put_in_force(county.db, draft, today=made_up.TODAY)
    read(township, issue(county, stick).paths[0])
    db, school = township.db, township.school
    assert draft in [one.id for one in given.to_adopt(db, school=school, today=made_up.TODAY)]
    before = rules.in_force(db, school=school, on="2027-03-01").id
    assert draft not in given.copied(db, school=school)
    refdata.adopt_rule(db, draft, today=made_up.TODAY)
    after = rules.in_force(db, school=school, on="2027-03-01")
    assert (after.title, after.id != before) == ("寿宁县口径（2027）", True)
    assert given.copied(db, school=school) == {draft, base.id}, "both desks have the shipped one"
    with pytest.raises(UserError, match="不用再采用"):
        refdata.adopt_rule(db, draft, today=made_up.TODAY)
    up(township, county, stick)


def test_what_changed_since_the_last_version_is_told(
    county: Desk, township: Desk, acquainted: None, library: dict[str, int]
) -> None:
    issue(county, None)
    assert given.changes(county.db) == []
    teachers.amend(county.db, library["teacher"], {"post": "副校长"})
    courses.add(county.db, {"title": "乡村振兴"}, school=county.school)
    assert [(one.word, one.title, one.done) for one in given.changes(county.db)] == [
        ("教师", "王志远", "修改"),
        ("课程", "乡村振兴", "新增"),
    ]


def test_one_version_goes_to_every_stick(
    county: Desk, township: Desk, acquainted: None, library: dict[str, int], tmp_path: Path
) -> None:
    made = issue(county, None)
    assert not made.delivered
    for name in ("甲", "乙"):
        target = tmp_path / name
        target.mkdir()
        sent = refdata.deliver(county.db, made.version, folder=county.folder, target=target, tell=silent)
        assert sent.paths[0].read_bytes() == made.paths[0].read_bytes()
    assert refdata.deliver and words.refdata_held(county.db, of_school=township.school) == 0
    read(township, sent.paths[0])
    up(township, county, tmp_path)
    assert words.refdata_held(county.db, of_school=township.school) == 1


def test_a_notice_with_its_paper_is_read_and_the_county_sees_it(
    township: Desk, county: Desk, acquainted: None, stick: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "冬训通知.pdf"
    paper.write_bytes(photographed.pdf())
    with pytest.raises(UserError, match="截止日期“2206-12-20”不在 1900 年到 2099 年之间"):
        notices.issue(county.db, title="关于做好冬训的通知", due_on="2206-12-20", today=made_up.TODAY)
    notice = notices.issue(
        county.db, title="关于做好冬训的通知", words="请各乡镇按时开班。", due_on="2026.12.20",
        today=made_up.TODAY,
    )  # fmt: skip
    attached = filing.file(
        county.db, paper, folder=county.folder, school=county.school, formed_on="2026-11-20",
        today=made_up.TODAY,
    )  # fmt: skip
    notices.attach(county.db, notice, attached)
    read(township, issue(county, stick).paths[0])
    (one,) = filed.rows(township.db, notices.files(township.db, notice))
    assert (paths.evidence(township.folder) / one.sha256).is_file()
    assert filed.of_school(township.db, school=township.school) == []

    def todo() -> list[agenda.Item]:
        every = agenda.items(township.db, school=township.school, today=made_up.TODAY)
        return [item for item in every if item.do == "notice"]

    assert [(item.on, item.what) for item in todo()] == [("2026-12-20", "县级通知：关于做好冬训的通知")]
    notices.read(township.db, notice, today="2026-11-23")
    assert todo() == []
    up(township, county, stick)
    assert notices.readers(county.db, notice) == {township.school: "2026-11-23"}
    notices.withdraw(county.db, notice, today="2026-11-24")
    read(township, issue(county, stick).paths[0])
    assert notices.find(township.db) == []


def test_an_order_goes_up_is_met_and_judged(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    read(township, issue(county, stick).paths[0])
    assert orders.menu(township.db) == [library["item"]]
    with pytest.raises(UserError, match="希望的日期“9999-12-10”不在 1900 年到 2099 年之间"):
        orders.place(
            township.db, menu_item=library["item"], wished_on="9999-12-10", audience="村党组织书记",
            people=40, today=made_up.TODAY,
        )  # fmt: skip
    order = orders.place(
        township.db, menu_item=library["item"], wished_on="2026年12月10日", audience="村党组织书记",
        people=40, today=made_up.TODAY, about={"contact": "李干事", "phone": "13800000000"},
    )  # fmt: skip
    second = orders.place(
        township.db, menu_item=library["item"], wished_on="2026-12-11", audience="全体党员", people=90,
        today=made_up.TODAY,
    )  # fmt: skip
    assert [one.number for one in orders.rows(township.db, [order, second])] == [
        "DD350924100-2026-001", "DD350924100-2026-002",
    ]  # fmt: skip
    with pytest.raises(UserError, match="县级派单以后才能评价"):
        orders.done(township.db, order, on="2026-11-22", came=40, score=5, today=made_up.TODAY)
    up(township, county, stick)
    assert orders.find(county.db, state="ordered") == [order, second]
    orders.dispatch(
        county.db, order, teacher_name="王志远", on_date="2026/12/12", teacher=library["teacher"],
        today=made_up.TODAY,
    )  # fmt: skip
    orders.decline(county.db, second, reason="当天教师另有任务", today=made_up.TODAY)
    read(township, reply(county, township.school, stick).path)
    met, not_met = orders.rows(township.db, [order, second])
    assert (met.state, met.teacher_name, met.when) == ("dispatched", "王志远", "2026-12-12 上午")
    assert (not_met.state, not_met.declined) == ("declined", "当天教师另有任务")
    listed = agenda.items(township.db, school=township.school, today="2026-12-13")
    assert [item.step for item in listed if item.do == "order"] == ["填写评价"]

    with pytest.raises(UserError, match="授课日期“0026-12-12”不在 1900 年到 2099 年之间"):
        orders.done(township.db, order, on="0026-12-12", came=38, score=5, today="2026-12-13")
    orders.done(
        township.db, order, on="2026-12-12", came=38, score=5, feedback="讲得实在", today="2026-12-13"
    )
    up(township, county, stick)
    (judged,) = orders.rows(county.db, [order])
    assert (judged.state, judged.came, judged.score, judged.feedback) == ("done", 38, 5, "讲得实在")
    with pytest.raises(UserError, match="不用再派单"):
        orders.decline(county.db, order, reason="晚了", today="2026-12-14")


def test_the_desk_stays_its_own_with_the_county_s_row_in_it(
    township: Desk, county: Desk, acquainted: None, library: dict[str, int], stick: Path
) -> None:
    read(township, issue(county, stick).paths[0])
    assert schools.own(township.db).id == township.school
    found = receipts.parcels.peek(township.send(stick).path)
    assert found.school == township.school


def _another_class_rule(county: Desk) -> int:
    """Let the county have a class rule of its own: two classes a year."""
    db = county.db
    base = class_rules.rows(db, school=county.school)[0]
    (body,) = db.execute("SELECT body FROM class_rule WHERE id = ?", [base.id]).fetchone()
    with db.act("本县办班规则"):
        return insert(
            db, "class_rule",
            {"school": county.school, "key": "own", "title": "本县办班规则", "source": "县委通知",
             "effective_from": "2025-07-01", "status": "confirmed",
             "body": json.dumps({**json.loads(body), "classes_a_year": 2})},
        )  # fmt: skip


def _wanted(township: Desk, on: str) -> int:
    return class_rules.in_force(township.db, school=township.school, on=on).classes_a_year


def test_a_class_rule_of_the_county_is_adopted_and_closed_years_keep_the_older(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    rule = _another_class_rule(county)
    read(township, issue(county, stick).paths[0])
    db, school = township.db, township.school
    hours.close_year(db, school=school, year=2025, today=made_up.TODAY)
    before = {on: _wanted(township, on) for on in ("2025-12-01", "2026-03-01")}
    offered = {one.id: one for one in given.to_adopt(db, school=school, today=made_up.TODAY)}
    assert (offered[rule].word, offered[rule].used) == ("办班规则", False)
    said = refdata.adopt(db, "class_rule", rule, today=made_up.TODAY)
    assert "自 2026-01-01 起" in said
    assert _wanted(township, "2025-12-01") == before["2025-12-01"] != 2
    assert (_wanted(township, "2026-03-01"), before["2026-03-01"]) == (2, before["2025-12-01"])
    assert next(one for one in given.to_adopt(db, school=school, today=made_up.TODAY) if one.id == rule).used
    with pytest.raises(UserError, match="不用再采用"):
        refdata.adopt(db, "class_rule", rule, today=made_up.TODAY)
    db.undo()
    assert _wanted(township, "2026-03-01") == before["2026-03-01"]


def test_a_standard_of_the_county_is_adopted_where_the_school_had_chosen_another(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    shipped = standards.in_force(county.db, school=county.school, on=made_up.TODAY)
    new = standards.draft(county.db, school=county.school, based_on=shipped.id,
                          changes={"name": "本县标准", "effective_from": "2025-01-01"})  # fmt: skip
    standards.adopt(county.db, new, school=county.school, today=made_up.TODAY)
    read(township, issue(county, stick).paths[0])
    db, school = township.db, township.school
    own = standards.draft(db, school=school, based_on=shipped_of(township).id,
                          changes={"name": "本校标准", "effective_from": "2025-01-01"})  # fmt: skip
    standards.adopt(db, own, school=school, today=made_up.TODAY)
    hours.close_year(db, school=school, year=2025, today=made_up.TODAY)
    offered = {one.id: one.used for one in given.to_adopt(db, school=school, today=made_up.TODAY)}
    assert offered[new] is False
    assert "自 2026-01-01 起" in refdata.adopt(db, "standard", new, today=made_up.TODAY)
    assert standards.in_force(db, school=school, on="2025-12-31").name == "本校标准"
    assert standards.in_force(db, school=school, on=made_up.TODAY).name == "本县标准"
    up(township, county, stick)
    assert standards.in_force(county.db, school=school, on=made_up.TODAY).id == new


def shipped_of(desk: Desk) -> standards.Standard:
    (one, *_) = [
        one
        for one in standards.rows(desk.db, standards.find(desk.db, school=desk.school))
        if one.school == desk.school
    ]
    return one


def test_what_was_withdrawn_meanwhile_is_not_adopted(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    read(township, issue(county, stick).paths[0])
    for table in ("class_rule", "standard", "hour_rule"):
        with pytest.raises(UserError):
            refdata.adopt(township.db, table, 12345, today=made_up.TODAY)
