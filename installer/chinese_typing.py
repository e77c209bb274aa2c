"""Type Chinese into the installed window, as people on UOS and Kylin do: with Qt's plugin, and without.

fcitx 4 is what UOS 20 and Kylin V10 have, fcitx 5 what comes after it and answers the same plugin, ibus what
other systems have. Each is tried in a root of its own: they bring Python and more, which an office may lack.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from installer import deb, fcitx, roots

PLUGINS = deb.PLACE / "_internal" / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"
TYPED, WANTED = "nihao", "你好"
DEMO = Path("tmp/demo")
TOWNSHIP = DEMO / "乡镇"
"""Where the job was walked in a root, and the township's data of it."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way of typing: its name, the plugin it speaks to, the packages it comes in and what it is told.

    `settings` are files below the home folder. `begin` brings it up; `turned_on` is tried until it succeeds,
    once a field has the keyboard.
    """

    name: str
    word: str
    plugin: str
    packages: tuple[str, ...]
    settings: Mapping[str, str]
    begin: str
    turned_on: str

    @property
    def environment(self) -> dict[str, str]:
        """Give what a desktop's session tells its programs of it."""
        return {"QT_IM_MODULE": self.word, "XMODIFIERS": f"@im={self.word}"}


@dataclass(frozen=True, slots=True)
class Tried:
    """What stood in the field after typing by a method, with its plugin or, as a control, without."""

    method: str
    has: bool
    typed: str

    @property
    def wanted(self) -> str:
        """Give what should stand there."""
        return WANTED if self.has else TYPED


_FCITX_4 = Method(
    name="fcitx 4",
    word="fcitx",
    plugin=fcitx.NAME,
    packages=("fcitx-bin", "fcitx-module-dbus", "fcitx-module-x11", "fcitx-googlepinyin"),
    settings={
        ".config/fcitx/profile": "[Profile]\nIMName=googlepinyin\n"
        "EnabledIMList=googlepinyin:True,fcitx-keyboard-us:False\n",
        ".config/fcitx/config": "[Program]\nDefaultInputMethodState=Active\nShareStateAmongWindow=All\n",
    },
    begin="fcitx -d; until fcitx-remote | grep -q '[12]'; do sleep 1; done",
    turned_on="fcitx-remote -o; fcitx-remote | grep -q 2",
)
_FCITX_5 = Method(
    name="fcitx 5",
    word="fcitx",
    plugin=fcitx.NAME,
    packages=("fcitx5", "fcitx5-chinese-addons"),
    settings={
        ".config/fcitx5/profile": "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n\n"
        "[Groups/0/Items/0]\nName=keyboard-us\nLayout=\n\n[Groups/0/Items/1]\nName=pinyin\nLayout=\n\n"
        "[GroupOrder]\n0=Default\n",
    },
    begin="fcitx5 -d; until fcitx5-remote | grep -q '[12]'; do sleep 1; done",
    turned_on="fcitx5-remote -o; fcitx5-remote | grep -q 2",
)
_IBUS = Method(
    name="ibus",
    word="ibus",
    plugin="libibusplatforminputcontextplugin.so",
    packages=("ibus", "ibus-libpinyin", "dconf-gsettings-backend"),
    settings={},
    begin="ibus-daemon --daemonize --xim --replace; until ibus engine libpinyin; do sleep 1; done",
    turned_on="ibus engine libpinyin && ibus engine | grep -q libpinyin",
)
METHODS = {"bullseye": _FCITX_4, "bookworm": _IBUS, "trixie": _FCITX_5}
"""What is tried in which Debian."""
# A session bus, and what reads the clipboard.
_BESIDE = ("dbus", "xclip")
_SCRIPT = r"""
timeout 60 sh -c "$3" >/tmp/method.log 2>&1
wuyou-window --data "$1" >/tmp/window.log 2>&1 & ours=$!
for second in $(seq 60); do xwininfo -root -tree | grep -q "· 五有" && break; sleep 1; done
sleep 3
xdotool search --name "· 五有" windowfocus --sync
xdotool key ctrl+k; sleep 2
# Until it hears of the field; without the plugin it may never do.
for second in $(seq 20); do sh -c "$4" >>/tmp/method.log 2>&1 && break; sleep 1; done
xdotool type --delay 200 "$2"; sleep 5
import -window root /tmp/typing.png
xdotool key space; sleep 1
xdotool key ctrl+a; sleep 1
xdotool key ctrl+c; sleep 1
timeout 10 xclip -o -selection clipboard > /tmp/typed.txt
kill $ours
"""


def tried(system: str, package: Path, desktop: Path, root: Path, pictures: Path) -> Iterator[Tried]:
    """Install a .deb into a root made for it and type into its search field; give what stood there then.

    The data are those of `desktop`, where the job was walked. First with the plugin, then without it as a
    control, each time with a picture taken while the choice is open.
    """
    method = METHODS[system]
    shutil.copyfile(package, root / "tmp" / package.name)
    roots.demand(root, ["dpkg", "-i", f"/tmp/{package.name}"])
    shutil.copytree(desktop / DEMO, root / DEMO, dirs_exist_ok=True)
    for name, text in method.settings.items():
        path = root / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "tmp" / "type.sh").write_text(_SCRIPT, encoding="utf-8")
    for has in (True, False):
        if not has:
            shutil.move(root / PLUGINS / method.plugin, root / "tmp" / method.plugin)
        picture = pictures / f"{system}-typing-{'with' if has else 'without'}.png"
        yield Tried(method.name, has, _typed(root, method, picture))


def packages(system: str) -> tuple[str, ...]:
    """Give what a root for typing has besides a desktop's."""
    return (*_BESIDE, *METHODS[system].packages)


def _typed(root: Path, method: Method, kept: Path) -> str:
    """Type once and give what stood in the field, nothing where nothing did."""
    typed, picture = root / "tmp" / "typed.txt", root / "tmp" / "typing.png"
    typed.unlink(missing_ok=True)
    picture.unlink(missing_ok=True)
    # Not the root's first process: xvfb-run waits for a signal that the first process would not get.
    command = (
        'xvfb-run -a -s "-screen 0 1366x768x24" timeout 240 dbus-run-session -- sh /tmp/type.sh "$@"; true'
    )
    words = (f"/{TOWNSHIP}", TYPED, method.begin, method.turned_on)
    roots.inside(root, ["sh", "-c", command, "sh", *words], network=False, more=method.environment)
    if picture.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture, kept)
    return typed.read_text(encoding="utf-8").strip() if typed.exists() else ""
