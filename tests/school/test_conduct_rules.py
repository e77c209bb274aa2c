import json

import pytest

from app.errors import UserError
from app.school import class_rules, conduct_rules
from db.register import Register
from db.rows import update


def changed(db: Register, school: int, **parts: object) -> None:
    class_rules.load_presets(db, school=school)
    found = class_rules.in_force(db, school=school, on="2026-11-20")
    body = json.loads(db.execute("SELECT body FROM class_rule WHERE id = ?", [found.id]).fetchone()[0])
    with db.act("改口径"):
        update(db, "class_rule", found.id, {"body": json.dumps(body | parts, ensure_ascii=False)})


def test_the_shipped_rule_holds_where_the_school_says_nothing_else(db: Register, school: int) -> None:
    rule = conduct_rules.in_force(db, school=school, on="2026-11-20")
    assert rule.leave_levels == ((1, "班主任"), (2, "教务"), (6, "分管校长"), (0, "组织部"))
    assert rule.excellent_share == (1, 10)
    assert [rule.most_excellent(people) for people in (0, 1, 19, 20, 100)] == [0, 1, 1, 2, 10]


def test_what_the_school_says_of_leave_stands_instead(db: Register, school: int) -> None:
    changed(db, school, leave_levels={"党校校长": 0, "班主任": 2})
    rule = conduct_rules.in_force(db, school=school, on="2026-11-20")
    assert [rule.approver(half_days) for half_days in (1, 2, 3)] == ["班主任", "班主任", "党校校长"]
    assert rule.excellent_share == (1, 10)


@pytest.mark.parametrize(
    "part",
    [
        {"leave_levels": []},
        {"leave_levels": {"班主任": "两天"}},
        {"excellent": {"share": [2, 1]}},
        {"excellent": {"share": 3}},
    ],
)
def test_a_rule_that_cannot_be_understood_is_said(db: Register, school: int, part: dict[str, object]) -> None:
    changed(db, school, **part)
    with pytest.raises(UserError, match="写法不对"):
        conduct_rules.in_force(db, school=school, on="2026-11-20")
