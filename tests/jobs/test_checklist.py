import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.explain import explain
from app.jobs import checklist as filing
from app.jobs import evidence as papers
from app.school import checklist, evidence
from tests import made_up, photographed
from tests.jobs.conftest import Desk
from tests.papers import reading

PDF = photographed.pdf()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


def criterion(desk: Desk, key: str = "leaders") -> int:
    standard = checklist.standard(desk.db, school=desk.school, on=made_up.TODAY)
    return next(one.id for one in checklist.criteria(desk.db, standard.id) if one.key == key)


def attach(desk: Desk, path: Path, **changed: object) -> int:
    wanted = {"criterion": criterion(desk), "formed_on": "2026-03-02", "today": made_up.TODAY, **changed}
    return filing.attach(desk.db, path, folder=desk.folder, school=desk.school, **wanted)  # type: ignore[arg-type]


def kept(desk: Desk) -> list[str]:
    folder = paths.evidence(desk.folder)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_document_is_kept_beside_the_register_under_its_hash(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "任职文件"
    paper.write_bytes(PDF)
    new = attach(desk, paper)
    (found,) = evidence.rows(desk.db, [new])
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (found.file_name, found.media_type, found.bytes) == ("任职文件", "application/pdf", len(PDF))
    assert (found.formed_on, found.filed_on, found.filed_by) == ("2026-03-02", made_up.TODAY, "张干事")
    assert (paths.evidence(desk.folder) / found.sha256).read_bytes() == PDF
    assert kept(desk) == [found.sha256]


def test_the_same_paper_twice_is_kept_once(desk: Desk, tmp_path: Path) -> None:
    for name in ("一.pdf", "二.pdf"):
        (tmp_path / name).write_bytes(PDF)
    first = attach(desk, tmp_path / "一.pdf")
    assert attach(desk, tmp_path / "二.pdf", criterion=criterion(desk, "duties")) == first
    assert len(kept(desk)) == 1


def test_filing_a_damaged_original_again_mends_it(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "一.pdf").write_bytes(PDF)
    attach(desk, tmp_path / "一.pdf")
    (path,) = paths.evidence(desk.folder).iterdir()
    path.write_bytes(b"")
    attach(desk, tmp_path / "一.pdf")
    assert path.read_bytes() == PDF


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("任职文件.pdf", b"MZ\x90\x00 a program", "不是 PDF 或照片"),
        ("任职文件.pdf", b"\x7fELF", "不是 PDF 或照片"),
        ("任职文件.pdf", b"", "不是 PDF 或照片"),
        ("照片.jpg", b"<html>", "不是 PDF 或照片"),
        ("文件.docx", b"PK\x03\x04", "请先另存为 PDF"),
        ("快捷方式.lnk", b"L\x00\x00\x00", "不是 PDF 或照片"),
    ],
)
def test_what_is_no_paper_is_refused_whatever_its_name(
    desk: Desk, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = made_up.content(desk.db)
    with pytest.raises(UserError, match=said):
        attach(desk, tmp_path / name)
    assert (made_up.content(desk.db), kept(desk)) == (before, [])


def test_what_could_not_be_sent_is_not_filed(desk: Desk, tmp_path: Path) -> None:
    paper = tmp_path / "大.pdf"
    with paper.open("wb") as out:
        out.write(PDF)
        out.truncate(papers.MAX_BYTES + 1)
    with pytest.raises(UserError, match="超过 12 MB"):
        attach(desk, paper)
    # A hole of 1 TB: the size is looked at before the content.
    with paper.open("rb+") as out:
        out.truncate(2**40)
    with pytest.raises(UserError, match="超过 12 MB"):
        attach(desk, paper)
    assert kept(desk) == []


@pytest.mark.parametrize("formed_on", ["2026-11-23", "2026-02-30", "去年", ""])
def test_a_date_that_cannot_be_leaves_nothing(desk: Desk, tmp_path: Path, formed_on: str) -> None:
    (tmp_path / "一.pdf").write_bytes(PDF)
    before = made_up.content(desk.db)
    with pytest.raises(UserError, match="日期"):
        attach(desk, tmp_path / "一.pdf", formed_on=formed_on)
    assert (made_up.content(desk.db), kept(desk)) == (before, [])


def test_a_file_that_is_gone_or_a_folder(desk: Desk, tmp_path: Path) -> None:
    for path in (tmp_path / "没有.pdf", tmp_path):
        with pytest.raises(UserError, match="找不到文件"):
            attach(desk, path)


@pytest.fixture
def full(desk: Desk) -> Iterator[Path]:
    """No room for evidence, as far as this person may mount a small disk."""
    folder = paths.evidence(desk.folder)
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_full_disk_leaves_nothing_and_the_register_says_nothing(
    desk: Desk, tmp_path: Path, full: Path
) -> None:
    (tmp_path / "一.pdf").write_bytes(photographed.pdf(carrying="杂.bin", stuffed=os.urandom(100_000)))
    before = made_up.content(desk.db)
    with pytest.raises((UserError, OSError)) as caught:
        attach(desk, tmp_path / "一.pdf")
    assert "满" in (explain(caught.value) or "")
    assert (made_up.content(desk.db), kept(desk)) == (before, [])


def test_the_ledger_says_what_is_proved_and_what_is_lacking(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "任职文件.pdf").write_bytes(PDF)
    attach(desk, tmp_path / "任职文件.pdf")
    said = "".join(reading.texts(filing.ledger(desk.db, school=desk.school, year=2026, today=made_up.TODAY)))
    for text in (
        "下党乡党校",
        "五有标准（宁德）",
        "有组织架构",
        "有管理机制",
        "任职文件.pdf",
        "可用",
        "再办4期",
    ):
        assert text in said


def test_nothing_is_left_of_a_read_only_folder(tmp_path: Path) -> None:
    assert "只读" in (explain(OSError(errno.EROFS, "read-only")) or "")
