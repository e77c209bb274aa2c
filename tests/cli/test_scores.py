"""Scores, graduation and the roll call's locks and badges at the terminal."""

import io
from pathlib import Path

import pytest

from app.jobs import registers
from app.scans import badges
from app.school import classes, enrollments
from tests.commands import Desk


@pytest.fixture
def held(staffed: Desk) -> Desk:
    """A class of six with one day, that everybody came to."""
    staffed.done("classes", "new", "冬训")
    for half_day in ("上午", "下午"):
        on = ("--on", "2026-11-22", "--half-day", half_day)
        staffed.done("timetable", "add", "冬训", *on, "--course", "党章")
    staffed.done("classes", "enrol", "冬训")
    staffed.done("attendance", "all", "冬训")
    return staffed


def row(said: str, number: int) -> list[str]:
    return next(line.split() for line in said.splitlines() if line.split()[:1] == [str(number)])


def test_scores_are_set_pasted_and_listed(
    held: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "考试：86.5" in held.done("scores", "set", "冬训", "1", "考试", "86.5")
    listed = tmp_path / "成绩.txt"
    listed.write_text("序号\t考试\t平时\n2\t90\t80\n1\t100\t\n", encoding="utf-8-sig")
    assert "录入 4 个成绩，3 个有变化" in held.done("scores", "paste", "冬训", listed)
    said = held.done("scores", "list", "冬训")
    assert row(said, 2)[2:6] == ["90", "80", "86", "优秀"]
    assert row(said, 1)[-1] == "没有平时成绩"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"1\t60\t60\n"), "utf-8"))
    held.done("scores", "paste", "冬训")
    assert row(held.done("scores", "list", "冬训"), 1)[4] == "60"
    held.done("scores", "set", "冬训", "1", "考试", "缺考")
    assert row(held.done("scores", "list", "冬训"), 1)[-1] == "没有考试成绩"


def test_a_list_that_does_not_fit_changes_nothing(held: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "成绩.txt"
    for content, said in (
        ("1\t90\n某某\t80\n".encode(), "第 2 行的“某某”不在本班名册里"),
        ("1\t九十\n".encode(), "第 1 行：“九十”不是成绩"),
        (b"\xff\xfe\x00", "不是 UTF-8 文本"),
        (b"", "没有成绩"),
    ):
        listed.write_bytes(content)
        assert said in held.refused("scores", "paste", "冬训", listed)
    assert "没有考试、平时成绩" in held.done("scores", "list", "冬训")
    assert "没有“论文”这一项" in held.refused("scores", "set", "冬训", "1", "论文", "90")


def test_a_word_stands_above_the_rule(held: Desk) -> None:
    word = ("graduations", "override", "冬训", "3")
    assert "三者取一" in held.refused(*word)
    assert "写明原因" in held.refused(*word, "--fail")
    assert "不符合，认定不予结业：替人签到（钟小兰 2026-11-22）" in held.done(
        *word, "--fail", "--reason", "替人签到"
    )
    assert "认定" in row(held.done("graduations", "list", "冬训"), 3)
    assert "符合，得 8 学时" in held.done(*word, "--rule")
    assert "没有人工认定" in held.refused(*word, "--rule")


def test_excellent_trainees_are_chosen_by_suggestion_or_by_name(held: Desk) -> None:
    assert "评优秀学员 1 人" in held.done("scores", "excellent", "冬训")
    assert "最多评 1 名" in held.refused("scores", "excellent", "冬训", "2")
    held.done("scores", "excellent", "冬训", "1", "--remove")
    held.done("scores", "excellent", "冬训", "2")
    assert "是" in row(held.done("scores", "list", "冬训"), 2)


def test_a_locked_half_day_is_changed_for_a_reason_only(held: Desk) -> None:
    half = ("冬训", "--on", "2026-11-22", "--half-day", "上午")
    held.done("attendance", "lock", *half)
    assert "（锁）" in held.done("attendance", "show", "冬训")
    mark = ("attendance", "mark", "冬训", "2", *half[1:], "--mark", "到课", "--minutes", 60)
    assert "已锁定" in held.refused(*mark)
    assert "到课 60 分钟" in held.done(*mark, "--reason", "中途离开")
    held.done("attendance", "unlock", *half, "--reason", "漏录")
    assert "没有锁定" in held.refused("attendance", "unlock", *half, "--reason", "漏录")


def test_badges_are_read_from_the_command_or_the_scanner(held: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    half = ("冬训", "--on", "2026-11-22", "--half-day", "下午")
    held.done("attendance", "mark", "冬训", "1", *half[1:], "--clear")
    held.done("attendance", "mark", "冬训", "2", *half[1:], "--clear")
    codes = _badges(held)
    assert "到课，已到 5 / 6" in held.done("attendance", "scan", "冬训", codes[0], *half[1:])
    typed = f"{codes[0]}\n\n{codes[1]}\r\n12345678\n{badges.text(5)}\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8"))
    said = held("attendance", "scan", *half)
    assert said.code == 1
    assert "已经签过到，已到 5 / 6" in said.out
    assert "到课，已到 6 / 6" in said.out
    assert "12345678：没有认出这个条码" in said.out
    assert "不是本校名册上的" in said.out
    assert "有 2 个码没有记考勤" in said.err


def _badges(desk: Desk) -> list[str]:
    with registers.opened(desk.folder, clock=lambda: 0, operator="钟小兰") as db:
        (training_class,) = classes.find(db)
        return [badges.text(one) for one in enrollments.find(db, training_class=training_class)]
