"""Updates by stick: what is offered, what is refused, what is started."""

import dataclasses
import hashlib
import os
import shutil
import sys
from pathlib import Path

import pytest

import app
from app import paths
from app.errors import Cancelled, UserError
from app.exchange import parts, updates
from app.jobs import backups
from app.jobs import updates as jobs
from app.jobs.updates import Machine
from app.progress import silent
from tests.jobs.conftest import Desk

SECRET, PUBLIC = updates.new_key()
_, OTHER = updates.new_key()
HERE = Machine("linux", "amd64", "deb")
BODY = b"!<arch>\n" + bytes(range(256)) * 5000
NEWER = "999.4.0"


def put(folder: Path, *, body: bytes = BODY, **said: object) -> Path:
    """Put an installer and its signature into a folder as the makers do, and give the installer."""
    version = str(said.get("version", NEWER))
    release = dataclasses.replace(
        updates.Release(
            version=version, released="2027-01-10", system="linux", architecture="amd64", kind="deb",
            file=f"wuyou_{version}_amd64.deb", size=len(body), sha256=hashlib.sha256(body).hexdigest(),
            notes="签到表可以横着印。",
        ),
        **said,
    )  # fmt: skip
    installer = folder / release.file
    installer.write_bytes(body)
    updates.signature_of(installer).write_bytes(updates.write(release, secret=SECRET))
    return installer


def look(folder: Path, machine: Machine = HERE) -> jobs.Looked:
    return jobs.look(folder, machine=machine, trusted=[PUBLIC])


def take(desk: Desk, found: jobs.Found | None) -> Path:
    assert found is not None
    return jobs.take(desk.db, found, folder=desk.folder, machine=HERE, trusted=[PUBLIC], tell=silent)


def nothing_left(desk: Desk) -> bool:
    return not any(name.startswith("updates") for name in desk.files())


# what must not be offered


def test_a_signature_of_somebody_else_is_refused(stick: Path) -> None:
    installer = put(stick)
    said = jobs.look(stick, machine=HERE, trusted=[OTHER])
    assert said.found is None
    assert said.refused == (f"{installer.name} {updates.NOT_SIGNED}",)
    assert jobs.look(stick, machine=HERE, trusted=[]).found is None


def test_a_truncated_lengthened_missing_or_linked_installer_is_refused(stick: Path, tmp_path: Path) -> None:
    installer = put(stick)
    for body, why in ((BODY[:-1], "没有拷完"), (b"", "没有拷完"), (BODY + b"x", "签名对不上")):
        installer.write_bytes(body)
        said = look(stick)
        assert said.found is None
        assert why in said.sentence
    installer.unlink()
    assert "一起拷到U盘上" in look(stick).sentence
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(BODY)
    installer.symlink_to(elsewhere)
    assert look(stick).found is None
    installer.unlink()
    installer.mkdir()
    assert look(stick).found is None


def test_an_altered_installer_is_refused_when_it_is_taken(township: Desk, stick: Path) -> None:
    installer = put(stick)
    found = look(stick).found
    for at in (0, len(BODY) // 2, len(BODY) - 1):
        installer.write_bytes(BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :])
        assert look(stick).found == found, "the length is right"
        with pytest.raises(UserError, match="和签名对不上"):
            take(township, found)
        assert nothing_left(township)


@pytest.mark.parametrize("version", [app.__version__, "0.0.1", "0.2.99"])
def test_the_same_or_an_older_version_is_never_offered(version: str, township: Desk, stick: Path) -> None:
    installer = put(stick, version=version)
    said = look(stick)
    assert (said.found, said.refused) == (None, ())
    assert f"{version} 版不比本机的 {app.__version__} 版新" in said.sentence
    release = updates.read(updates.signature_of(installer).read_bytes(), trusted=[PUBLIC])
    with pytest.raises(UserError, match="不比本机的"):
        take(township, jobs.Found(release, installer))
    assert nothing_left(township)


@pytest.mark.parametrize(
    "machine",
    [
        Machine("linux", "arm64", "deb"),
        Machine("linux", "amd64", "archive"),
        Machine("windows", "amd64", "setup"),
        Machine("linux", "loongarch64", "deb"),
    ],
)
def test_what_is_for_another_computer_is_not_offered(machine: Machine, stick: Path) -> None:
    put(stick)
    said = look(stick, machine)
    assert (said.found, said.refused) == (None, ())
    assert "不是给这台电脑的" in said.sentence


def test_a_stick_changed_between_looking_and_taking_is_noticed(township: Desk, stick: Path) -> None:
    installer = put(stick)
    found = look(stick).found
    put(stick, version="0.0.1", file=installer.name)
    with pytest.raises(UserError, match="不比本机的"):
        take(township, found)
    updates.signature_of(installer).write_bytes(b"rubbish")
    with pytest.raises(UserError, match="读不出来"):
        take(township, found)
    updates.signature_of(installer).unlink()
    with pytest.raises(UserError, match="拔出"):
        take(township, found)
    assert nothing_left(township)


def test_rubbish_and_other_files_on_a_stick_are_said_or_passed_over(stick: Path) -> None:
    assert look(stick).sentence == f"没有比本机的 {app.__version__} 版更新的版本。"
    (stick / "a.wysign").write_bytes(b"\0" * 10**6)
    (stick / "b.wysign").mkdir()
    (stick / "c.wysign").symlink_to("/etc/passwd")
    (stick / "照片.jpg").write_bytes(b"x")
    said = look(stick)
    assert len(said.refused) == 1
    assert "读不出来" in said.refused[0]
    put(stick)
    assert look(stick).found is not None, "rubbish does not hide what is good"


def test_a_stick_pulled_out_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="拔出"):
        look(tmp_path / "gone")


def test_a_copy_that_is_stopped_or_cut_leaves_nothing(township: Desk, stick: Path) -> None:
    put(stick)
    found = look(stick).found
    assert found is not None

    def stop(_done: int, _total: int, note: str = "") -> None:
        if "拷到" in note:
            raise Cancelled

    with pytest.raises(Cancelled):
        jobs.take(township.db, found, folder=township.folder, machine=HERE, trusted=[PUBLIC], tell=stop)
    assert nothing_left(township)

    def pulled(what: str, _path: Path, _data: bytes) -> None:
        if what == "write":
            raise OSError(5, "pulled")

    with parts.listening(pulled), pytest.raises(UserError):
        take(township, found)
    assert nothing_left(township)


# what is offered, and taken


def test_the_newest_version_for_this_computer_is_offered_wherever_it_lies(stick: Path) -> None:
    put(stick, version="999.10.0")
    (stick / "五有").mkdir()
    best = put(stick / "五有", version="999.11.0")
    put(stick, version="999.12.0", architecture="arm64", file="wuyou_999.12.0_arm64.deb")
    (stick / "五有" / "deeper").mkdir()
    put(stick / "五有" / "deeper", version="999.13.0")
    said = look(stick)
    assert said.found is not None
    assert said.found.installer == best
    assert said.sentence == "U盘上有新版本 999.11.0（2027-01-10），签名正确。"
    assert said.found.release.notes == "签到表可以横着印。"


def test_a_copy_of_the_data_is_made_and_the_installer_is_checked_here(township: Desk, stick: Path) -> None:
    put(stick)
    installer = take(township, look(stick).found)
    assert installer.read_bytes() == BODY
    assert installer.parent == paths.updates(township.folder)
    assert [one.why for one in backups.find(township.folder)] == ["更新前"]
    assert backups.find(township.folder)[0].changes is not None
    again = take(township, look(stick).found)
    assert again == installer
    assert [path.name for path in sorted(installer.parent.iterdir())] == [
        installer.name,
        f"{installer.name}.wysign",
    ]
    # The local copy is one that another computer could take too.
    assert look(installer.parent).found is not None


def test_what_would_be_run() -> None:
    place = Path("/home/somebody/.local/share/wuyou/updates")
    deb = jobs.launch(place / "wuyou_9.0.0_amd64.deb", HERE)
    assert deb.command == ("xdg-open", f"{place}/wuyou_9.0.0_amd64.deb")
    assert deb.by_hand == f"sudo dpkg -i {place}/wuyou_9.0.0_amd64.deb"
    setup = jobs.launch(Path("C:/data/wuyou-9.0.0-setup.exe"), Machine("windows", "amd64", "setup"))
    assert setup.command == ("C:/data/wuyou-9.0.0-setup.exe",)


@pytest.mark.skipif(sys.platform == "win32", reason="sh")
def test_an_archive_unpacks_and_installs_itself(tmp_path: Path) -> None:
    name = "wuyou-9.0.0-amd64"
    place = tmp_path / "it's 数据 文件夹"
    (place / name).mkdir(parents=True)
    (place / name / "install.sh").write_text('echo "$PWD" > "$(dirname "$0")/../installed"\n')
    shutil.make_archive(str(place / name), "xztar", place, name)
    shutil.rmtree(place / name)
    wanted = jobs.launch(place / f"{name}.tar.xz", Machine("linux", "amd64", "archive"))
    assert os.spawnvp(os.P_WAIT, wanted.command[0], list(wanted.command)) == 0
    assert (place / "installed").exists()


def test_starting_what_is_not_there_says_what_to_do_by_hand(tmp_path: Path) -> None:
    missing = jobs.Launch((str(tmp_path / "no-such-program"),), "sudo dpkg -i 'x.deb'")
    with pytest.raises(UserError, match=r"sudo dpkg -i 'x\.deb'"):
        jobs.start(missing)


def test_an_installer_that_has_done_its_work_goes(
    township: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(stick)
    installer = take(township, look(stick).found)
    jobs.tidy(township.folder)
    assert installer.exists(), "it is still newer"
    monkeypatch.setattr(app, "__version__", NEWER)
    jobs.tidy(township.folder)
    assert nothing_left(township)
    jobs.tidy(township.folder)


def test_the_program_ships_keys_that_are_keys() -> None:
    found = jobs.shipped_keys()
    assert found
    assert all(len(key) == 32 for key in found)


def test_this_computer_is_one_of_those_there_are_installers_for() -> None:
    here = jobs.this_machine()
    assert here.kind in updates.KINDS[here.system]
