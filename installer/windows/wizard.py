"""Write and run the installer's NSIS script, from one place: the version, and what lies in the folder."""

import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer import contents

PLACE = "$LOCALAPPDATA\\Programs\\Wuyou"
"""Where the program goes: into the profile of whoever installs it, beside no data."""
DATA = "%LOCALAPPDATA%\\Wuyou"
"""Where `app.paths.data` keeps registers on Windows, as a person would type it."""
PROGRAMS = (f"{contents.NAME}.exe", f"{contents.WINDOW}.exe")
RUNNING = 5
"""The exit code of an installer or uninstaller that was started while the program runs."""
TYPES = {
    ".wuyou": ("Wuyou.Parcel", "五有数据包"),
    ".wycard": ("Wuyou.Card", "五有名片和登记"),
    ".jiaojie": ("Wuyou.Handover", "五有交接包"),
}
"""The files that a double click opens with the program: ending, name in the registry, name for a person."""
_LISTED = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Wuyou"
_UNINSTALLER = "uninstall.exe"


@dataclass(frozen=True, slots=True)
class Payload:
    """What an installer is made of: its version, the folder, and what lies there at the top.

    `folder`, `icon`, `banner` and `out` are paths as makensis is to read them; `kilobytes` is the installed
    size.
    """

    version: str
    folder: str
    folders: tuple[str, ...]
    files: tuple[str, ...]
    kilobytes: int
    icon: str
    banner: str
    out: str


def payload(frozen: Path, *, version: str, icon: str, banner: str, out: str, seen_as: str = "") -> Payload:
    """Look into a frozen folder; `seen_as` is the path under which makensis sees it, where that differs.

    Raise FileNotFoundError where one of the two programs is missing.
    """
    top = sorted(frozen.iterdir())
    files = tuple(path.name for path in top if path.is_file())
    if lacking := set(PROGRAMS) - set(files):
        raise FileNotFoundError(f"{frozen} has no {' and no '.join(sorted(lacking))}")
    size = sum(path.stat().st_size for path in frozen.rglob("*") if path.is_file())
    return Payload(
        version=version,
        folder=seen_as or str(frozen),
        folders=tuple(path.name for path in top if path.is_dir()),
        files=files,
        kilobytes=size // 1024,
        icon=icon,
        banner=banner,
        out=out,
    )


def quoted(text: str) -> str:
    """Write a text as NSIS reads it back; raise ValueError for one that has more than one line."""
    if re.search(r"[\r\n\0]", text):
        raise ValueError("a line break cannot stand in an NSIS string")
    return '"' + text.replace("$", "$$").replace('"', '$\\"') + '"'


def four_numbers(version: str) -> str:
    """Write a version the way Windows keeps it in a file; raise ValueError for what is not numbers."""
    if not re.fullmatch(r"\d{1,5}(\.\d{1,5}){0,3}", version):
        raise ValueError(f"{version} is no version of numbers and points")
    return ".".join([*version.split("."), "0", "0", "0"][:4])


def script(load: Payload, *, quick: bool = False) -> str:
    """Write the whole script; `quick` packs loosely, for a check and not for a stick."""
    return "\n".join(
        [
            *_head(load, quick=quick),
            *_pages(),
            _closed(""),
            _closed("un."),
            _INIT,
            *_install(load),
            *_uninstall(load),
        ]
    )


def _head(load: Payload, *, quick: bool) -> list[str]:
    return [
        # Nothing of it is 32-bit: the program is not, and what cannot run it need not install it.
        "Target amd64-unicode",
        f"SetCompressor {'zlib' if quick else '/SOLID lzma'}",
        *([] if quick else ["SetCompressorDictSize 64"]),
        '!include "MUI2.nsh"',
        '!include "WordFunc.nsh"',
        f"!define VERSION {quoted(load.version)}",
        'Name "五有"',
        'BrandingText "五有 ${VERSION}"',
        f"OutFile {quoted(load.out)}",
        f'InstallDir "{PLACE}"',
        f'InstallDirRegKey HKCU "{_LISTED}" "InstallLocation"',
        "RequestExecutionLevel user",
        "ManifestDPIAware true",
        "SetOverwrite on",
        "AllowSkipFiles off",
        f"VIProductVersion {quoted(four_numbers(load.version))}",
        'VIAddVersionKey /LANG=2052 "ProductName" "五有"',
        'VIAddVersionKey /LANG=2052 "FileDescription" "五有安装程序"',
        'VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"',
        'VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"',
        'VIAddVersionKey /LANG=2052 "LegalCopyright" ""',
        f"!define MUI_ICON {quoted(load.icon)}",
        f"!define MUI_UNICON {quoted(load.icon)}",
        f"!define MUI_WELCOMEFINISHPAGE_BITMAP {quoted(load.banner)}",
    ]


def _pages() -> list[str]:
    said = {
        "MUI_WELCOMEPAGE_TITLE": "安装五有 ${VERSION}",
        "MUI_WELCOMEPAGE_TEXT": (
            "五有装在您自己的用户文件夹里，不需要管理员，也不需要网络。$\\r$\\n$\\r$\\n"
            "以前装过五有的，装新版以后数据照旧，不用先卸载。装之前请关闭正在运行的五有。$\\r$\\n$\\r$\\n"
            f"数据放在 {DATA}，和程序分开。"
        ),
        "MUI_FINISHPAGE_TITLE": "五有已装好",
        "MUI_FINISHPAGE_TEXT": "桌面和“开始”菜单里有“五有”的图标。$\\r$\\n双击数据包（.wuyou）也会打开五有。",
        "MUI_FINISHPAGE_RUN": f"$INSTDIR\\{contents.WINDOW}.exe",
        "MUI_FINISHPAGE_RUN_TEXT": "打开五有",
        "MUI_UNCONFIRMPAGE_TEXT_TOP": f"卸载不动数据。数据留在 {DATA}，重新装上五有以后照旧可用。",
    }
    return [
        *(f'!define {name} "{text}"' for name, text in said.items()),
        "!insertmacro MUI_PAGE_WELCOME",
        "!insertmacro MUI_PAGE_INSTFILES",
        "!insertmacro MUI_PAGE_FINISH",
        "!insertmacro MUI_UNPAGE_CONFIRM",
        "!insertmacro MUI_UNPAGE_INSTFILES",
        '!insertmacro MUI_LANGUAGE "SimpChinese"',
    ]


def _closed(prefix: str) -> str:
    """Write the function that waits until neither program runs, or ends with `RUNNING`."""
    doing = "卸载" if prefix else "安装"
    return "\n".join(
        [
            f"Function {prefix}Closed",
            "  again:",
            # Windows lets a running program be renamed, but not be opened for writing.
            *(
                line
                for name in PROGRAMS
                for line in (
                    f'  IfFileExists "$INSTDIR\\{name}" 0 +5',
                    "    ClearErrors",
                    f'    FileOpen $0 "$INSTDIR\\{name}" a',
                    "    IfErrors running",
                    "    FileClose $0",
                )
            ),
            "  Return",
            "  running:",
            "  MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION"
            f' "五有正在运行，请先关闭它，再点“重试”。$\\r$\\n点“取消”就不{doing}，什么都不改。"'
            " /SD IDCANCEL IDRETRY again",
            f"  SetErrorLevel {RUNNING}",
            "  Quit",
            "FunctionEnd",
        ]
    )


_INIT = f"""\
Function .onInit
  SetShellVarContext current
  Call Closed
  ReadRegStr $0 HKCU "{_LISTED}" "DisplayVersion"
  StrCmp $0 "" fine
  ${{VersionCompare}} $0 "${{VERSION}}" $1
  StrCmp $1 "1" 0 fine
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 \
"这台电脑上的五有是 $0，比这个安装程序的 ${{VERSION}} 新。\
$\\r$\\n新版用过的数据，旧版可能打不开。要换回旧版吗？" /SD IDYES IDYES fine
  Quit
  fine:
FunctionEnd
Function un.onInit
  SetShellVarContext current
  Call un.Closed
FunctionEnd
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\\new"
FunctionEnd"""


def _gone(name: str, folders: Iterable[str]) -> str:
    return f"RMDir /r {name}" if name.strip('"').rpartition("\\")[2] in folders else f"Delete {name}"


def _install(load: Payload) -> list[str]:
    """Unpack beside the old program, then change places by renaming: a full disk leaves the old one whole."""
    top = [*load.folders, *load.files]
    lines = [
        'Section "五有"',
        '  RMDir /r "$INSTDIR\\new"',
        '  SetOutPath "$INSTDIR\\new"',
        *(f"  File /r {quoted(f'{load.folder}/{name}')}" for name in load.folders),
        *(f"  File {quoted(f'{load.folder}/{name}')}" for name in load.files),
        # The folder one stands in cannot be removed.
        '  SetOutPath "$INSTDIR"',
        # A scanner may have started the program meanwhile, and a person may have.
        "  Call Closed",
        '  CreateDirectory "$INSTDIR\\old"',
    ]
    for name in top:
        here, old = f'"$INSTDIR\\{name}"', f'"$INSTDIR\\old\\{name}"'
        lines += [
            f"  IfFileExists {here} 0 +5",
            f"    {_gone(old, load.folders)}",
            "    ClearErrors",
            f"    Rename {here} {old}",
            "    IfErrors back",
        ]
    for name in top:
        lines += [
            "  ClearErrors",
            f'  Rename "$INSTDIR\\new\\{name}" "$INSTDIR\\{name}"',
            "  IfErrors back",
        ]
    lines += ["  Goto placed", "  back:"]
    for name in top:
        here, old = f'"$INSTDIR\\{name}"', f'"$INSTDIR\\old\\{name}"'
        lines += [
            f"  IfFileExists {old} 0 +3",
            f"    {_gone(here, load.folders)}",
            f"    Rename {old} {here}",
        ]
    return [
        *lines,
        '  RMDir /r "$INSTDIR\\new"',
        '  MessageBox MB_OK|MB_ICONEXCLAMATION "有文件正被别的程序占用，没有装成，原来的五有没有动。'
        '$\\r$\\n请关闭五有和杀毒软件的扫描窗口，或重新启动电脑，再装一次。" /SD IDOK',
        "  Abort",
        "  placed:",
        '  RMDir /r "$INSTDIR\\new"',
        '  RMDir /r "$INSTDIR\\old"',
        *_make_known(load),
        "SectionEnd",
    ]


def _make_known(load: Payload) -> Sequence[str]:
    """Tell Windows of the program: icons, file type, list of programs; all of it this person's only."""
    window, classes = f"$INSTDIR\\{contents.WINDOW}.exe", "Software\\Classes"
    listed = {
        "DisplayName": "五有",
        "DisplayVersion": "${VERSION}",
        "DisplayIcon": window,
        "Publisher": "五有",
        "InstallLocation": "$INSTDIR",
        "UninstallString": f'$\\"$INSTDIR\\{_UNINSTALLER}$\\"',
        "QuietUninstallString": f'$\\"$INSTDIR\\{_UNINSTALLER}$\\" /S',
        "Comments": f"卸载不动数据，数据在 {DATA}",
    }
    numbers = {"EstimatedSize": load.kilobytes, "NoModify": 1, "NoRepair": 1}
    return [
        f'  WriteUninstaller "$INSTDIR\\{_UNINSTALLER}"',
        f'  CreateShortCut "$DESKTOP\\五有.lnk" "{window}"',
        '  CreateDirectory "$SMPROGRAMS\\五有"',
        f'  CreateShortCut "$SMPROGRAMS\\五有\\五有.lnk" "{window}"',
        f'  CreateShortCut "$SMPROGRAMS\\五有\\卸载五有.lnk" "$INSTDIR\\{_UNINSTALLER}"',
        *(
            f"  WriteRegStr HKCU {key} {value}"
            for ending, (kind, name) in TYPES.items()
            for key, value in (
                (f'"{classes}\\{ending}" ""', f'"{kind}"'),
                (f'"{classes}\\{kind}" ""', f'"{name}"'),
                (f'"{classes}\\{kind}\\DefaultIcon" ""', f'"{window},0"'),
                (f'"{classes}\\{kind}\\shell\\open\\command" ""', f'\'"{window}" "%1"\''),
            )
        ),
        *(f'  WriteRegStr HKCU "{_LISTED}" "{name}" "{value}"' for name, value in listed.items()),
        *(f'  WriteRegDWORD HKCU "{_LISTED}" "{name}" {value}' for name, value in numbers.items()),
        _REDRAW,
    ]


# Explorer is told that a file type has changed, so that icons are right without logging in again.
_REDRAW = "  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'"


def _uninstall(load: Payload) -> list[str]:
    """Take away what was installed by its names: whatever else lies in the folder is not ours to delete."""
    return [
        'Section "Uninstall"',
        '  SetOutPath "$TEMP"',
        *(f'  RMDir /r "$INSTDIR\\{name}"' for name in (*load.folders, "new", "old")),
        *(f'  Delete "$INSTDIR\\{name}"' for name in (*load.files, _UNINSTALLER)),
        '  RMDir "$INSTDIR"',
        '  Delete "$DESKTOP\\五有.lnk"',
        '  Delete "$SMPROGRAMS\\五有\\五有.lnk"',
        '  Delete "$SMPROGRAMS\\五有\\卸载五有.lnk"',
        '  RMDir "$SMPROGRAMS\\五有"',
        *(
            line
            for ending, (kind, _) in TYPES.items()
            for line in (
                f'  ReadRegStr $0 HKCU "Software\\Classes\\{ending}" ""',
                f'  StrCmp $0 "{kind}" 0 +2',
                f'  DeleteRegKey HKCU "Software\\Classes\\{ending}"',
                f'  DeleteRegKey HKCU "Software\\Classes\\{kind}"',
            )
        ),
        f'  DeleteRegKey HKCU "{_LISTED}"',
        _REDRAW,
        "  MessageBox MB_OK|MB_ICONINFORMATION"
        ' "五有已卸载。数据没有动，还在：$\\r$\\n$LOCALAPPDATA\\Wuyou" /SD IDOK',
        "SectionEnd",
        "",
    ]


STRICT = ("-V2", "-WX")
"""How makensis is run: what it warns of is an error."""


def write(text: str, at: Path) -> None:
    """Write the script to a file; the mark at its beginning tells makensis that it is UTF-8."""
    at.parent.mkdir(parents=True, exist_ok=True)
    at.write_text(text, encoding="utf-8-sig", newline="\r\n")


def pack(text: str, at: Path, *, makensis: Sequence[str]) -> None:
    """Write the script to `at` and run makensis on it; raise CalledProcessError where it fails."""
    write(text, at)
    subprocess.run([*makensis, *STRICT, str(at)], check=True)
