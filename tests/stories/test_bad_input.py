"""What a careless or hostile hand puts in: one Chinese sentence, exit code 1, and nothing half-done."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from app import paths
from tests import commands, made_up
from tests.commands import Desk
from tests.stories.enrolling import enrol


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def not_a_sheet(folder: Path) -> Path:
    path = folder / "照片.xlsx"
    path.write_bytes(b"\xff\xd8\xff\xe0 made up")
    return path


def encrypted(folder: Path) -> Path:
    # An encrypted workbook is an OLE2 file whose directory names EncryptedPackage in UTF-16.
    path = folder / "加密.xlsx"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + bytes(2048))
    return path


def without_a_header(folder: Path) -> Path:
    return sheet(folder / "无表头.xlsx", ("今天", "天气"), ("晴", "很好"))


def empty(folder: Path) -> Path:
    path = folder / "空.csv"
    path.write_bytes(b"")
    return path


def a_zip_of_something_else(folder: Path) -> Path:
    path = folder / "压缩包.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("说明.txt", "不是表格")
    return path


@pytest.mark.parametrize("make", [not_a_sheet, encrypted, without_a_header, empty, a_zip_of_something_else])
def test_a_file_that_is_no_roster(town: Desk, tmp_path: Path, make: object) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    town.refused("members", "import", path)
    assert town.done("members", "list").splitlines()[-1] == "共 0 人"


def test_a_file_that_is_not_there(town: Desk, tmp_path: Path) -> None:
    assert "找不到文件“没有.xlsx”" in town.refused("members", "import", tmp_path / "没有.xlsx")
    assert "找不到" in town.refused("parcels", "card", tmp_path / "没有.wycard")


def test_bad_rows_stay_out_with_their_reasons_and_good_ones_go_in(town: Desk, tmp_path: Path) -> None:
    rows = [
        ("姓名", "身份证号", "人员类别", "入党时间"),
        ("雷金花", made_up.id_number(1), "正式党员", "1998.07"),
        ("", made_up.id_number(2), "正式党员", ""),
        ("陈平", "3.50999E+17", "正式党员", ""),
        ("林国强", "350900700101003", "正式党员", 1998.1),
        ("林?", made_up.id_number(5), "正式党员", ""),
    ]
    listed, refused = sheet(tmp_path / "名单.xlsx", *rows), tmp_path / "没有导入.xlsx"
    said = town.done("members", "import", listed, "--refused", refused)
    assert "新增 3，不能导入 2" in said
    assert "没有导入的 2 行" in said
    assert "末尾几位已经丢失，须向村里要原号" in said
    assert "请补上姓名" in said
    saved = [[cell.value for cell in row] for row in openpyxl.load_workbook(refused).active.iter_rows()]
    assert [row[0] for row in saved[1:]] == ["3", "4"]
    shown = town.done("members", "show", "林国强")
    assert "15位旧身份证号已换算为18位" in shown
    assert "可能是1998年1月或1998年10月" in shown
    assert "林?" in town.done("members", "list", "--group", "有疑点待核")


def test_a_wrong_fingerprint_enrols_nobody(town: Desk, county: Desk, stick: Path) -> None:
    county.done("counties", "card", "--out", stick / "名片.wycard")
    town.done("parcels", "card", stick / "名片.wycard")
    town.done("parcels", "request", "--out", stick / "申请.wycard")
    out = stick / "登记证.wycard"
    wrong = ("--fingerprint", "1111 2222 3333 4444 5555 6666 7777 8888")
    said = county.refused("counties", "enrol", stick / "申请.wycard", "--out", out, *wrong)
    assert said.startswith("指纹不一样，没有登记。")
    assert not out.exists()
    assert "党校" not in county.done("counties", "list")
    assert "还没有县级的登记证" in town.refused("parcels", "send", "--out", stick)


def test_a_parcel_for_another_county(
    town: Desk, county: Desk, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrol(town, county, stick)
    town.done("parcels", "send", "--out", stick)
    other = commands.county(Desk(tmp_path / "邻县", capsys), code="350998", name="白石县")
    before = other.done("counties", "list")
    other.refused("counties", "receive", stick)
    assert other.done("counties", "list") == before
    assert not paths.inbox(other.folder).exists()


@pytest.mark.parametrize(
    "keep", [0, -1, *(pytest.param(keep, marks=pytest.mark.slow) for keep in (10, 200, -200))]
)
def test_a_truncated_parcel(town: Desk, county: Desk, stick: Path, keep: int) -> None:
    enrol(town, county, stick)
    town.done("parcels", "send", "--out", stick)
    (parcel,) = stick.glob("*.wuyou")
    parcel.write_bytes(parcel.read_bytes()[:keep])
    before = county.done("counties", "list")
    county.refused("counties", "receive", parcel)
    assert county.done("counties", "list") == before


def test_a_parcel_with_one_byte_changed(town: Desk, county: Desk, stick: Path) -> None:
    enrol(town, county, stick)
    town.done("parcels", "send", "--out", stick)
    (parcel,) = stick.glob("*.wuyou")
    data = bytearray(parcel.read_bytes())
    data[len(data) // 2] ^= 1
    parcel.write_bytes(data)
    county.refused("counties", "receive", parcel)


def test_one_bad_parcel_does_not_keep_the_others_out(town: Desk, county: Desk, stick: Path) -> None:
    enrol(town, county, stick)
    town.done("parcels", "send", "--out", stick)
    (stick / "坏的.wuyou").write_bytes(b"not a parcel")
    said = county("counties", "receive", stick)
    assert said.code == 1
    assert "第 1 号数据包已读取" in said.out
    assert "坏的.wuyou：" in said.err
    assert "2 个数据包里有 1 个没有读取" in said.err
    assert "350999200" in county.done("counties", "list")


def test_a_stick_without_parcels_and_one_that_is_gone(town: Desk, county: Desk, stick: Path) -> None:
    assert "没有数据包" in county.refused("counties", "receive", stick)
    enrol(town, county, stick)
    assert "找不到要写入的U盘" in town.refused("parcels", "send", "--out", stick / "拔出了")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("classes", "new", "  "), "请填写培训班名称"),
        (("classes", "close", "9"), "没有找到培训班“9”"),
        (("classes", "enrol", "1", "--who", "张三丰"), "没有找到“张三丰”"),
        (("classes", "enrol", "1", "--branch", "不存在的支部"), "没有叫“不存在的支部”的支部"),
        (("classes", "enrol", "1", "--group", "流动党员"), "没有符合条件的人"),
        (("classes", "close", "1"), "还没有课表或学员，不能结班"),
        (("sign-in-sheets", "print", "1", "--out", "x.pdf"), "还没有课表或学员"),
        (("attendance", "all", "1"), "没有排课"),
        (("attendance", "mark", "1", "单晓红", "--on", "2026-11-20", "--half-day", "上午"), "请写 --mark"),
        (("certificates", "issue", "1"), "还没有结班"),
        (("certificates", "void", "第9号", "--reason", "错"), "没有找到证书"),
        (
            ("checklist", "attach", "nothing", "x.pdf", "--formed-on", "2026-01-01"),
            "标准里没有“nothing”这一条",
        ),
        (("checklist", "attach", "annual_plan", "没有.pdf", "--formed-on", "2026-01-01"), "找不到文件"),
        (("checklist", "attach", "annual_plan", "没有.pdf", "--formed-on", "2027-01-01"), "不能晚于今天"),
        (("hours", "statement", "单晓红", "--out", "/没有的文件夹/x.pdf"), "找不到文件夹"),
        (("members", "export", "--group", "已减少", "--out", "x.xlsx"), "名单是空的"),
        (("parcels", "request", "--out", "x.wycard"), "还没有导入县级名片"),
        (("counties", "card", "--out", "x.wycard"), "县级名片要由县级的电脑导出"),
    ],
)
def test_what_cannot_be_done_is_said(
    town: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    town.done("members", "import", commands.roster(tmp_path / "名单.csv"))
    town.done("classes", "new", "冬训第一期")
    there = sorted(path.name for path in tmp_path.iterdir())
    assert said in town.refused(*words)
    assert sorted(path.name for path in tmp_path.iterdir()) == there


def test_two_people_of_one_name_are_told_apart_by_the_id_number(town: Desk, tmp_path: Path) -> None:
    rows = [("姓名", "身份证号", "人员类别")]
    rows += [("林金花", made_up.id_number(number), "正式党员") for number in (1, 2)]
    town.done("members", "import", sheet(tmp_path / "名单.xlsx", *rows))
    assert "对得上不止一个人" in town.refused("members", "show", "林金花")
    assert made_up.id_number(2) in town.done("members", "show", made_up.id_number(2)[-6:])
