import hashlib
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.jobs import evidence as jobs
from app.school.evidence import Evidence

DATA = b"%PDF-1.4\na paper"


def filed(folder: Path, name: str, *, kind: str = "application/pdf", data: bytes = DATA) -> Evidence:
    sha256 = hashlib.sha256(DATA).hexdigest()
    paths.evidence(folder).mkdir(exist_ok=True)
    (paths.evidence(folder) / sha256).write_bytes(data)
    return Evidence(1, 2, sha256, name, kind, len(DATA), "2026-03-02", "2026-03-03", "张干事")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("任职文件.pdf", "任职文件.pdf"),
        ("../../别处/任职文件.pdf", "任职文件.pdf"),
        ("照片.exe", "照片.pdf"),
        ('a<b>:"c"|d?*.pdf', "abcd.pdf"),
        ("...", "佐证.pdf"),
        ("名" * 300 + ".pdf", "名" * 60 + ".pdf"),
    ],
)
def test_a_copy_has_the_papers_own_name_where_that_is_fit(tmp_path: Path, name: str, shown: str) -> None:
    copy = jobs.hand_out(filed(tmp_path, name), folder=tmp_path, target=tmp_path)
    assert copy.name == shown
    assert copy.parent.parent == tmp_path
    assert copy.read_bytes() == DATA


def test_two_papers_of_one_name_do_not_write_over_each_other(tmp_path: Path) -> None:
    one = filed(tmp_path, "照片.jpg", kind="image/jpeg")
    first = jobs.hand_out(one, folder=tmp_path, target=tmp_path)
    assert jobs.hand_out(one, folder=tmp_path, target=tmp_path) == first
    assert first.parent.name == one.sha256[:12]


def test_what_is_gone_damaged_or_no_paper_is_named(tmp_path: Path) -> None:
    one = filed(tmp_path, "通知.pdf", data=b"something else")
    with pytest.raises(UserError, match="原件已损坏"):
        jobs.hand_out(one, folder=tmp_path, target=tmp_path)
    (paths.evidence(tmp_path) / one.sha256).unlink()
    with pytest.raises(UserError, match="不在这台电脑上"):
        jobs.hand_out(one, folder=tmp_path, target=tmp_path)
    with pytest.raises(UserError, match="不是 PDF 或照片"):
        jobs.hand_out(
            filed(tmp_path, "通知.pdf", kind="application/x-msdownload"), folder=tmp_path, target=tmp_path
        )
