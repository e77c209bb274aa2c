from pathlib import Path

import openpyxl

from tests.commands import Desk, roster


def test_people_are_listed_by_criteria_and_by_a_name_for_them(desk: Desk, tmp_path: Path) -> None:
    desk.done("members", "import", roster(tmp_path / "上洋村.csv"))
    assert "共 6 人" in desk.done("members", "list")
    assert "共 1 人" in desk.done("members", "list", "--role", "书记")
    assert "共 1 人" in desk.done("members", "list", "--filter", "支部书记")
    assert "共 0 人" in desk.done("members", "list", "--floating")
    assert "共 6 人" in desk.done("members", "list", "--no-floating", "--branch", "上洋村党支部")
    assert "共 0 人" in desk.done("members", "list", "--joined-to", "1998-06")
    assert "共 6 人" in desk.done("members", "list", "--joined-to", "1998-07", "--age-from", "56")
    assert "共 6 人" in desk.done("members", "list", "--filter", "本年未达标", "--no-frail")
    said = desk.done(
        "filters", "save", "--name", "上洋普通党员", "--branch", "上洋村党支部", "--no-frail", "雷"
    )
    assert "已保存筛选“上洋普通党员”，现在符合的有 1 人" in said
    assert "共 1 人" in desk.done("members", "list", "--filter", "上洋普通党员")
    listed = desk.done("filters", "list")
    assert [line.split()[0] for line in listed.splitlines() if "保存的" in line] == ["上洋普通党员"]
    assert "流动党员" in listed
    desk.done("filters", "rename", "上洋普通党员", "上洋雷姓")
    assert "没有叫“上洋普通党员”的筛选" in desk.refused("members", "list", "--filter", "上洋普通党员")
    desk.done("filters", "drop", "上洋雷姓")
    assert "没有叫“上洋雷姓”的筛选" in desk.refused("filters", "drop", "上洋雷姓")
    assert "是现成的筛选" in desk.refused("filters", "drop", "流动党员")


def test_strokes_order_the_list(desk: Desk, tmp_path: Path) -> None:
    desk.done("members", "import", roster(tmp_path / "上洋村.csv"))
    lines = desk.done("members", "list", "--order", "笔画").splitlines()
    assert [line.split()[0] for line in lines if "上洋村党支部" in line] == [
        # 6, 8, 8, 12, 13 and 13 strokes; of as many, those that begin with 横 first.
        "买买提·吐尔逊", "欧阳明月", "单晓红", "曾国强", "雷金花", "解东升",
    ]  # fmt: skip


def test_a_layout_says_which_columns_go_out(desk: Desk, tmp_path: Path) -> None:
    desk.done("members", "import", roster(tmp_path / "上洋村.csv"))
    said = desk.done(
        "layouts", "save", "--name", "报县里", "--ids", "末四位", "姓名", "手机号=电话", "身份证号"
    )
    assert "姓名、电话、身份证号" in said
    assert "报县里" in desk.done("layouts", "list")
    out = tmp_path / "出" / "名单.xlsx"
    assert "找不到文件夹" in desk.refused("members", "export", "--out", out, "--layout", "报县里")
    out = tmp_path / "名单.xlsx"
    desk.done("members", "export", "--out", out, "--layout", "报县里", "--filter", "支部书记")
    rows = [list(row) for row in openpyxl.load_workbook(out).active.iter_rows(values_only=True)]
    assert rows[0] == ["姓名", "电话", "身份证号"]
    assert len(rows) == 2
    assert len(str(rows[1][2])) == 4
    desk.done("members", "export", "--out", out, "--layout", "身份核对表", "--ids", "full", "--order", "支部")
    assert len(list(openpyxl.load_workbook(out).active.iter_rows())) == 7
    assert "没有“密码”这一列" in desk.refused("layouts", "save", "--name", "坏", "密码")
    desk.done("layouts", "drop", "报县里")
    assert "没有叫“报县里”的表格样式" in desk.refused("members", "export", "--out", out, "--layout", "报县里")


def test_nobody_makes_no_file(desk: Desk, tmp_path: Path) -> None:

    out = tmp_path / "名单.xlsx"
    assert "名单是空的" in desk.refused("members", "export", "--out", out)
    assert not out.exists()
