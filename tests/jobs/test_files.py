import os
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import files


def test_a_paper_is_put_where_it_was_asked_for_in_place_of_an_older_one(tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        assert files.keep(tmp_path / "证书.pdf", content) == tmp_path / "证书.pdf"
        assert (tmp_path / "证书.pdf").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["证书.pdf"]


def test_where_it_cannot_be_put_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到文件夹"):
        files.keep(tmp_path / "没有" / "x.pdf", b"x")
    (tmp_path / "夹").mkdir()
    with pytest.raises(UserError, match="是一个文件夹"):
        files.keep(tmp_path / "夹", b"x")
    with pytest.raises((UserError, OSError)):
        files.keep(tmp_path / ("长" * 300), b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["夹"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such things among the files here")
def test_what_is_no_file_is_not_put_in_the_place_of(tmp_path: Path) -> None:
    pipe = tmp_path / "打印机"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="不是文件"):
        files.keep(pipe, b"x")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["打印机"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_one_may_not_write_in(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="没有权限"):
        files.keep(tmp_path / "x.pdf", b"x")
