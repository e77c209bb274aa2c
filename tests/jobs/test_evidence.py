from dataclasses import replace
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.jobs import checklist as filing
from app.jobs import evidence as handing
from app.school import checklist, evidence
from tests import made_up
from tests.jobs.conftest import Desk


@pytest.fixture
def filed(township: Desk, tmp_path: Path) -> evidence.Evidence:
    paper = tmp_path / "任职文件.pdf"
    paper.write_bytes(b"%PDF-1.4 made up")
    standard = checklist.standard(township.db, school=township.school, on=made_up.TODAY)
    new = filing.attach(
        township.db, paper, folder=township.folder, school=township.school,
        criterion=checklist.criteria(township.db, standard.id)[0].id, formed_on="2026-03-02",
        today=made_up.TODAY,
    )  # fmt: skip
    return evidence.rows(township.db, [new])[0]


def test_a_document_is_handed_out_as_it_was_filed(
    township: Desk, filed: evidence.Evidence, stick: Path
) -> None:
    copy = handing.hand_out(filed, folder=township.folder, target=stick)
    assert copy.name == "任职文件.pdf"
    assert copy.read_bytes() == b"%PDF-1.4 made up"


@pytest.mark.parametrize(
    "name",
    ["../../x.pdf", "a/b\\c.pdf", "病毒.exe", "x.pdf.lnk", "\x01.pdf", "...", "长" * 300, "CON: .pdf"],
)
def test_a_name_that_came_with_a_parcel_says_neither_where_nor_what_it_is(
    township: Desk, filed: evidence.Evidence, stick: Path, name: str
) -> None:
    copy = handing.hand_out(replace(filed, file_name=name), folder=township.folder, target=stick)
    assert copy.suffix == ".pdf"
    assert copy.resolve().is_relative_to(stick.resolve())


def test_what_is_gone_damaged_or_no_paper_is_not_handed_out(
    township: Desk, filed: evidence.Evidence, stick: Path
) -> None:
    with pytest.raises(UserError, match="不是 PDF 或照片"):
        handing.hand_out(replace(filed, media_type="text/html"), folder=township.folder, target=stick)
    original = paths.evidence(township.folder) / filed.sha256
    original.write_bytes(b"%PDF-1.4 altered")
    with pytest.raises(UserError, match="已损坏"):
        handing.hand_out(filed, folder=township.folder, target=stick)
    original.unlink()
    with pytest.raises(UserError, match="不在这台电脑上"):
        handing.hand_out(filed, folder=township.folder, target=stick)
    assert not [path for path in stick.rglob("*") if path.is_file()]
