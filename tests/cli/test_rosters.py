"""What a clerk does with imports afterwards."""

from pathlib import Path

from tests import made_up
from tests.commands import Desk


def test_an_import_is_listed_and_taken_back(staffed: Desk) -> None:
    listed = staffed.done("members", "imports")
    assert "名单.csv" in listed
    assert "第几次" in listed
    staffed.done("classes", "new", "冬训第一期")
    staffed.done("classes", "enrol", "冬训第一期", "--who", "单晓红")
    said = staffed.done("members", "take-back", 1)
    assert "已撤回“名单.csv”：删去 5 人，改回 0 人" in said
    assert "单晓红" in said
    assert "已编入培训班" in said
    assert "共 1 人" in staffed.done("members", "list")
    assert staffed.done("undo") == "已撤销：撤回导入：名单.csv\n"
    assert "共 6 人" in staffed.done("members", "list")


def test_an_import_that_is_not_there_is_said(staffed: Desk) -> None:
    assert staffed.refused("members", "take-back", 2).startswith("没有第 2 次导入")


def test_the_original_is_handed_out_and_a_person_s_facts_know_it(staffed: Desk, tmp_path: Path) -> None:
    said = staffed.done("members", "original", 1, "--out", tmp_path)
    (copy,) = tmp_path.glob("*/名单.csv")
    assert str(copy) in said
    assert copy.read_bytes() == (tmp_path / "名单.csv").read_bytes()
    assert "找不到文件夹" in staffed.refused("members", "original", 1, "--out", tmp_path / "没有")
    said = staffed.done("members", "origins", "单晓红")
    assert "导入名册：名单.csv" in said
    assert "身份证号" in said


def village(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(("姓名,身份证号,支部,联络", *lines)), encoding="utf-8")
    return path


def test_what_a_clerk_says_of_a_sheet_is_taken_and_remembered(staffed: Desk, tmp_path: Path) -> None:
    file = village(tmp_path / "甲.csv", f"单晓红,{made_up.id_number(0)},上洋,19900000001")
    said = staffed.done("members", "import", file, "--branch", "上洋=上洋村党支部", "--column", "4=手机号")
    assert "更新 1" in said
    assert "新支部" not in said
    assert "19900000001" in staffed.done("members", "show", "单晓红")
    file = village(tmp_path / "乙.csv", f"单晓红,{made_up.id_number(0)},上洋,19900000002")
    said = staffed.done("members", "import", file, "--overwrite", "untyped")
    assert "各列的含义照上次" in said
    assert "更新 1" in said
    assert "19900000002" in staffed.done("members", "show", "单晓红")


def test_what_cannot_be_meant_is_said(staffed: Desk, tmp_path: Path) -> None:
    file = village(tmp_path / "甲.csv", f"单晓红,{made_up.id_number(0)},上洋,19900000001")
    for said in ("手机号", "0=手机号", "x=手机号", "4=血型"):
        assert "看不懂" in staffed.refused("members", "import", file, "--column", said)
    assert "没有叫“下洋”的支部" in staffed.refused("members", "import", file, "--branch", "上洋=下洋")
    refused = staffed.refused("members", "import", file, "--branch", "上=上洋村党支部")
    assert refused == "表中没有写成“上”的支部。"
    assert "共 6 人" in staffed.done("members", "list")
