import json
import tomllib

import pytest

from app.errors import UserError
from app.school import HALF_DAYS, MARKS, MEMBER_TYPES, rules
from db.register import Register
from tests import made_up

KEY = "national-2019"


@pytest.fixture
def rule(db: Register, school: int) -> rules.HourRule:
    return rules.in_force(db, school=school, on="2026-11-20")


def put(db: Register, school: int, *, key: str, since: str, **changed: object) -> int:
    """Adopt another rule, which differs from the shipped one in some numbers."""
    body = db.execute("SELECT body FROM hour_rule WHERE key = ?", [KEY]).fetchone()[0]
    with db.act("采用规则"):
        new = db.new_id()
        db.execute(
            "INSERT INTO hour_rule (id, school, key, title, source, effective_from, status, body) "
            "VALUES (?, ?, ?, ?, '本县通知', ?, 'confirmed', ?)",
            [new, school, key, key, since, json.dumps({**json.loads(body), **changed})],
        )
    return new


def test_the_shipped_rule_says_where_it_comes_from_and_that_it_is_to_be_confirmed(
    rule: rules.HourRule,
) -> None:
    assert (rule.key, rule.status, rule.effective_from) == (KEY, "to be confirmed", "2019-01-01")
    for source in ("党员教育管理工作条例", "2019—2023年全国党员教育培训工作规划", "发展党员工作细则"):
        assert source in rule.source
    assert "干部教育培训工作条例" in rule.source


@pytest.mark.parametrize(
    ("who", "hours", "source"),
    [
        ("full", 32, "《中国共产党党员教育管理工作条例》第二十条：每年一般不少于32学时"),
        ("probationary", 32, "同上：预备党员也是党员"),
        ("secretary", 56, "《2019—2023年全国党员教育培训工作规划》：基层党组织书记不少于56学时"),
        ("committee", 56, "同上：和班子成员"),
        ("candidate", 24, "《发展党员工作细则》第十七条：不少于三天或者二十四个学时"),
        ("frail", None, "《中国共产党党员教育管理工作条例》第二十三条：年老体弱的不作硬性要求"),
        ("activist", None, "没有规定学时"),
        ("applicant", None, "没有规定学时"),
        ("non_member", None, "没有规定学时"),
    ],
)
def test_what_a_person_owes_a_year(rule: rules.HourRule, who: str, hours: int | None, source: str) -> None:
    assert rule.targets[who] == (None if hours is None else 4 * hours), source


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("day_cap", 4 * 8, "地方通例：脱产培训按每天8学时"),
        ("min_unit", 2, "地方通例：学时最小单位0.5"),
        ("leave_max_ratio", (1, 7), "《干部教育培训工作条例》（2023修订）：请假累计不超过总学时的1/7"),
        ("graduation_min_ratio", (6, 7), "由请假不超过1/7推得"),
        ("late_per_absence", 0, "没有通行的折算，不折算"),
        ("half_day", {"am": 16, "pm": 16, "evening": 8}, "地方通例：每半天4学时"),
    ],
)
def test_how_hours_are_counted(rule: rules.HourRule, name: str, value: object, source: str) -> None:
    assert getattr(rule, name) == value, source


@pytest.mark.parametrize(
    ("mark", "share"),
    [("present", 100), ("late", 100), ("left_early", 100), ("sick_leave", 0), ("personal_leave", 0),
     ("official_leave", 0), ("absent", 0)],
)  # fmt: skip
def test_what_a_mark_counts(rule: rules.HourRule, mark: str, share: int) -> None:
    assert rule.counts[mark] == share, "签到即记学时，请假和旷课不记"


def test_a_rule_speaks_of_every_mark_half_day_and_kind_of_person(rule: rules.HourRule) -> None:
    assert set(rule.counts) == set(MARKS)
    assert set(rule.half_day) == set(HALF_DAYS)
    assert set(rule.targets) == {*MEMBER_TYPES, "secretary", "committee", "frail", "cadre"}


def test_every_shipped_rule_can_be_read_and_names_its_source(db: Register, school: int) -> None:
    files = sorted(rules.PRESETS.glob("*.toml"))
    assert files
    for file in files:
        preset = tomllib.loads(file.read_text(encoding="utf-8"))
        assert preset["source"]
        assert preset["status"] in ("confirmed", "to be confirmed")
        (row,) = db.execute("SELECT id FROM hour_rule WHERE key = ?", [preset["key"]]).fetchall()
        assert rules.by_id(db, row[0]).title == preset["title"]


def test_rules_are_adopted_once(db: Register, school: int) -> None:
    before = made_up.content(db)
    rules.load_presets(db, school=school)
    assert made_up.content(db) == before


def test_the_newest_rule_in_force_on_the_day_counts(db: Register, school: int) -> None:
    put(db, school, key="2027", since="2027-01-01", day_cap_hours=6)
    assert rules.in_force(db, school=school, on="2026-12-31").key == KEY
    assert rules.in_force(db, school=school, on="2027-01-01").day_cap == 24
    put(db, school, key="2027-again", since="2027-01-01", day_cap_hours=7)
    assert rules.in_force(db, school=school, on="2027-06-01").key == "2027-again"


def test_a_day_before_every_rule_is_said(db: Register, school: int) -> None:
    with pytest.raises(UserError, match="没有在 2018-12-31 生效的学时规则"):
        rules.in_force(db, school=school, on="2018-12-31")


@pytest.mark.parametrize(
    "changed",
    [
        {"min_unit_hours": 0},
        {"leave_max_ratio": [1, 0]},
        {"leave_max_ratio": [1]},
        {"graduation_min_ratio": "6/7"},
        {"counts": {"present": 100}},
        {"targets": {}},
        {"half_day_hours": None},
        {"late_per_absence": None},
        {"day_cap_hours": "eight"},
    ],
    ids=str,
)
def test_a_rule_that_is_not_whole_is_not_half_read(
    db: Register, school: int, changed: dict[str, object]
) -> None:
    broken = put(db, school, key="broken", since="2020-01-01", **changed)
    with pytest.raises((KeyError, TypeError, ValueError)):
        rules.by_id(db, broken)
