"""The files are as messy as real ones, and our own reader reads them."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.jobs.demo import files, people, townships
from app.sheets import rosters, workbooks

TODAY = date(2026, 11, 22)
COUNT = 200


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[people.Person, ...], list[Path]]:
    made = people.of_township(random.Random(1), townships.MAIN, count=COUNT, today=TODAY)
    folder = tmp_path_factory.mktemp("rosters")
    paths = files.write(made, townships.MAIN, folder=folder, chance=random.Random(2), today=TODAY)
    return made, paths


def test_everyone_is_in_one_file_and_the_bad_rows_on_top(
    written: tuple[tuple[people.Person, ...], list[Path]],
) -> None:
    made, paths = written
    verdicts: list[str] = []
    found: list[str] = []
    for path in paths[:3]:
        book = workbooks.read(path)
        for sheet in book.sheets:
            if sheet.name in rosters.candidates(book):
                rows = rosters.read(sheet, today=TODAY.isoformat()).rows
                verdicts += [row.verdict for row in rows]
                found += [row.cells["name"].value for row in rows if row.verdict != "refuse"]
    assert verdicts.count("refuse") == 6
    everyone = Counter(who.name for who in made)
    assert len(found) == COUNT
    lost = everyone - Counter(found)
    assert sorted(name[0] + "?" for name in lost) == sorted(name for name in found if name.endswith("?"))


def test_the_national_table_is_laid_out_as_it_is_downloaded(
    written: tuple[tuple[people.Person, ...], list[Path]],
) -> None:
    book = openpyxl.load_workbook(written[1][0])
    assert len(book.sheetnames) == 14 + 3
    assert book.sheetnames[1].endswith(" ")
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "党员基本信息汇总表"
    assert "A1:T1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert (sheet["M3"].value, sheet["M4"].value, sheet["N4"].value) == ("联系电话", "手机号", "固定电话")
    assert sheet["J3"].value == " 加入党组织日期"
    assert isinstance(sheet["M5"].value, int | float)
    assert sheet["G5"].is_date
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("注：")


def test_the_list_of_other_villages_is_in_the_offices_encoding(
    written: tuple[tuple[people.Person, ...], list[Path]],
) -> None:
    data = written[1][1].read_bytes()
    assert "姓名" in data.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
