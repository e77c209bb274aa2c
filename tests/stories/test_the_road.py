"""The main job, end to end, as a clerk types it: a village's file in, the county's summary out."""

from pathlib import Path

import openpyxl
import pypdfium2

from tests import commands, made_up
from tests.commands import Desk
from tests.stories.enrolling import enrol

CLASS = "党员冬训第一期"


def read_pdf(path: Path) -> tuple[int, str]:
    """Give the number of pages and all the text of a PDF, without line breaks."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        return len(pages), "".join("".join(pages).split())
    finally:
        document.close()


def hold_a_class(town: Desk) -> None:
    """Prepare a class of all six, two days of two half-days, 4 hours each."""
    town.done("classes", "new", CLASS, "--place", "乡政府三楼会议室", "--adviser", "钟小兰")
    assert "加入学员 6 人" in town.done("classes", "enrol", "1")
    for day in ("2026-11-20", "2026-11-21"):
        for half_day, course, teacher in (("上午", "党章学习", "林志远"), ("下午", "基层治理", "陈丽华")):
            lesson = ("--course", course, "--teacher", teacher, "--hours", "4")
            town.done("classes", "session", "add", "1", "--on", day, "--half-day", half_day, *lesson)


def call_the_roll(town: Desk) -> None:
    """One is away for a half-day without leave; one is ill for two; the rest are there."""
    mark = ("attendance", "mark", "1")
    town.done(*mark, made_up.NAMES[3], "--on", "2026-11-20", "--half-day", "上午", "--mark", "旷课")
    for half_day in ("上午", "下午"):
        town.done(*mark, made_up.NAMES[4], "--on", "2026-11-21", "--half-day", half_day, "--mark", "病假")
    assert "21 人次记为到课" in town.done("attendance", "all", "1")


def test_from_a_villages_file_to_the_countys_summary(
    town: Desk, county: Desk, stick: Path, tmp_path: Path
) -> None:
    said = town.done("members", "import", commands.roster(tmp_path / "名单.csv"))
    assert "已导入“名单”：新增 6" in said
    assert town.done("members", "list", "--group", "支部书记和委员").splitlines()[-1] == "共 1 人"

    hold_a_class(town)
    town.done("sign-in-sheets", "print", CLASS, "--out", tmp_path / "签到表.pdf")
    pages, text = read_pdf(tmp_path / "签到表.pdf")
    assert pages == 1
    assert all("".join(name.split()) in text for name in (*made_up.NAMES[:6], CLASS, "20日上午", "21日下午"))

    call_the_roll(town)
    grid = town.done("attendance", "show", "1")
    assert "还没有记的 0 人次" in grid
    assert next(line for line in grid.splitlines() if made_up.NAMES[4] in line).split()[-4:] == [
        "√",
        "√",
        "病",
        "病",
    ]

    closed = town.done("classes", "close", "1", "--without", "照片没有拷来")
    assert "学时入账 24 行，符合结业要求 4 人" in closed
    assert "请假 8 学时，超过总学时的 1/7" in closed
    assert "得 12 学时，不到总学时的 6/7" in closed

    assert f"{made_up.NAMES[0]}：已完成 16 学时，应完成 32，未达标" in town.done(
        "hours", "show", made_up.NAMES[0]
    )
    assert "应完成 56" in town.done("hours", "show", made_up.NAMES[2])
    lacking = town.done("hours", "list", "--lacking").splitlines()
    assert len(lacking) == 2 + 6 + 1
    town.done("hours", "statement", made_up.NAMES[0], "--out", tmp_path / "学时.pdf")
    text = read_pdf(tmp_path / "学时.pdf")[1]
    assert all(part in text for part in (made_up.NAMES[0], CLASS, "16"))

    said = town.done("certificates", "issue", "1")
    assert "颁发证书 4 张：云溪乡党校〔2026〕第0001号 至 云溪乡党校〔2026〕第0004号" in said
    town.done("certificates", "void", "云溪乡党校〔2026〕第0004号", "--reason", "姓名写错")
    said = town.done("certificates", "issue", "1")
    assert "云溪乡党校〔2026〕第0005号 至 云溪乡党校〔2026〕第0005号" in said, (
        "a number once spent stays spent"
    )
    town.done("certificates", "print", "1", "--out", tmp_path / "证书.pdf")
    pages, text = read_pdf(tmp_path / "证书.pdf")
    assert pages == 4
    assert "第0005号" in text
    assert "第0004号" not in text

    prove_and_print_the_ledger(town, tmp_path)
    report(town, county, stick)
    sum_up(county, tmp_path)


def prove_and_print_the_ledger(town: Desk, tmp_path: Path) -> None:
    before = town.done("checklist", "show").splitlines()
    proof = tmp_path / "年度教学计划.pdf"
    proof.write_bytes((tmp_path / "学时.pdf").read_bytes())
    town.done("checklist", "attach", "annual_plan", proof, "--formed-on", "2026-03-02")
    after = town.done("checklist", "show").splitlines()
    (was,) = (line for line in before if line.startswith("annual_plan"))
    (now,) = (line for line in after if line.startswith("annual_plan"))
    assert "缺" in was
    assert now.split()[3:] == ["可用", "年度教学计划.pdf（2026-03-02）", "3/3"]
    town.done("checklist", "ledger", "--out", tmp_path / "台账.pdf")
    assert "年度教学计划.pdf" in read_pdf(tmp_path / "台账.pdf")[1]


def report(town: Desk, county: Desk, stick: Path) -> None:
    enrol(town, county, stick)
    assert "中共云溪乡委员会党校" in county.done("counties", "list"), "enrolled and silent"
    said = town.done("parcels", "send", "--out", stick)
    assert "第 1 号数据包" in said
    assert "已写入并核对" in said
    assert "以后的更改：0 处" in town.done("parcels", "list")
    said = county.done("counties", "receive", stick)
    assert "第 1 号数据包已读取：新增" in said
    assert "变化 0 条，不变 0 条" in said
    before = county.done("counties", "list")
    assert "以前读过，没有变化" in county.done("counties", "receive", stick)
    assert county.done("counties", "list") == before


def sum_up(county: Desk, tmp_path: Path) -> None:
    (row,) = (line.split() for line in county.done("counties", "list").splitlines() if "350999200" in line)
    # 党员 6，班次 1，人数 6，人次 6，学时 4×16 + 12 + 8，达标 0/6
    assert row[:8] == ["350999200", "云溪乡党校", "6", "1", "6", "6", "84", "0/6"]
    county.done("counties", "summary", "--out", tmp_path)
    assert "云溪乡党校" in read_pdf(tmp_path / "2026年汇总表.pdf")[1]
    book = openpyxl.load_workbook(tmp_path / "2026年汇总表.xlsx")
    heads, found = (
        [cell.value for cell in next(rows)] for rows in (book.active.iter_rows(min_row=at) for at in (3, 4))
    )
    figures = dict(zip(heads, found, strict=True))
    assert (figures["学校"], figures["人次"], figures["学时合计"]) == ("云溪乡党校", 6, 84)


def test_what_changed_since_is_sent_as_the_next_parcel(
    town: Desk, county: Desk, stick: Path, tmp_path: Path
) -> None:
    town.done("members", "import", commands.roster(tmp_path / "名单.csv"))
    enrol(town, county, stick)
    town.done("parcels", "send", "--out", stick)
    town.done("members", "import", commands.roster(tmp_path / "名单.csv", people=8))
    town.done("parcels", "send", "--out", stick)
    first, second = sorted(stick.glob("*.wuyou"))
    county.done("counties", "receive", second)
    assert "比已读过的旧，没有采用" in county(*("counties", "receive", first)).err
    (row,) = (line.split() for line in county.done("counties", "list").splitlines() if "350999200" in line)
    assert row[2] == "8"


def test_the_same_list_twice_changes_nothing(town: Desk, tmp_path: Path) -> None:
    listed = commands.roster(tmp_path / "名单.csv")
    assert "看过，没有写入“名单”：新增 6" in town.done("members", "import", listed, "--dry-run")
    assert town.done("members", "list").splitlines()[-1] == "共 0 人"
    town.done("members", "import", listed)
    before = town.done("members", "list")
    assert "无变化 6" in town.done("members", "import", listed)
    assert town.done("members", "list") == before
