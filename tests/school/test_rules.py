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


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("minutes_per_hour", 45, "成人教育通例：每学时45分钟"),
        ("online_unit", 1, "云南省干部在线学习学院：最小0.25学时"),
        ("online_brackets", ((30, 4), (15, 2), (0, 1)), "云南省干部在线学习学院：30分钟1、15分钟0.5"),
        ("online_test", 2, "云南省干部在线学习学院：测试通过0.5学时"),
        ("online_share", None, "没有全国性的网络学时上限"),
        ("yearly_caps", dict.fromkeys(rules.CATEGORIES), "没有全国性的分类上限"),
        ("leave_max_days", (), "巢湖市委党校主体班考勤制度的天数限制，只作备用"),
        ("absence_max_days", 2, "天河区委党校学员考勤制度：旷课2天及以上退学"),
        ("central_classes", {"secretary": 1, "committee": 1},
         "《2019—2023年全国党员教育培训工作规划》：至少参加1次集中培训"),
        ("own_class_is_central", False, "规划所说的集中培训以县级以上为准，由县级确认"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("old", [False, True])
def test_what_rules_say_beside_classes_also_where_an_older_program_did_not_ask(
    db: Register, school: int, name: str, value: object, source: str, old: bool
) -> None:
    if old:
        (text,) = db.execute("SELECT body FROM hour_rule WHERE key = ?", [KEY]).fetchone()
        body = json.loads(text)
        known = ("day_cap_hours", "min_unit_hours", "leave_max_ratio", "graduation_min_ratio",
                 "late_per_absence", "half_day_hours", "counts", "targets")  # fmt: skip
        less = {key: body[key] for key in known}
        del less["targets"]["cadre"]
        with db.act("换成旧的写法"):
            db.execute("UPDATE hour_rule SET body = ? WHERE key = ?", [json.dumps(less), KEY])
    found = rules.in_force(db, school=school, on="2026-11-20")
    assert getattr(found, name) == value, source
    assert found.targets["cadre"] == 360, "《干部教育培训工作条例》（2023修订）：每年累计不少于12天或者90学时"


def test_a_locality_s_rule_is_there_and_counts_nothing_until_it_is_adopted(db: Register, school: int) -> None:
    first, spare = rules.rows(db, rules.find(db, school=school))
    assert (first.key, first.adopted_on) == (KEY, "2019-01-01")
    assert (spare.key, spare.adopted_on, spare.status) == ("six-hours-a-day", "", "to be confirmed")
    assert (spare.day_cap, spare.half_day["am"], spare.forms["branch_study"].half_day) == (24, 12, 12)
    assert "南京干部培训学分（学时）统计说明" in spare.source
    assert spare.targets == first.targets
    assert rules.in_force(db, school=school, on="2026-11-20").key == KEY


def draft(db: Register, school: int, changes: dict[str, object], **said: object) -> int:
    given: dict[str, object] = {"title": "本县口径", "source": "县委组织部通知〔2027〕3号",
                                "effective_from": "2027-01-01", **said}  # fmt: skip
    model = rules.find(db, school=school)[0]
    return rules.draft(db, based_on=model, changes=changes, **given)  # type: ignore[arg-type]


def test_a_draft_is_a_copy_that_says_what_it_stands_on(db: Register, school: int) -> None:
    new = draft(
        db, school, {"day_cap_hours": 6, "targets": {"full": 40}, "forms": {"teaching": {"times": 2}}}
    )
    (found,) = rules.rows(db, [new])
    model = rules.by_id(db, found.based_on or 0)
    assert (model.key, found.adopted_on, found.status) == (KEY, "", "to be confirmed")
    assert (found.day_cap, found.targets["full"], found.targets["candidate"]) == (24, 160, 96)
    assert found.forms["teaching"].times == 2
    assert rules.in_force(db, school=school, on="2027-06-01").key == KEY
    rules.amend(db, new, changes={"day_cap_hours": 7}, title="改过的口径", effective_from="2028-01-01")
    again = rules.by_id(db, new)
    assert (again.day_cap, again.title, again.effective_from) == (28, "改过的口径", "2028-01-01")
    assert rules.body(db, new)["targets"]["full"] == 40
    rules.drop(db, new)
    assert new not in rules.find(db, school=school)
    with pytest.raises(UserError, match="没有找到这套学时规则"):
        rules.by_id(db, new)
    with pytest.raises(UserError, match="没有找到这套学时规则"):
        rules.body(db, new)


def test_what_is_adopted_is_not_changed_any_more(db: Register, school: int) -> None:
    adopted = rules.find(db, school=school)[0]
    for change in (lambda: rules.amend(db, adopted, changes={}), lambda: rules.drop(db, adopted)):
        with pytest.raises(UserError, match="已在 2019-01-01 采用，不能再改"):
            change()
    first = draft(db, school, {})
    rules.draft(db, based_on=first, title="再改", source="通知", effective_from="2027-01-01", changes={})
    with pytest.raises(UserError, match="是照“本县口径”起草的"):
        rules.drop(db, first)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day_cap": 6}, "没有“day_cap”这一项"),
        ({"targets": {"everyone": 6}}, "没有“targets.everyone”这一项"),
        ({"targets": 6}, "下面还分几项"),
        ({"day_cap_hours": -1}, "写得不对"),
        ({"day_cap_hours": "八"}, "写得不对"),
        ({"minutes_per_hour": 0}, "写得不对"),
        ({"forms": {"training": {"minutes": 0}}}, "写得不对"),
        ({"forms": {"training": {"half_day_hours": -4}}}, "写得不对"),
        ({"leave_max_ratio": [1, 0]}, "写得不对"),
        ({"leave_max_ratio": None}, "写得不对"),
        ({"leave_max_days": [[15]]}, "写得不对"),
        ({"online": {"brackets": [30, 1]}}, "写得不对"),
        ({"yearly_caps": {"online": "多"}}, "写得不对"),
        ({"day_cap_hours": float("nan")}, "写得不对"),
        ({"day_cap_hours": float("inf")}, "写得不对"),
    ],
)  # fmt: skip
def test_a_draft_that_makes_no_sense_is_refused(
    db: Register, school: int, changes: dict[str, object], said: str
) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        draft(db, school, changes)
    assert made_up.content(db) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [({"title": " "}, "起个名字"), ({"source": ""}, "出处"), ({"effective_from": "明年"}, "不是一个日期")],
)
def test_a_draft_without_name_source_or_first_day_is_refused(
    db: Register, school: int, words: dict[str, object], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        draft(db, school, {}, **words)


@pytest.mark.parametrize(
    "changed",
    [
        {"online": []}, {"forms": 3}, {"forms": {"training": 3}}, {"forms": {"training": {"hours": 3}}},
        {"yearly_caps": None}, {"leave_max_days": 3}, {"central_classes": {"secretary": None}},
        {"online": {"cap_share": "half"}}, {"absence_max_days": -1},
    ],
    ids=str,
)  # fmt: skip
def test_what_an_older_program_did_not_ask_is_not_half_read_either(
    db: Register, school: int, changed: dict[str, object]
) -> None:
    broken = put(db, school, key="broken", since="2020-01-01", **changed)
    with pytest.raises((KeyError, TypeError, ValueError)):
        rules.by_id(db, broken)


def test_what_an_older_program_asked_and_this_one_does_not_is_ignored(db: Register, school: int) -> None:
    put(db, school, key="older", since="2020-01-01", score_min_attendance=[3, 4], absence_max_days=5)
    assert rules.in_force(db, school=school, on="2026-11-21").absence_max_days in (2, 5)
    (older,) = [one for one in rules.rows(db, rules.find(db, school=school)) if one.key == "older"]
    assert older.absence_max_days == 5
