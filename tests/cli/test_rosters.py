"""What a clerk does with imports afterwards."""

from pathlib import Path

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
