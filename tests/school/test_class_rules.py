import json
import tomllib

import pytest

from app.errors import UserError
from app.school import class_rules, conduct_rules
from db.register import Register
from db.rows import insert
from tests import made_up

KEY = "township"


def body() -> dict[str, object]:
    (file,) = class_rules.PRESETS.glob(f"{KEY}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def put(db: Register, school: int, *, key: str, since: str, **changed: object) -> None:
    values = {"school": school, "key": key, "title": key, "source": "试", "effective_from": since}
    text = json.dumps({**body(), **changed})
    with db.act("采用办班规则"):
        insert(db, "class_rule", {**values, "status": "confirmed", "body": text})


def test_every_shipped_rule_can_be_read_and_names_its_source(db: Register, school: int) -> None:
    class_rules.load_presets(db, school=school)
    files = sorted(class_rules.PRESETS.glob("*.toml"))
    assert [one.key for one in class_rules.rows(db, school=school)] == [file.stem for file in files]
    for rule in class_rules.rows(db, school=school):
        assert rule.source
        assert rule.status in ("confirmed", "to be confirmed")
        assert all(one.source for one in rule.requirements)


def test_rules_are_adopted_once_and_what_a_school_changed_stays(db: Register, school: int) -> None:
    class_rules.load_presets(db, school=school)
    with db.act("改"):
        db.execute("UPDATE class_rule SET body = json_set(body, '$.classes_a_year', 6)")
    before = made_up.content(db)
    class_rules.load_presets(db, school=school)
    assert made_up.content(db) == before
    assert class_rules.in_force(db, school=school, on="2026-01-01").classes_a_year == 6


def test_the_shipped_rule_holds_where_a_register_has_none(db: Register, school: int) -> None:
    with db.act("移去"):
        db.execute("DELETE FROM class_rule")
    rule = class_rules.in_force(db, school=school, on="2026-11-22")
    assert (rule.id, rule.key, rule.classes_a_year) == (0, KEY, 4)


def test_the_newest_rule_in_force_on_the_day_counts_and_the_oldest_before_all(
    db: Register, school: int
) -> None:
    put(db, school, key="2027", since="2027-01-01", classes_a_year=5)
    put(db, school, key="2028", since="2028-01-01", classes_a_year=6)
    assert [
        class_rules.in_force(db, school=school, on=day).classes_a_year
        for day in ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
    ] == [5, 5, 5, 6]


def test_only_a_class_with_an_exam_is_asked_for_scores(db: Register, school: int) -> None:
    rule = class_rules.in_force(db, school=school, on="2026-11-22")
    assert "scores" in [one.key for one in rule.asked_of("发展对象培训班")]
    assert "scores" not in [one.key for one in rule.asked_of("农村党员冬训")]
    assert "scores" not in [one.key for one in rule.asked_of("读书班")]


@pytest.mark.parametrize(
    ("tenths", "band"),
    [
        (1000, "优秀"),
        (850, "优秀"),
        (849, "良好"),
        (750, "良好"),
        (600, "合格"),
        (599, "不合格"),
        (0, "不合格"),
    ],
)
def test_a_score_falls_into_a_band(db: Register, school: int, tenths: int, band: str) -> None:
    assert class_rules.in_force(db, school=school, on="2026-11-22").scores.band(tenths) == band


@pytest.mark.parametrize(
    "changed",
    [
        {"classes_a_year": -1},
        {"classes_a_year": "4"},
        {"seasons": ["冬训", 1]},
        {"type": [{"name": " "}]},
        {"requirement": [{"key": "x", "title": "x", "proof": "hearsay", "required": True, "by": "close"}]},
        {"requirement": [{"key": "x", "title": "x", "proof": "people", "required": True, "by": "never"}]},
        {"requirement": [{"key": "x.y", "title": "x", "proof": "people", "required": True, "by": "close"}]},
        {"scores": {}},
        {"scores": {**body()["scores"], "part": [{"key": "exam", "title": "考试", "weight": 60}]}},  # type: ignore[dict-item]
        {"scores": {**body()["scores"], "band": [{"title": "合格", "from": 60}]}},  # type: ignore[dict-item]
        {"scores": {**body()["scores"], "least_attendance": [4, 3]}},  # type: ignore[dict-item]
    ],
)
def test_a_rule_that_is_not_whole_is_not_read(db: Register, school: int, changed: dict[str, object]) -> None:
    put(db, school, key="wrong", since="2030-01-01", **changed)
    with pytest.raises((KeyError, TypeError, ValueError)):
        class_rules.in_force(db, school=school, on="2030-01-01")


# rules of one's own


def shipped(db: Register, school: int) -> class_rules.ClassRule:
    class_rules.load_presets(db, school=school)
    (found,) = class_rules.rows(db, school=school)
    return found


def wrote(db: Register, based_on: int, **said: object) -> int:
    whole = {"title": "全县办班口径", "source": "寿委组〔2026〕12号", "effective_from": "2027-01-01", **said}
    return class_rules.write(db, based_on=based_on, **whole)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "起个名字"),
        ({"source": ""}, "出处"),
        ({"effective_from": "明年"}, "不是一个日期"),
        ({"effective_from": "9027-01-01"}, "1900 年到 2099 年"),
        ({"changes": {"half_days": 3}}, "没有“half_days”这一项"),
        ({"changes": {"scores": 3}}, "下面还分几项"),
        ({"changes": {"classes_a_year": -1}}, "写得不对"),
        ({"changes": {"classes_a_year": "六"}}, "写得不对"),
        ({"changes": {"scores": {"pass_mark": 101}}}, "合格线"),
        ({"changes": {"scores": {"part": [{"key": "exam", "title": "考试", "weight": 50}]}}}, "写得不对"),
        ({"changes": {"scores": {"least_attendance": [3, 0]}}}, "写得不对"),
        ({"changes": {"seasons": "冬训"}}, "写得不对"),
        ({"asks": {"质量测评": "随便"}}, "质量测评"),
        ({"asks": {" ": "close"}}, "材料"),
        ({"asks": {"没有的材料": "none"}}, "没有“没有的材料”这一件材料"),
        ({"types": []}, "至少"),
        ({"types": [class_rules.ClassType("专题班", "", "", False)] * 2}, "重复"),
        ({"bands": []}, "等次至少要有一行"),
        ({"bands": [(" ", 0)]}, "都要有名称"),
        ({"bands": [("优秀", 90), ("合格", 60)]}, "最低的等次“合格”要从 0 分起"),
        ({"bands": [("优秀", 101), ("不合格", 0)]}, "0 到 100 之间"),
        ({"bands": [("优秀", -1), ("不合格", 0)]}, "0 到 100 之间"),
        ({"bands": [("优秀", 90), ("优秀 ", 0)]}, "名称或数字一样"),
        ({"bands": [("优秀", 0), ("良好", 0)]}, "名称或数字一样"),
        ({"bands": [("优" * 13, 0)]}, "不能超过 12 个字"),
        ({"leave_levels": []}, "审批人至少要有一行"),
        ({"leave_levels": [("班主任", 2)]}, "要有一位写不限"),
        ({"leave_levels": [("班主任", 0), ("校长", 0)]}, "名称或数字一样"),
        ({"leave_levels": [("班主任", 101), ("校长", 0)]}, "1 到 100 之间"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_and_nothing_written(
    db: Register, school: int, wrong: dict[str, object], sentence: str
) -> None:
    model = shipped(db, school)
    before = made_up.content(db)
    with pytest.raises(UserError, match=sentence):
        wrote(db, model.id, **wrong)
    assert made_up.content(db) == before


def test_a_school_writes_a_rule_on_another(db: Register, school: int) -> None:
    model = shipped(db, school)
    new = wrote(
        db,
        model.id,
        changes={"classes_a_year": 6, "scores": {"pass_mark": 70, "least_attendance": [4, 5]}},
        asks={"质量测评": "close", "培训总结": "none", "现场照片": "optional", "家访记录": "archive"},
        types=[*model.types[:2], class_rules.ClassType("头雁班", "党支部书记", "秋训", True)],
        confirmed=True,
    )
    found = class_rules.in_force(db, school=school, on="2027-06-01")
    assert (found.id, found.title, found.status) == (new, "全县办班口径", "confirmed")
    assert (found.classes_a_year, found.archive_kept_years) == (6, 3)
    assert (found.scores.pass_mark, found.scores.least_attendance) == (70, (4, 5))
    assert found.scores.parts == model.scores.parts
    asked = {one.title: (one.required, one.by) for one in found.requirements}
    assert asked["质量测评"] == (True, "close") and asked["家访记录"] == (True, "archive")
    assert asked["现场照片"] == (False, "close") and "培训总结" not in asked
    assert [one.name for one in found.types] == ["农村党员冬训", "农村党员春训", "头雁班"]
    assert found.types[-1].exam
    assert class_rules.in_force(db, school=school, on="2026-12-31").id == model.id
    # Written on again: what was added is known by its name.
    more = wrote(db, new, title="再改", effective_from="2028-01-01", asks={"家访记录": "close"})
    late = class_rules.in_force(db, school=school, on="2028-06-01")
    assert (late.id, [one.by for one in late.requirements if one.title == "家访记录"]) == (more, ["close"])


def test_a_school_says_its_own_bands_and_who_approves_leave(db: Register, school: int) -> None:
    model = shipped(db, school)
    usual = conduct_rules.said_by(db, model)
    new = wrote(
        db,
        model.id,
        changes={"scores": {"pass_mark": 70}},
        bands=[("不合格", 0), ("优秀", 90), (" 合格 ", 70)],
        leave_levels=[("党委副书记", 0), ("校长", 6), ("班主任", 2)],
    )
    found = class_rules.in_force(db, school=school, on="2027-06-01")
    assert (found.id, found.scores.bands) == (new, (("优秀", 90), ("合格", 70), ("不合格", 0)))
    assert (found.scores.pass_mark, found.scores.parts) == (70, model.scores.parts)
    assert [found.scores.band(tenths) for tenths in (900, 899, 700, 699)] == [
        "优秀",
        "合格",
        "合格",
        "不合格",
    ]
    leave = conduct_rules.in_force(db, school=school, on="2027-06-01")
    assert leave.leave_levels == ((2, "班主任"), (6, "校长"), (0, "党委副书记"))
    assert [leave.approver(many) for many in (2, 3, 40)] == ["班主任", "校长", "党委副书记"]
    assert (leave.source, leave.excellent_share) == ("寿委组〔2026〕12号", usual.excellent_share)
    assert conduct_rules.in_force(db, school=school, on="2026-12-31") == usual
    # What is written on it goes on saying so, where nothing else is said.
    wrote(db, new, title="再改", effective_from="2028-01-01")
    assert conduct_rules.in_force(db, school=school, on="2028-06-01").leave_levels == leave.leave_levels


def test_a_rule_touches_no_closed_year(db: Register, school: int) -> None:
    model = shipped(db, school)
    with db.act("结账"):
        insert(
            db,
            "closed_year",
            {"school": school, "year": 2026, "closed_on": "2026-12-31", "closed_by": "张", "rules": "[]"},
        )
    with pytest.raises(UserError, match="2026 年已经结账"):
        wrote(db, model.id, effective_from="2026-09-01")
    wrote(db, model.id, effective_from="2027-01-01")


def test_a_rule_of_ones_own_is_taken_away_before_it_counts(db: Register, school: int) -> None:
    model = shipped(db, school)
    new = wrote(db, model.id)
    with pytest.raises(UserError, match="随程序附带"):
        class_rules.drop(db, model.id, today="2026-11-22")
    with pytest.raises(UserError, match="已从 2027-01-01 起"):
        class_rules.drop(db, new, today="2027-01-01")
    class_rules.drop(db, new, today="2026-11-22")
    assert [one.id for one in class_rules.rows(db, school=school)] == [model.id]
    with pytest.raises(UserError, match="没有找到"):
        class_rules.drop(db, new, today="2026-11-22")
