import pytest

from app.errors import UserError
from app.school import biographies, members, stages
from db.register import Register
from tests import made_up


def enrol(db: Register, school: int, member_type: str, **fields: object) -> int:
    return members.enrol(db, {"name": "张三", "member_type": member_type, **fields}, school=school)


def test_from_applicant_to_full_member_each_on_its_day(db: Register, school: int) -> None:
    who = enrol(db, school, "applicant")
    for day, stage in (
        ("2023-01-05", "activist"),
        ("2024-03-01", "candidate"),
        ("2024-07-01", "probationary"),
        ("2025-07-01", "full"),
    ):
        assert stages.go_on(db, who, on=day, today=made_up.TODAY) == stage
        assert members.row(db, who).member_type == stage
    done = members.row(db, who)
    assert (done.join_date, done.full_date) == ("2024-07-01", "2025-07-01")
    assert db.undoable() == "转为正式党员：张三（2025-07-01）"
    told = [one for one in biographies.of_member(db, who) if one.kind == "growth"]
    moves = [(one.what, one.more) for one in told if "→" in one.what]
    assert moves[::-1] == [
        ("入党申请人 → 入党积极分子", ("列为入党积极分子：张三（2023-01-05）",)),
        ("入党积极分子 → 发展对象", ("确定为发展对象：张三（2024-03-01）",)),
        ("发展对象 → 预备党员", ("接收为预备党员：张三（2024-07-01）",)),
        ("预备党员 → 正式党员", ("转为正式党员：张三（2025-07-01）",)),
    ]
    assert {(one.at, one.what) for one in told} >= {("2024-07-01", "入党"), ("2025-07-01", "转为正式党员")}
    db.undo()
    assert members.row(db, who).member_type == "probationary"
    assert members.row(db, who).full_date == ""


@pytest.mark.parametrize(
    ("joined", "on", "said"),
    [
        ("2025-12-01", "2026-11-20", "预备期为一年，2026-12-01 才满"),
        ("2024-02-29", "2025-02-28", "2025-03-01 才满"),
        ("2025-01-01", "2026-11-23", "日期还没有到"),
        ("2025-01-01", "去年", "不是一个日期"),
        ("2025-01-01", "", "不是一个日期"),
        ("2025-01-01", "0001-01-01", "1900 年到 2099 年"),
    ],
)
def test_a_day_that_cannot_be_is_refused(db: Register, school: int, joined: str, on: str, said: str) -> None:
    who = enrol(db, school, "probationary", join_date=joined)
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        stages.go_on(db, who, on=on, today=made_up.TODAY)
    assert made_up.content(db) == before


def test_a_year_of_which_only_the_month_is_known_is_believed(db: Register, school: int) -> None:
    who = enrol(db, school, "probationary", join_date="2025-12")
    assert stages.due(members.row(db, who)) == ""
    assert stages.go_on(db, who, on="2026年11月20日", today=made_up.TODAY) == "full"
    assert members.row(db, who).full_date == "2026-11-20"


@pytest.mark.parametrize("member_type", ["full", "non_member"])
def test_who_is_at_the_end_or_outside_has_no_next_stage(db: Register, school: int, member_type: str) -> None:
    who = enrol(db, school, member_type)
    assert stages.following(member_type) == ""
    with pytest.raises(UserError, match="没有下一个发展阶段"):
        stages.go_on(db, who, on="2026-11-20", today=made_up.TODAY)


def test_who_left_comes_back_first(db: Register, school: int) -> None:
    who = enrol(db, school, "candidate")
    members.leave(db, who, on="2026-11-01", reason="转出", where="鳌阳镇 党委")
    assert members.row(db, who).left_reason == "转出：鳌阳镇 党委"
    with pytest.raises(UserError, match="请先恢复"):
        stages.go_on(db, who, on="2026-11-20", today=made_up.TODAY)
    members.come_back(db, who)
    assert stages.go_on(db, who, on="2026-11-20", today=made_up.TODAY) == "probationary"


def test_leaving_for_another_reason_says_which(db: Register, school: int) -> None:
    who = enrol(db, school, "full")
    with pytest.raises(UserError, match="请写明是什么情况"):
        members.leave(db, who, on="2026-11-01", reason="其他", where="  ")
    members.leave(db, who, on="2026-11-01", reason="其他", where="自行脱党")
    assert members.row(db, who).left_reason == "其他：自行脱党"
