from pathlib import Path

import openpyxl
import pytest

from tests import commands
from tests.commands import Desk


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return commands.township(Desk(tmp_path / "data", capsys))


def form(path: Path, *texts: str) -> Path:
    book = openpyxl.Workbook()
    for row, text in enumerate(texts, start=1):
        book.active.cell(row, 1, text)
    book.save(path)
    return path


def test_a_form_is_taken_in_described_and_filled_in(office: Desk, tmp_path: Path) -> None:
    said = office.done("upper-forms", "take", form(tmp_path / "季报.xlsx", "{{学校全称}}", "{{联系人}}"))
    assert said == "已收下“季报”：2 个填空，1 个已选好填什么\n"
    assert "还没有选" in office.done("upper-forms", "fields", "季报")
    out = tmp_path / "out"
    assert "还有 1 个填空没有选" in office.refused("upper-forms", "fill", "季报", "--out", tmp_path)
    assert office.done("upper-forms", "choose", "季报", "联系人", "--text", "钟小兰") == "联系人：“钟小兰”\n"
    office.done("upper-forms", "choose", "季报", "Sheet!B1", "年度办班期数")
    assert "Sheet!B1" in office.done("upper-forms", "show", "季报")
    assert "找不到文件夹" in office.refused("upper-forms", "fill", "季报", "--out", out)
    out.mkdir()
    assert "填写 1 份" in office.done("upper-forms", "fill", "季报", "--out", out)
    (path,) = out.iterdir()
    sheet = openpyxl.load_workbook(path).active
    assert [sheet[one].value for one in ("A1", "A2", "B1")] == ["中共云溪乡委员会党校", "钟小兰", 0]
    assert "年度培训人次" in office.done("upper-forms", "facts")


def test_a_changed_template_is_said_and_renewed_only_when_told(office: Desk, tmp_path: Path) -> None:
    office.done("upper-forms", "take", form(tmp_path / "季报.xlsx", "{{学校}}"))
    assert "一模一样" in office.done("upper-forms", "take", tmp_path / "季报.xlsx")
    form(tmp_path / "季报.xlsx", "{{单位}}", "{{年度}}")
    said = office.refused("upper-forms", "take", tmp_path / "季报.xlsx")
    assert "模板变了：新增 2 个填空（单位、年度）、少了 1 个填空（学校）" in said
    assert "模板变了" in office.done("upper-forms", "take", tmp_path / "季报.xlsx", "--renew")
    assert "全校一份" in office.done("upper-forms", "list")
    office.done("upper-forms", "drop", "季报")
    assert "没有找到上级表格" in office.refused("upper-forms", "fields", "季报")
