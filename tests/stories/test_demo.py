"""The demonstration: the same each time, and careful of what is not its own."""

import re
from pathlib import Path

import pypdfium2
import pytest

from app.jobs.demo import road, stage
from tests import made_up
from tests.commands import Desk

PEOPLE = 120
SECONDS = re.compile(r"^ *[0-9.]+ 秒", re.MULTILINE)


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "不用的", capsys)


def walk(desk: Desk, out: Path, *more: str) -> str:
    """Walk the road and give what was said, without how long it took and where it lies."""
    said = desk.done("demo", "--out", out, "--members", PEOPLE, *more)
    assert len(SECONDS.findall(said)) > 30
    return re.sub(r"用了 [0-9.]+ 秒", "", SECONDS.sub("", said)).replace(str(out), "")


def test_twice_gives_the_same_figures_and_leaves_what_it_names(bare: Desk, tmp_path: Path) -> None:
    out = tmp_path / "演示"
    said = walk(bare, out, "--no-pictures")
    assert walk(bare, out, "--no-pictures") == said, "made anew in the same folder"
    named = re.findall(r"→ (.+)", said)
    assert len(named) > 25
    assert [name for name in named if not (out / name).is_file()] == []
    assert bare.windows == []
    assert not bare.folder.exists(), "the person's own data folder is not touched"

    for pdf in out.rglob("*.pdf"):
        document = pypdfium2.PdfDocument(pdf)
        assert len(document) > 0
        document.close()
    township = Desk(out / stage.TOWNSHIP, bare.capsys)
    assert f"共 {PEOPLE} 人" in township.done("members", "list")
    assert "第 1 号" in township.done("parcels", "list")
    listed = Desk(out / stage.COUNTY, bare.capsys).done("counties", "list")
    assert re.search(rf"云溪乡党校 +{PEOPLE} +3 ", listed)
    assert "中共青岚县竹岭乡委员会党校" in listed.splitlines()[-1], "the silent one is named"

    (out / stage.PRINTED / "我的笔记.txt").write_text("不是演示做的", encoding="utf-8")
    assert "我的笔记.txt”不是演示做出来的" in bare.refused("demo", "--out", out, "--members", PEOPLE)
    assert (out / stage.PRINTED / "五有台账.pdf").exists()


def test_it_takes_pictures_and_ends_in_the_window(bare: Desk, tmp_path: Path) -> None:
    out = tmp_path / "演示"
    said = bare.done("demo", "--out", out, "--members", road.LEAST, "--window")
    pictures = out / stage.PICTURES
    assert [done[:3] for done in bare.windows] == [
        (out / stage.TOWNSHIP, pictures / stage.TOWNSHIP, made_up.TODAY),
        (out / stage.COUNTY, pictures / stage.COUNTY, made_up.TODAY),
        (out / stage.TOWNSHIP, ""),
    ]
    assert f'wuyou --data "{out / stage.TOWNSHIP}"' in said


@pytest.mark.parametrize("members", ["59", "20001"])
def test_a_township_too_small_or_too_large_is_refused(bare: Desk, tmp_path: Path, members: str) -> None:
    said = bare.refused("demo", "--out", tmp_path / "演示", "--members", members)
    assert said == "演示的党员人数要在 60 到 20000 之间。"
    assert not (tmp_path / "演示").exists()


def test_a_folder_with_other_things_is_left_alone(bare: Desk, tmp_path: Path) -> None:
    mine = tmp_path / "我的文件夹"
    mine.mkdir()
    (mine / "账本.xlsx").write_bytes(b"mine")
    assert "里有不是演示做出来的东西（账本.xlsx）" in bare.refused("demo", "--out", mine)
    assert [path.name for path in mine.iterdir()] == ["账本.xlsx"]
