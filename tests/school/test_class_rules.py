import json
import tomllib

import pytest

from app.school import class_rules
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
