"""Learning outside classes, corrections, closed years and rules at the terminal."""

import pytest

from tests.commands import Desk

DAY = ("--on", "2026-11-22", "--half-day", "上午")


@pytest.fixture
def closed(staffed: Desk) -> Desk:
    """A class of six with one day, that everybody came to and that is closed."""
    staffed.done("classes", "new", "冬训")
    for half_day in ("上午", "下午"):
        on = ("--on", "2026-11-22", "--half-day", half_day)
        staffed.done("timetable", "add", "冬训", *on, "--course", "党章")
    staffed.done("classes", "enrol", "冬训")
    staffed.done("attendance", "all", "冬训")
    staffed.done("classes", "close", "冬训", "--without", "演示")
    return staffed


def test_learning_outside_classes_is_recorded_listed_and_voided(staffed: Desk) -> None:
    said = staffed.done(
        *("activities", "add", "支部学习", "学习党章", "--on", "2026-11-10", "--minutes", "120"),
        *("--branch", "上洋村党支部"),
    )
    assert said == "已登记支部学习“学习党章”：6 人，共记 12 学时\n"
    said = staffed.done(
        *("activities", "add", "网络学习", "党课开讲啦", "--on", "2026-11-11", "--minutes", "40"),
        *("--platform", "共产党员网", "--who", "曾国强", "--who", "单晓红", "--tested", "单晓红"),
    )
    assert "2 人，共记 2.5 学时" in said
    said = staffed.done("activities", "list")
    for text in ("学习党章", "120 分钟", "共产党员网", "没有凭证", "共 2 次"):
        assert text in said
    assert "共 1 次" in staffed.done("activities", "list", "--who", "雷金花")
    assert "2 人的学时已收回" in staffed.done("activities", "void", "党课", "--why", "重复登记")
    assert "已作废：重复登记" in staffed.done("activities", "list", "--kind", "网络学习")
    said = staffed.done("hours", "explain", "单晓红")
    assert "记了学时的 1 条" in said
    assert "2026-11-10上午 学习党章 支部学习：2 学时（支部学习，支部学习 120 分钟）" in said
    assert "规则：全国规划口径（2019—2023）（待确认）。出处：《中国共产党党员教育管理工作条例》" in said
    said = staffed.done("hours", "show", "单晓红")
    assert "已收回" in said
    assert "更正：“党课开讲啦”作废，重复登记" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--minutes", "60"), "还没有选参加的人"),
        (("--who", "单晓红"), "请写一样"),
        (("--who", "单晓红", "--stated", "八"), "不是学时数"),
        (("--who", "单晓红", "--minutes", "60", "--form", "授课"), "形式只能是"),
        (("--who", "单晓红", "--minutes", "60", "--tested", "曾国强"), "曾国强不在参加的人里"),
        (("--branch", "没有的支部", "--minutes", "60"), "没有叫“没有的支部”的支部"),
    ],
)
def test_what_makes_no_sense_is_refused(staffed: Desk, words: tuple[str, ...], sentence: str) -> None:
    said = staffed.refused("activities", "add", "支部学习", "学习党章", "--on", "2026-11-10", *words)
    assert sentence in said


def test_an_activity_is_named_by_its_day_where_two_have_one_title(staffed: Desk) -> None:
    for day in ("2026-11-10", "2026-11-11"):
        staffed.done(
            "activities", "add", "支部学习", "学党章", "--on", day, "--half-days", "1", "--who", "单晓红"
        )
    assert "对得上不止一次" in staffed.refused("activities", "void", "学党章", "--why", "重复")
    staffed.done("activities", "void", "学党章", "--on", "2026-11-11", "--why", "重复")
    assert "没有找到" in staffed.refused("activities", "void", "没有的", "--why", "重复")


def test_a_closed_class_is_put_right_and_a_year_closed(closed: Desk) -> None:
    said = closed.done("hours", "correct", "冬训", "单晓红", *DAY, "--mark", "旷课", "--why", "代签")
    assert said == "单晓红 22日上午更正为旷课，学时台账更正 2 行\n"
    assert "没有记学时的 1 条" in closed.done("hours", "explain", "单晓红")
    said = closed.done("members", "list")
    assert "曾国强已在本班" in closed.refused(
        "hours", "change-person", "冬训", "单晓红", "曾国强", "--why", "登错"
    )
    assert closed.done("hours", "close-year", "2026") == "2026 年已结账\n"
    said = closed.refused("hours", "correct", "冬训", "单晓红", *DAY, "--mark", "到课", "--why", "弄错")
    assert "2026 年已做年度结账" in said
    said = closed.done("hours", "reopen-year", "2026", "--why", "漏了一人")
    assert said == "2026 年已重新打开，学时台账更正 0 行\n"


def test_rules_are_copied_tried_and_adopted(closed: Desk) -> None:
    said = closed.done("rules", "list")
    assert "现行" in said
    assert "每天六学时的地方口径" in said
    assert "取来 0 套规则" in closed.done("rules", "load")
    said = closed.done("rules", "show", "1")
    for text in (
        "出处：《中国共产党党员教育管理工作条例》",
        "day_cap_hours = 8",
        "forms.home_delivery.visit_hours = 0",
    ):
        assert text in said
    words = ("--title", "本县口径", "--source", "县委组织部通知", "--from", "2026-01-01")
    said = closed.done("rules", "copy", "1", *words, "--set", "day_cap_hours=6", "--set", "targets.full=6")
    number = said.split("序号 ")[1].split("。")[0]
    said = closed.done("rules", "preview", number)
    assert "由未达标变达标 5 人" in said
    assert "学时减少 6 人，增加 0 人" in said
    said = closed.done("rules", "adopt", number)
    assert said == "已采用“本县口径”，自 2026-01-01 起生效，学时台账更正 12 行\n"
    assert "合计 6；" in closed.done("hours", "explain", "单晓红")
    for sets, sentence in (
        ("day_cap_hours", "读不懂"),
        ("day_cap_hours=-1", "写得不对"),
        ("x=1", "没有“x”这一项"),
    ):
        assert sentence in closed.refused("rules", "copy", "1", *words, "--set", sets)
    assert "没有第 99 套规则" in closed.refused("rules", "show", "99")
    both = ("--set", "targets=6", "--set", "targets.full=6")
    assert "冲突" in closed.refused("rules", "copy", "1", *words, *both)
