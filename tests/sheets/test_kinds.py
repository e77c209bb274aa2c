"""Workbooks of the rarer kinds."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.sheets import workbooks
from tests.sheets import binary, messes

ROWS = messes.plain_rows(messes.people(5))


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        workbooks.read(path)
    return str(caught.value)


def test_a_binary_workbook(tmp_path: Path) -> None:
    rows = [*ROWS, [], ["", 13800.5, True, date(1998, 7, 1), 350999196502031000.0]]
    path = binary.xlsb(tmp_path / "名册.xlsb", rows)
    found = workbooks.read(path)
    assert (found.kind, found.sheets[0].name) == ("xlsb", "名册")
    assert [list(row) for row in found.sheets[0].rows[: len(ROWS)]] == ROWS
    assert found.sheets[0].rows[-1] == ("", 13800.5, True, date(1998, 7, 1), 350999196502031000.0, "")
    renamed = path.rename(tmp_path / "名册.xls")
    assert workbooks.read(renamed).kind == "xlsb"


def test_a_binary_workbook_cut_short_or_with_a_cell_at_the_far_end(tmp_path: Path) -> None:
    whole = binary.xlsb(tmp_path / "a.xlsb", ROWS)
    cut = tmp_path / "b.xlsb"
    cut.write_bytes(whole.read_bytes()[:-300])
    assert "请" in refusal(cut)
    wide = binary.xlsb(tmp_path / "c.xlsb", [["姓名", *[""] * 16_382, "末"]])
    assert "列" in refusal(wide)
    part = binary.sheet(ROWS, {})
    half = messes.repacked(whole, tmp_path / "d.xlsb", {"xl/worksheets/sheet1.bin": part[: len(part) // 2]})
    assert "请" in refusal(half)
