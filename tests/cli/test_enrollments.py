"""Who is in a class, commanded from a terminal."""

import io
from pathlib import Path

import pytest

from tests import made_up
from tests.commands import Desk


@pytest.fixture
def training(staffed: Desk) -> Desk:
    """A class of this year with two half-days before today, and nobody in it."""
    staffed.done("classes", "new", "冬训班")
    for half_day in ("上午", "下午"):
        lesson = ("--course", "党课", "--hours", 4, "--half-day", half_day)
        staffed.done("classes", "session", "add", "1", "--on", "2026-11-20", *lesson)
    return staffed


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_people_join_by_name_branch_and_filter(training: Desk) -> None:
    assert "加入学员 2 人" in training.done("enrollments", "add", 1, "单晓红", "zgq")
    assert "加入学员 1 人" in training.done("enrollments", "add", 1, "--filter", "支部书记")
    said = training.done("enrollments", "add", 1, "--branch", "上洋村党支部", "--filter", "本年未达标")
    assert "加入学员 3 人" in said
    assert "报名 6 人，实到 0 人" in training.done("enrollments", "list", 1)
    assert "都已在本班" in training.refused("enrollments", "add", 1, "单晓红", "曾国强")
    assert "没有" in training.refused("enrollments", "add", 1, "--filter", "不存在")
    assert "请写要选谁" in training.refused("enrollments", "add", 1)
    training.done("enrollments", "withdraw", 1, "单晓红")
    assert "报名 5 人" in training.done("enrollments", "list", 1)


def test_a_pasted_list_is_matched_shown_and_taken_in(
    training: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    type_in(monkeypatch, "单晓红、曾国强\n王不识 山后村\n")
    shown = training.done("enrollments", "paste", 1, "--dry-run")
    assert "名册里没有" in shown
    assert "报名 0 人" in training.done("enrollments", "list", 1)
    type_in(monkeypatch, "单晓红、曾国强\n王不识 山后村\n")
    said = training.done("enrollments", "paste", 1, "--open", tmp_path / "没对上.xlsx")
    assert "加入学员 2 人，没对上 1 行" in said
    assert (tmp_path / "没对上.xlsx").exists()
    type_in(monkeypatch, "王不识 山后村\n")
    assert "其中新增到名册 1 人" in training.done("enrollments", "paste", 1, "--new", 1)
    assert "山后村" in training.done("enrollments", "list", 1, "王不识")
    type_in(monkeypatch, "单晓红")
    assert "没有可以加入的人" in training.refused("enrollments", "paste", 1)
    type_in(monkeypatch, "")
    assert "剪贴板" in training.refused("enrollments", "paste", 1)


def test_people_of_one_name_in_a_file_are_told_apart(training: Desk, tmp_path: Path) -> None:
    more = tmp_path / "二.csv"
    number = made_up.id_number(40)
    more.write_text(f"姓名,身份证号,所在党支部\n单晓红,{number},溪源村党支部\n", encoding="utf-8")
    training.done("members", "import", more)
    reply = tmp_path / "回执.csv"
    reply.write_text("姓名,性别\n单晓红,\n曾国强,\n", encoding="utf-8")
    shown = training.done("enrollments", "file", 1, reply, "--dry-run")
    assert "请选是谁" in shown
    assert number[-4:] in shown
    assert "没有身份证号以“9999”" in training.refused("enrollments", "file", 1, reply, "--is", "1=9999")
    assert "名单里没有第 7 行" in training.refused("enrollments", "file", 1, reply, "--is", "7=1")
    assert "加入学员 2 人" in training.done("enrollments", "file", 1, reply, "--is", f"1={number[-4:]}")
    assert "溪源村党支部" in training.done("enrollments", "list", 1, "单晓红")


def test_places_are_shared_out_and_filled(training: Desk) -> None:
    said = training.done("enrollments", "quota", 1, "--share", 3)
    assert "上洋村党支部" in said
    assert "还差 3 人" in said
    training.done("enrollments", "add", 1, "单晓红")
    assert "还差 1 人" in training.done("enrollments", "quota", 1, "上洋村党支部", 2)
    assert "例如 下党村党支部 5" in training.refused("enrollments", "quota", 1, "上洋村党支部")
    assert "名额请写" in training.refused("enrollments", "quota", 1, "上洋村党支部", "999999999999")


def test_groups_duties_and_units_are_said(training: Desk) -> None:
    training.done("enrollments", "add", 1, "--branch", "上洋村党支部")
    assert "第 1 组 3 人，第 2 组 3 人" in training.done("enrollments", "group", 1, "--into", 2)
    assert "第 3 组 1 人" in training.done("enrollments", "group", 1, "单晓红", "--number", 3)
    assert "组号请写" in training.refused("enrollments", "group", 1, "单晓红", "--number", "x")
    assert "二者取一" in training.refused("enrollments", "group", 1)
    training.done("enrollments", "duty", 1, "单晓红", "班长")
    assert "单晓红不再担任" in training.done("enrollments", "duty", 1, "曾国强", "班长")
    assert "班主任" in training.done("enrollments", "duty", 1, "李老师", "班主任")
    said = training.done("enrollments", "unit", 1, "单晓红", "--post", "上洋村主任")
    assert "上洋村主任" in said
    assert "上洋村主任" not in training.done("members", "show", "单晓红")
    assert "请用 --branch" in training.refused("enrollments", "unit", 1, "单晓红")
    listed = training.done("enrollments", "list", 1, "--order", "组别", "--renumber")
    assert listed.splitlines()[-2].split()[1] == "单晓红"


def test_walk_ins_and_substitutes_are_kept_apart(training: Desk) -> None:
    training.done("enrollments", "add", 1, "单晓红", "曾国强")
    said = training.done("enrollments", "walk-in", 1, "雷金花", "--unit", "上洋村", "--on", "2026-11-20")
    assert "还没有对上的 1 人" in said
    assert "雷金花（上洋村党支部" in said
    assert "对不上一条临时参加" in training.refused("enrollments", "match", 1, "王五")
    assert "已是第 3 号学员" in training.done("enrollments", "match", 1, "雷金花")
    said = training.done("enrollments", "substitute", 1, "曾国强", "--by", "欧阳明月", "--half-day", "上午")
    assert said == "欧阳明月替曾国强代训 1 个半天；曾国强记为旷课\n"
    shown = training.done("enrollments", "list", 1)
    assert "报名 2 人，实到 0 人，代训 1 人，临时参加 1 人（还没有对上 0 人）" in shown
    assert "代训（替曾国强）" in shown
    assert "√" in training.done("attendance", "show", 1)


def test_nobody_came_or_stood_in_before_the_half_day(training: Desk) -> None:
    lesson = ("--course", "党课", "--hours", 4, "--half-day", "上午")
    training.done("classes", "session", "add", "1", "--on", "2026-11-24", *lesson)
    training.done("enrollments", "add", 1, "单晓红", "曾国强")
    said = training.refused("enrollments", "walk-in", 1, "雷金花", "--on", "2026-11-24")
    assert "24日上午（2026-11-24）还没有上课，不能记谁来了" in said
    stand_in = ("enrollments", "substitute", 1, "曾国强", "--by", "欧阳明月")
    said = training.refused(*stand_in, "--on", "2026-11-24")
    assert "24日上午（2026-11-24）还没有上课，不能记代训" in said
    assert "到今天还没有上过课" in training.refused(*stand_in, today="2026-11-19")
    assert "报名 2 人，实到 0 人，代训 0 人，临时参加 0 人" in training.done("enrollments", "list", 1)
    # without a day those held are meant
    assert "代训 2 个半天" in training.done(*stand_in)
