import stat
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import updates
from installer import contents, signing

BODY = b"MZ" + bytes(1000)


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, bytes]:
    path = tmp_path / "release.key"
    return path, signing.new(path)


def test_a_key_is_never_made_in_the_repository_nor_over_another(key: tuple[Path, bytes]) -> None:
    path, _ = key
    with pytest.raises(ValueError, match="仓库"):
        signing.new(contents.ROOT / "dist" / "release.key")
    assert not (contents.ROOT / "dist" / "release.key").exists()
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        signing.new(path)
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "system", "architecture", "kind"),
    [
        ("wuyou_0.4.0_amd64.deb", "linux", "amd64", "deb"),
        ("wuyou_0.4.0_arm64.deb", "linux", "arm64", "deb"),
        ("wuyou-0.4.0-amd64.tar.xz", "linux", "amd64", "archive"),
        ("wuyou-0.4.0-setup.exe", "windows", "amd64", "setup"),
    ],
)
def test_every_package_is_signed_so_that_the_program_reads_it(
    name: str, system: str, architecture: str, kind: str, key: tuple[Path, bytes], tmp_path: Path
) -> None:
    path, public = key
    installer, notes = tmp_path / name, tmp_path / "notes.txt"
    installer.write_bytes(BODY)
    notes.write_text("签到表可以横着印。\n", encoding="utf-8")
    wanted = ["sign", str(installer), "--key", str(path), "--notes", str(notes), "--released", "2027-01-10"]
    assert signing.main(wanted) == 0
    found = updates.read(updates.signature_of(installer).read_bytes(), trusted=[public])
    assert (found.system, found.architecture, found.kind) == (system, architecture, kind)
    assert (found.version, found.size, found.notes) == ("0.4.0", len(BODY), "签到表可以横着印。")
    with pytest.raises(UserError):
        updates.read(updates.signature_of(installer).read_bytes(), trusted=[updates.new_key()[1]])


@pytest.mark.parametrize("name", ["other_0.4.0_amd64.deb", "wuyou_0.4_amd64.deb", "wuyou-0.4.0.exe"])
def test_what_is_no_package_of_ours_is_not_signed(name: str, key: tuple[Path, bytes], tmp_path: Path) -> None:
    installer = tmp_path / name
    installer.write_bytes(BODY)
    assert signing.main(["sign", str(installer), "--key", str(key[0])]) == 1
    assert not updates.signature_of(installer).exists()


def test_no_secret_half_lies_in_the_repository() -> None:
    shipped = (contents.ROOT / "resources" / "data" / "release-keys.txt").read_text(encoding="utf-8")
    lines = [line for line in shipped.splitlines() if line and not line.startswith("#")]
    assert [len(line.split()[0]) for line in lines] == [64] * len(lines)
    assert list(contents.ROOT.glob("*.key")) == []
