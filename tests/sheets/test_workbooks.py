import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.errors import Cancelled, UserError
from app.sheets import limits, parser, workbooks
from tests.sheets import messes

PEOPLE = messes.people(5)
ROWS = messes.plain_rows(PEOPLE)


def shown(path: Path) -> list[list[str]]:
    """Give the cells of the only sheet of a file."""
    (sheet,) = workbooks.read(path).sheets
    return [[str(cell) for cell in row] for row in sheet.rows]


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        workbooks.read(path)
    return str(caught.value)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return messes.xlsx(tmp_path / "名册.xlsx", ROWS)


def test_a_workbook_is_its_cells_its_name_and_its_hash(book: Path) -> None:
    found = workbooks.read(book)
    assert (found.file_name, found.kind) == ("名册.xlsx", "xlsx")
    assert found.sha256 == hashlib.sha256(book.read_bytes()).hexdigest()
    assert [sheet.name for sheet in found.sheets] == ["名册"]
    assert [list(row) for row in found.sheets[0].rows] == ROWS


def test_cells_keep_their_kind_and_place(tmp_path: Path) -> None:
    rows = [["", ""], ["", date(1998, 7, 1), 13800.5, True], [], ["", "", "", "末"]]
    sheet = workbooks.read(messes.xlsx(tmp_path / "a.xlsx", rows, merged=[(5, 1, 6, 2)])).sheets[0]
    assert sheet.rows == (
        ("", "", "", ""),
        ("", date(1998, 7, 1), 13800.5, True),
        ("", "", "", ""),
        ("", "", "", "末"),
    )
    assert type(sheet.rows[1][3]) is bool
    assert sheet.merged == ((5, 1, 6, 2),)


def test_a_time_of_day_comes_as_the_date_it_belongs_to_or_as_text(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet()
        page.write_number(0, 0, 36008.5, made.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        page.write_number(0, 1, 0.5, made.add_format({"num_format": "hh:mm"}))
    assert shown(path) == [["1998-08-01 12:00:00", "12:00:00"]]


@pytest.mark.parametrize("ending", [".xls", ""])
def test_the_content_decides_and_not_the_ending(tmp_path: Path, ending: str) -> None:
    book = messes.xlsx(tmp_path / "真.xlsx", ROWS).rename(tmp_path / f"名册{ending}")
    assert workbooks.read(book).kind == "xlsx"
    old = messes.xls(tmp_path / "旧.xls", ROWS).rename(tmp_path / f"旧名册{ending}x")
    assert workbooks.read(old).kind == "xls"
    assert shown(old) == shown(book)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(("mark", "kind"), [(",", "csv"), ("\t", "tsv"), (";", "csv")])
def test_text_tables_of_every_encoding(encoding: str, mark: str, kind: str) -> None:
    lines = [mark.join(str(cell) for cell in row) for row in ROWS]
    about, sheet, rows, end = parser.opened("\r\n".join(lines).encode(encoding), ending=".xls")
    assert about == {"kind": kind}
    # The empty 备注 at the end of a row is no cell.
    assert rows["rows"] == [ROWS[0], *(row[:-1] for row in ROWS[1:])]
    assert end == {"end": True}


def test_a_gb18030_table_with_the_ending_xls(tmp_path: Path) -> None:
    path = tmp_path / "机房导出.xls"
    path.write_bytes("\n".join("\t".join(str(cell) for cell in row) for row in ROWS).encode("gb18030"))
    found = workbooks.read(path)
    assert (found.kind, found.sheets[0].name) == ("tsv", "机房导出")
    assert shown(path) == [[str(cell) for cell in row] for row in ROWS]


def test_a_number_guarded_in_a_csv_is_the_number(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'姓名,身份证号,住址\n张三,="{PEOPLE[0].id_number}","前村,1号\n二楼"\n', encoding="utf-8")
    assert shown(path)[1] == ["张三", PEOPLE[0].id_number, "前村,1号\n二楼"]


def test_one_broken_character_spoils_one_cell_and_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    data = "\n".join(",".join(str(cell) for cell in row) for row in messes.plain_rows(messes.people(60)))
    whole = data.encode()
    path.write_bytes(whole.replace("姓名".encode(), "姓".encode() + b"\xff", 1))
    assert shown(path)[0][:2] == ["姓\ufffd", "身份证号"]
    path.write_bytes(data.encode("gb18030").replace("备注".encode("gb18030"), b"\xb1\xff", 1))
    assert shown(path)[0][0] == "姓名"
    assert "\ufffd" in shown(path)[0][5]


def test_rows_copied_from_wps() -> None:
    book = workbooks.pasted('姓名\t住址\r\n张三\t"前村\n1号"\r\n李四\t\r\n')
    assert book.kind == "pasted"
    assert book.sheets[0].rows == (("姓名", "住址"), ("张三", "前村\n1号"), ("李四", ""))


def test_half_a_surrogate_pair_never_gets_in(tmp_path: Path) -> None:
    (sheet,) = workbooks.pasted("姓名\t电话\n张\ud842\t1\n李\x00\x07四\t2\n王\ud842\udfb7\t3").sheets
    assert [row[0] for row in sheet.rows] == ["姓名", "张\ufffd", "李四", "王𠮷"]
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,电话\n张\ud842,13800\n李\x07四,2".encode("utf-16", "surrogatepass"))
    assert [row[0] for row in shown(path)] == ["姓名", "张\ufffd", "李四"]
    for row in shown(path):
        "".join(row).encode()


def test_characters_that_xlsx_writes_as_numbers(tmp_path: Path) -> None:
    path = messes.xlsx(tmp_path / "a.xlsx", [["姓名", "住址"], ["张三", "前村_x000D_1号_x0007_"]])
    assert shown(path)[1][1] == "前村\n1号"


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(value) for value in row)}</table:table-row>" for row in ROWS
    )
    path = messes.ods(tmp_path / "名册.ods", rows)
    assert workbooks.read(path).kind == "ods"
    assert shown(path) == [[str(cell) for cell in row] for row in ROWS]


def test_all_sheets_come_with_what_is_hidden_marked(tmp_path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        made.add_worksheet("一").write(0, 0, "甲")
        hidden = made.add_worksheet("二 ")
        hidden.write(0, 0, "乙")
        hidden.hide()
        made.add_worksheet("空")
        made.add_chartsheet("图")
    assert [(s.name, s.hidden, len(s.rows)) for s in workbooks.read(path).sheets] == [
        ("一", False, 1),
        ("二 ", True, 1),
        ("空", False, 0),
    ]


NO_SHEETS: list[tuple[str, bytes, str]] = [
    ("a.csv", b"\r\n \r\n", "没有内容"),
    ("a.pdf", b"%PDF-1.7 ...", "PDF"),
    ("名册.xlsx", b"\xff\xd8\xff\xe0 photograph", "图片"),
    ("名册.xls", b"\x89PNG\r\n\x1a\n", "图片"),
    ("名册.xls", b"Rar!\x1a\x07\x00", "压缩包"),
    ("setup.xls", b"MZ\x90\x00", "程序"),
    ("名册.xls", "<html><body><table><tr><td>姓名</td></tr></table>".encode("gb18030"), "网页"),
    ("名册.xls", b"\xef\xbb\xbf\n<!DOCTYPE html><table>", "网页"),
    (
        "名册.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "XML",
    ),
    ("名册.mht", b"MIME-Version: 1.0\r\n", "网页"),
    ("名册.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", "很老的"),
    ("名册.xlsx", messes.compound("EncryptionInfo", "EncryptedPackage"), "密码"),
    ("名单.doc", messes.compound("WordDocument"), "Word"),
    ("课件.ppt", messes.compound("PowerPoint Document"), "演示文稿"),
    ("名册.et", messes.compound("ETExtData"), ".et"),
    ("名册.xls", messes.compound("Contents"), "不是表格"),
    ("名册.csv", bytes(range(128, 256)) * 40, "编码无法识别"),
]


@pytest.mark.parametrize(("name", "data", "word"), NO_SHEETS, ids=[f"{n}-{w}" for n, _, w in NO_SHEETS])
def test_what_is_no_spreadsheet_says_so_and_what_to_do(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    said = refusal(path)
    assert word in said
    assert "请" in said
    assert said.endswith("。")


@pytest.mark.parametrize(
    ("part", "word"),
    [("word/document.xml", "Word"), ("ppt/slides/1.xml", "演示文稿"), ("名册/一村.txt", "解压")],
)
def test_other_zipped_files(tmp_path: Path, part: str, word: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(part, "x")
    assert word in refusal(tmp_path / "a.xlsx")


def test_a_refusal_comes_through_the_child_whole(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(b"%PDF-1.7 ...")
    assert refusal(path) == "此文件的内容是PDF 文档，不是表格。请选择 .xlsx、.xls 或 .csv 格式的名册。"


def test_an_empty_file_and_the_trace_of_an_open_one(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").touch()
    assert "空的" in refusal(tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"\x05owner")
    assert "临时文件" in refusal(tmp_path / "~$a.xlsx")


def test_a_missing_file_a_folder_and_a_device(tmp_path: Path) -> None:
    assert "找不到文件“没有.xlsx”" in refusal(tmp_path / "没有.xlsx")
    assert "文件夹" in refusal(tmp_path)
    os.mkfifo(tmp_path / "a.xlsx")
    assert "不是普通文件" in refusal(tmp_path / "a.xlsx")


def test_a_file_too_large_to_be_a_roster_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(workbooks.MAX_FILE + 1)
    assert "超过 40 MB" in refusal(path)


def test_an_old_workbook_with_a_password(tmp_path: Path) -> None:
    path = messes.xls(tmp_path / "a.xls", ROWS)
    data = path.read_bytes()
    # The record WRITEACCESS, third in the stream, becomes FILEPASS.
    assert data.count(b"\x5c\x00\x70\x00") == 1
    path.write_bytes(data.replace(b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00"))
    assert "密码" in refusal(path)


def test_a_locked_zip_and_a_locked_opendocument_sheet(tmp_path: Path, book: Path) -> None:
    data = bytearray(book.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    book.write_bytes(data)
    assert "密码" in refusal(book)
    ods = messes.ods(tmp_path / "a.ods", "")
    locked = messes.repacked(ods, tmp_path / "b.ods", {"META-INF/manifest.xml": b"<encryption-data/>"})
    assert "密码" in refusal(locked)


def test_a_workbook_with_nothing_in_it(tmp_path: Path) -> None:
    assert "没有内容" in refusal(messes.xlsx(tmp_path / "a.xlsx", []))


@pytest.mark.parametrize("make", [messes.xlsx, messes.xls])
def test_a_file_cut_short_anywhere_is_refused_or_whole(tmp_path: Path, make: Callable[..., Path]) -> None:
    whole = make(tmp_path / "whole", ROWS).read_bytes()
    path = tmp_path / "cut"
    for share in (0.02, 0.3, 0.6, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert "请" in refusal(path)


def test_a_cell_at_the_far_end_of_the_sheet_is_named(tmp_path: Path, book: Path) -> None:
    # 4.6 kB that make the reader ask for 512 GiB and abort its process.
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = messes.repacked(book, tmp_path / "far.xlsx", {"xl/worksheets/sheet1.xml": messes.worksheet(cells)})
    assert path.stat().st_size < 10_000
    assert "XFD1048576" in refusal(path)


def test_a_cell_far_down_that_does_not_say_where_it_is(tmp_path: Path, book: Path) -> None:
    cells = '<row r="1"><c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    path = messes.repacked(book, tmp_path / "far.xlsx", {"xl/worksheets/sheet1.xml": messes.worksheet(cells)})
    assert "第 1048576 行" in refusal(path)


def test_style_without_content_far_away_does_no_harm(tmp_path: Path, book: Path) -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><v>姓名</v></c><c r="IZ1" s="1"/></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'
    )
    path = messes.repacked(book, tmp_path / "far.xlsx", {"xl/worksheets/sheet1.xml": messes.worksheet(cells)})
    assert shown(path) == [["姓名"]]


def test_a_child_that_dies_takes_nobody_along(tmp_path: Path, book: Path) -> None:
    # Spaces around the = hide the far cell from the pre-check; the reader asks for 512 GiB and aborts.
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r = "XFD1048576"><v>1</v></c></row>'
    path = messes.repacked(book, tmp_path / "far.xlsx", {"xl/worksheets/sheet1.xml": messes.worksheet(cells)})
    with pytest.raises(UserError, match="此文件无法读取") as caught:
        workbooks.read(path)
    assert "memory allocation" in caught.value.__notes__[0]


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, book: Path) -> None:
    part = messes.worksheet(" " * 30_000_000)
    bomb = messes.repacked(book, tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": part})
    assert bomb.stat().st_size < 100_000
    assert "异常地大" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path, book: Path) -> None:
    part = messes.worksheet(" " * 30_000_000)
    bomb = messes.repacked(book, tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": part})
    true, small = len(part).to_bytes(4, "little"), (4000).to_bytes(4, "little")
    data = bomb.read_bytes()
    assert data.count(true) == 2
    bomb.write_bytes(data.replace(true, small))
    assert "请" in refusal(bomb)


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">',
        '<!ENTITY c SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_not_even_looked_at(tmp_path: Path, book: Path, entities: str) -> None:
    strings = (
        f'<?xml version="1.0"?><!DOCTYPE sst [{entities}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&c;</t></si></sst>'
    )
    path = messes.repacked(book, tmp_path / "a.xlsx", {"xl/sharedStrings.xml": strings.encode()})
    assert "为安全起见" in refusal(path)


def test_a_thousand_entries_too_many(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for number in range(2001):
            archive.writestr(f"xl/media/{number}", "")
    assert "异常地大" in refusal(tmp_path / "a.xlsx")


def test_one_entry_twice(tmp_path: Path, book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "请" in refusal(book)


def test_too_many_columns_and_rows_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名" + "," * 300 + "末\n")
    assert "301 列" in refusal(path)
    path.write_text("姓名\n" + "\n" * 200_000 + "末\n")
    assert "超过 200000 行" in refusal(path)


def test_stopping_means_stopping(book: Path) -> None:
    def stop(done: int, total: int, note: str = "") -> None:
        if note == "正在读取表格":
            raise Cancelled

    with pytest.raises(Cancelled):
        workbooks.read(book, tell=stop)
    # Nobody is left behind.
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are of Linux")
def test_the_child_cannot_have_more_memory_than_it_is_given() -> None:
    greedy = (
        "from app.sheets import limits; limits.confine_myself()\n"
        f"try: bytearray({limits.MEMORY})\nexcept MemoryError: print('held')"
    )
    done = subprocess.run([sys.executable, "-c", greedy], capture_output=True, text=True, check=True)
    assert done.stdout == "held\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are of Linux")
def test_the_child_dies_with_its_parent() -> None:
    child = "from app.sheets import limits; limits.confine_myself(); print('up', flush=True); input()"
    parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {child!r}]).wait()"
    reading, writing = os.pipe()
    with subprocess.Popen([sys.executable, "-c", parent], stdin=reading, stdout=subprocess.PIPE) as middle:
        assert middle.stdout
        assert middle.stdout.readline() == b"up\n"
        middle.kill()
        # The pipe ends only when the last who holds it, the grandchild, has gone; its own stdin stays open.
        assert middle.stdout.read() == b""
    os.close(reading)
    os.close(writing)


def test_the_program_itself_can_be_the_child(book: Path) -> None:
    # So a frozen program parses: it has no python to start, only itself.
    request = b'{"ending": ".xlsx"}\n' + book.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "app", "--parse-sheet"], input=request, capture_output=True, check=True
    )
    assert done.stdout.splitlines()[0] == b'{"kind":"xlsx"}'
    assert done.stdout.splitlines()[-1] == b'{"end":true}'
