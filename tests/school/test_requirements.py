import json

import pytest

from app.errors import UserError
from app.school import (
    attendance,
    certificates,
    class_rules,
    classes,
    enrollments,
    evidence,
    hours,
    requirements,
    sign_in_sheets,
    timetable,
)
from db.register import Register
from db.rows import insert
from tests import made_up

TODAY = made_up.TODAY


@pytest.fixture
def training(db: Register, school: int, people: list[int]) -> int:
    return made_up.a_class(db, school, people, days=("2026-11-20",))


def paper(db: Register, school: int, *, name: str = "通知.pdf", sha256: str = "a" * 64) -> int:
    return evidence.file(
        db, school=school, criterion=None, sha256=sha256, file_name=name, media_type="application/pdf",
        size=9, formed_on="2026-11-01", today=TODAY,
    )  # fmt: skip


def standing(db: Register, training: int, key: str) -> requirements.Standing:
    (found,) = [one for one in requirements.of_class(db, training) if one.requirement.key == key]
    return found


def said(db: Register, training: int, key: str) -> tuple[str, str]:
    found = standing(db, training, key)
    return found.state, found.said


def test_what_daily_work_makes_counts_by_itself(db: Register, school: int, people: list[int]) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    for key, words in (
        ("roster", "还没有学员"),
        ("timetable", "还没有排课"),
        ("sign_in_sheet", "还没有打印"),
        ("attendance", "还没有录入"),
    ):
        assert said(db, training, key) == ("lacking", words)
    enrollments.enrol(db, training, people)
    assert said(db, training, "roster") == ("met", "名册上有 4 人")
    first = timetable.add(db, training, on="2026-11-20", half_day="am", course="党课", quarter_hours=16)
    assert said(db, training, "timetable") == ("met", "1 个半天，共 4 学时")
    who = enrollments.find(db, training_class=training)
    sign_in_sheets.issue(db, training, sessions=[first], enrollments=who, today="2026-11-19")
    assert said(db, training, "sign_in_sheet") == ("met", "已打印，最近一次在 2026-11-19")
    second = timetable.add(db, training, on="2026-11-20", half_day="pm", course="党课", quarter_hours=16)
    assert said(db, training, "sign_in_sheet") == ("lacking", "20日下午没有签到表")
    attendance.mark_all(db, training, sessions=[first], today=TODAY)
    assert said(db, training, "attendance") == ("lacking", "还有 4 人次没有录入")
    attendance.mark_all(db, training, sessions=[second], today=TODAY)
    assert said(db, training, "attendance") == ("met", "8 人次全部录完")
    hours.close_class(db, training, today=TODAY)
    assert said(db, training, "certificates") == ("lacking", "还没有颁发")
    issued = certificates.issue(db, training, today=TODAY)
    assert said(db, training, "certificates") == ("lacking", "已编号，还有 4 张没有打印")
    certificates.printed(db, issued, today=TODAY)
    assert said(db, training, "certificates") == ("met", "4 张都已打印")


def test_scores_are_asked_of_a_class_with_an_exam(db: Register, school: int, people: list[int]) -> None:
    facts = {"class_type": "发展对象培训班"}
    training = classes.prepare(db, school=school, year=2026, name="发展对象", facts=facts)
    assert said(db, training, "scores") == ("lacking", "还没有学员")
    enrollments.enrol(db, training, people[:2])
    who = enrollments.find(db, training_class=training)
    rule = class_rules.in_force(db, school=school, on=TODAY)
    with db.act("试"):
        for enrollment in who:
            for part in rule.scores.parts[:1]:
                values = {"school": school, "enrollment": enrollment, "part": part.key, "tenths": 800}
                insert(db, "score", values)
    assert said(db, training, "scores") == ("lacking", "还没有平时成绩")
    with db.act("试"):
        insert(db, "score", {"school": school, "enrollment": who[0], "part": "daily", "tenths": 900})
    assert said(db, training, "scores") == ("met", "1 人有总评，1 人不计成绩")


def test_a_document_is_filed_once_and_taken_away_again(db: Register, school: int, training: int) -> None:
    one, other = paper(db, school), paper(db, school, name="附件.pdf", sha256="b" * 64)
    for _ in range(2):
        requirements.file(db, training, "scheme", paper=one, today=TODAY)
    assert said(db, training, "scheme") == ("met", "2026-11-01 通知.pdf")
    requirements.file(db, training, "scheme", paper=other, today=TODAY)
    assert said(db, training, "scheme") == ("met", "2 件，2026-11-01 附件.pdf")
    requirements.withdraw(db, training, "scheme", paper=other)
    assert [one.id for one in standing(db, training, "scheme").papers] == [one]
    db.undo()
    assert len(standing(db, training, "scheme").papers) == 2
    requirements.withdraw(db, training, "scheme")
    assert said(db, training, "scheme") == ("lacking", "还没有归入")
    assert len(evidence.of_school(db, school=school)) == 2


def test_a_document_proves_what_the_program_did_not_see(db: Register, school: int, training: int) -> None:
    assert standing(db, training, "sign_in_sheet").state == "lacking"
    requirements.file(db, training, "sign_in_sheet", paper=paper(db, school), today=TODAY)
    assert standing(db, training, "sign_in_sheet").state == "met"


def test_the_notice_announces_the_class_and_undoing_takes_both_back(
    db: Register, school: int, training: int
) -> None:
    found = paper(db, school)
    requirements.file(db, training, "notice", paper=found, today="2026-11-02")
    assert classes.row(db, training).state == "enrolling", "its people are in it already"
    assert [one.state for one in classes.steps(db, training)] == ["preparing", "notified", "enrolling"]
    db.undo()
    assert classes.row(db, training).state == "preparing"
    assert standing(db, training, "notice").state == "lacking"


def test_what_will_not_come_is_waived_with_a_reason(db: Register, school: int, training: int) -> None:
    with pytest.raises(UserError, match="请写明这个班为什么没有开班议程"):
        requirements.waive(db, training, "agenda", reason=" ", today=TODAY)
    requirements.waive(db, training, "agenda", reason="并入方案", today=TODAY)
    requirements.waive(db, training, "agenda", reason="已并入方案", today=TODAY)
    assert said(db, training, "agenda") == ("waived", "本班没有：已并入方案")
    requirements.file(db, training, "agenda", paper=paper(db, school), today=TODAY)
    assert standing(db, training, "agenda").state == "met"
    with pytest.raises(UserError, match="开班议程已经有了"):
        requirements.waive(db, training, "agenda", reason="没有", today=TODAY)
    requirements.withdraw(db, training, "agenda")
    assert standing(db, training, "agenda").state == "lacking"


def test_only_what_is_required_by_then_is_lacking(db: Register, training: int) -> None:
    found = requirements.of_class(db, training)
    close, archive = (
        [one.requirement.key for one in requirements.lacking(found, by=by)] for by in ("close", "archive")
    )
    assert close == ["scheme", "notice", "agenda", "sign_in_sheet", "attendance", "photos"]
    assert archive == [*close, "certificates", "summary"]


def test_what_is_not_asked_and_what_is_archived_is_refused(db: Register, school: int, training: int) -> None:
    found = paper(db, school)
    with pytest.raises(UserError, match="档案里没有“banquet”这一项，只能是：培训方案"):
        requirements.file(db, training, "banquet", paper=found, today=TODAY)
    classes.to_state(db, training, "archived", on=TODAY)
    before = made_up.content(db)
    for act in (
        lambda: requirements.file(db, training, "summary", paper=found, today=TODAY),
        lambda: requirements.waive(db, training, "summary", reason="没有", today=TODAY),
        lambda: requirements.withdraw(db, training, "report"),
    ):
        with pytest.raises(UserError, match="已经归档，材料不能再动"):
            act()
    assert made_up.content(db) == before


def test_a_school_may_ask_for_other_things(db: Register, school: int, training: int) -> None:
    class_rules.load_presets(db, school=school)
    ask = [{"key": "menu", "title": "食谱", "proof": "document", "required": True, "by": "close"}]
    with db.act("改规则"):
        db.execute("UPDATE class_rule SET body = json_set(body, '$.requirement', json(?))", [json.dumps(ask)])
    assert [one.requirement.title for one in requirements.of_class(db, training)] == ["食谱"]
