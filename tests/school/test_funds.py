import json

import pytest

from app.errors import UserError
from app.school import classes, funds, ledgers, teachers, timetable
from db.register import Register
from tests.made_up import TODAY


def came(db: Register, school: int, **typed: str) -> int:
    said = {"year": "2026", "source": "财政拨补", "title": "办学经费", **typed}
    return ledgers.record(db, funds.LEDGER, said, school=school, today=TODAY)


def spent(db: Register, school: int, **typed: str) -> int:
    said = {"spent_on": "2026-11-20", "what": "讲课费", "kind": "讲课费", "fen": "400", **typed}
    return ledgers.record(db, funds.SPENDINGS, said, school=school, today=TODAY)


def check(found: funds.Totals, key: str) -> funds.Checked:
    return next(one for one in found.checks if one.check.key == key)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"fen": "0"}, "大于 0"), ({"fen": ""}, "请填写金额"), ({"fen": "-3"}, "负数"),
        ({"fen": "四百"}, "读不懂"),
        ({"training_class": "没有的班"}, "没有找到.*全称"), ({"source": "彩票"}, "财政拨补、党费补助"),
        ({"spent_on": "2026-12-31"}, "晚于今天"), ({"quarter_hours": "1.1"}, "0.25"),
        ({"year": "26"}, "不是年份"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_spending_is_refused(
    db: Register, school: int, typed: dict[str, str], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        spent(db, school, **typed)
    assert funds.find_spent(db, school=school, gone=True) == []


def test_a_year_is_summed_up_by_source_kind_and_class_without_what_was_voided(
    db: Register, school: int
) -> None:
    came(db, school, planned_fen="5万", received_fen="3万")
    came(db, school, source="党费补助", planned_fen="10万", received_fen="120,000.00")
    wrong = came(db, school, planned_fen="9万")
    came(db, school, year="2025", planned_fen="1万")
    ledgers.void(db, funds.LEDGER, wrong, reason="重复", today=TODAY)
    spent(db, school, fen="12000", kind="资料费", what="教材", source="财政拨补")
    spent(db, school, fen="800", source="")
    spent(db, school, fen="1", spent_on="2026-01-03", year="2025")
    found = funds.totals(db, school=school, year=2026)
    assert found.by_source == {
        "fiscal": funds.Sums(5_000_000, 3_000_000, 1_200_000),
        "dues": funds.Sums(10_000_000, 12_000_000, 0),
        "": funds.Sums(0, 0, 80_000),
    }
    assert found.whole == funds.Sums(15_000_000, 15_000_000, 1_280_000)
    assert found.whole.left == 13_720_000
    assert found.by_kind == {"materials": 1_200_000, "lecture": 80_000}
    assert found.by_class == {0: 1_280_000}
    assert funds.years(db, school=school) == [2026, 2025]


def test_rules_are_data_with_a_source_and_say_what_is_lacking(db: Register, school: int) -> None:
    funds.load_presets(db, school=school)
    funds.load_presets(db, school=school)
    assert len(funds.find_rules(db, school=school)) == 5
    came(db, school, planned_fen="4万", received_fen="4万")
    found = funds.totals(db, school=school, year=2026)
    assert [one.check.key for one in found.checks] == ["fund.township_min", "fund.dues_subsidy"]
    assert (check(found, "fund.township_min").need, check(found, "fund.township_min").lacking) == (
        5_000_000,
        1_000_000,
    )
    assert "宁德" in check(found, "fund.township_min").source


def test_another_county_s_rule_counts_once_adopted_and_its_heads_are_told(
    db: Register, school: int, people: list[int]
) -> None:
    funds.load_presets(db, school=school)
    by_key = {one.key: one for one in funds.rule_rows(db, funds.find_rules(db, school=school))}
    funds.adopt(db, by_key["xianggelila"].id, adopted=True)
    funds.adopt(db, by_key["dadong"].id, adopted=True)
    funds.adopt(db, by_key["ningde"].id, adopted=False)
    found = funds.totals(db, school=school, year=2026)
    assert check(found, "fund.per_member").need == 10_000 * 4
    assert check(found, "fund.community").need == 0
    with pytest.raises(UserError, match="整数"):
        funds.tell_times(db, by_key["dadong"].id, "fund.community", -1)
    funds.tell_times(db, by_key["dadong"].id, "fund.community", 6)
    assert check(funds.totals(db, school=school, year=2026), "fund.community").need == 12_000_000
    assert db.undo() == "填写社区（村）每年的个数：6个社区（村）"
    with pytest.raises(StopIteration):
        check(funds.totals(db, school=school, year=2026), "fund.township_min")


def test_a_register_without_rules_is_checked_by_those_shipped(db: Register, school: int) -> None:
    assert [one.check.key for one in funds.totals(db, school=school, year=2026).checks] == [
        "fund.township_min",
        "fund.dues_subsidy",
    ]
    assert funds.lecture_fee(db, school=school) is not None


def test_a_rule_nobody_can_read_is_said_and_does_not_break_silently(db: Register, school: int) -> None:
    funds.load_presets(db, school=school)
    with db.act("坏掉"):
        db.execute(
            "UPDATE fund_rule SET body = ? WHERE key = 'ningde'", [json.dumps({"check": [{"key": 1}]})]
        )
    with pytest.raises(UserError, match="读不懂"):
        funds.totals(db, school=school, year=2026)


def taught(db: Register, school: int) -> tuple[int, int]:
    """A class of two half-days of 4 hours each, both taught by 钟雪梅."""
    one = classes.prepare(db, name="农村党员冬训", school=school, year=2026)
    for half_day in ("am", "pm"):
        timetable.add(
            db, one, on="2026-11-20", half_day=half_day, course="党章", teacher="钟雪梅", quarter_hours=16
        )
    return one, teachers.called(db, "钟雪梅", school=school)


def test_lecturers_are_paid_by_the_timetable_and_too_much_is_a_warning(db: Register, school: int) -> None:
    one, teacher = taught(db, school)
    teachers.amend(db, teacher, {"rank": "associate"})
    fits = spent(db, school, payee="钟雪梅", training_class="农村党员 冬训", fen="4000")
    (found,) = funds.spent_rows(db, [fits])
    assert (found.teacher, found.training_class, found.quarter_hours, found.half_days) == (
        teacher,
        one,
        32,
        2,
    )
    assert funds.warnings(db, [fits], school=school) == {}
    dear = spent(db, school, payee="钟雪梅", training_class="农村党员冬训", fen="4000.01")
    long = spent(db, school, payee="钟雪梅", training_class="农村党员冬训", fen="100", quarter_hours="9")
    unsaid = spent(db, school, payee="王志远", fen="100")
    other = spent(db, school, kind="资料费", fen="99999")
    said = funds.warnings(db, [dear, long, unsaid, other], school=school)
    assert "超过副高级职称的最高标准 500 元" in said[dear]
    assert said[long] == "课表上这位教师在这个班只有 8 学时"
    assert said[unsaid] == "没有写学时，无法对照讲课费标准"
    assert other not in said


@pytest.mark.parametrize(("rank", "most"), [("", 500), ("other", 500), ("full", 1000), ("academician", 1500)])
def test_the_limit_is_that_of_the_rank_and_only_four_hours_count_in_a_half_day(
    db: Register, school: int, rank: str, most: int
) -> None:
    teachers.add(db, {"name": "钟雪梅", "rank": rank}, school=school)
    fits = spent(db, school, payee="钟雪梅", fen=str(most * 4), quarter_hours="4", half_days="1")
    above = spent(db, school, payee="钟雪梅", fen=str(most * 4 + 1), quarter_hours="4", half_days="1")
    long = spent(db, school, payee="钟雪梅", fen="100", quarter_hours="5", half_days="1")
    said = funds.warnings(db, [fits, above, long], school=school)
    assert fits not in said
    assert f"{most} 元" in said[above]
    assert said[long] == "1 个半天最多按 4 学时计"


def test_contracts_of_teachers_hold_from_to(db: Register, school: int) -> None:
    def hired(name: str, since: str, until: str) -> int:
        return teachers.add(db, {"name": name, "hired_on": since, "hired_until": until}, school=school)

    month, open_ended, none = (
        hired("甲", "2024年3月", "2026.11"),
        hired("乙", "2025-01-01", ""),
        hired("丙", "", ""),
    )
    assert teachers.under_contract(db, school=school, on="2026-11-30") == [open_ended, month]
    assert teachers.under_contract(db, school=school, on="2026-12-01") == [open_ended]
    assert teachers.under_contract(db, school=school, on="2024-03-01") == [month]
    teachers.retire(db, open_ended, on="2026-06-01")
    assert teachers.under_contract(db, school=school, on="2026-12-01") == []
    assert teachers.rows(db, [none])[0].hired_on == ""
    with pytest.raises(UserError, match="聘期至"):
        teachers.amend(db, month, {"hired_until": "明年"})
