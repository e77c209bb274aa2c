import os
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import arriving, envelopes

FROZEN = Path(__file__).parent / "frozen" / "0.3.0"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("parcel.wuyou", "snapshot"),
        ("reply.wuyou", "reply"),
        ("refdata.wuyou", "refdata"),
        ("transfer.wuyou", "transfer"),
        ("directory.wuyou", "directory"),
        ("handover.jiaojie", "handover"),
        ("card.wycard", "county-card"),
        ("request.wycard", "enrol-req"),
        ("certificate.wycard", "enrol-cert"),
    ],
)
def test_every_kind_says_what_it_is_whatever_it_is_called(name: str, kind: str, tmp_path: Path) -> None:
    renamed = tmp_path / "a.txt"
    renamed.write_bytes((FROZEN / name).read_bytes())
    assert arriving.kind_of(renamed) == kind


def test_what_is_none_of_ours_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.wuyou"
    for data in (b"", b"PK\3\4", b"\0" * 10**6, b"WUYOU1\r\n", b"WUYOU1\r\n\xff\xff\xff\xff", b"WUYOUH"):
        file.write_bytes(data)
        with pytest.raises(UserError):
            arriving.kind_of(file)
    link = tmp_path / "link.wuyou"
    link.symlink_to(FROZEN / "parcel.wuyou")
    pipe = tmp_path / "pipe.wuyou"
    os.mkfifo(pipe)
    for path in (tmp_path / "gone.wuyou", tmp_path, link, pipe):
        with pytest.raises(UserError):
            arriving.kind_of(path)


def test_every_truncation_of_a_header_is_a_sentence(tmp_path: Path) -> None:
    whole, file = (FROZEN / "card.wycard").read_bytes(), tmp_path / "x.wycard"
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        with pytest.raises(UserError):
            arriving.kind_of(file)


def test_a_file_without_a_kind_is_called_altered(tmp_path: Path) -> None:
    file = tmp_path / "x.wuyou"
    file.write_bytes(envelopes.write({"kind": 5}, secret=b"k" * 32))
    with pytest.raises(UserError, match="改动过"):
        arriving.kind_of(file)
