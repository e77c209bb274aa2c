"""Type Chinese into the installed window, as people on UOS and Kylin do: with our plugin, and without it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from installer import deb, fcitx, roots

# A session bus, the clipboard, and fcitx 4 with a pinyin, as UOS 20 and Kylin V10 have it.
NEEDED = {
    "bullseye": ("dbus", "xclip", "fcitx-bin", "fcitx-module-dbus", "fcitx-module-x11", "fcitx-googlepinyin")
}
TYPED, WANTED = "nihao", "你好"
PLUGINS = deb.PLACE / "_internal" / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"

_PROFILE = {
    "profile": "[Profile]\nIMName=googlepinyin\nEnabledIMList=googlepinyin:True,fcitx-keyboard-us:False\n",
    "config": "[Program]\nDefaultInputMethodState=Active\nShareStateAmongWindow=All\n",
}
_SCRIPT = r"""
fcitx -d >/tmp/fcitx.log 2>&1
for second in $(seq 60); do fcitx-remote | grep -q "[12]" && break; sleep 1; done
wuyou-window --data "$1" >/tmp/window.log 2>&1 & ours=$!
for second in $(seq 60); do xwininfo -root -tree | grep -q "· 五有" && break; sleep 1; done
sleep 3
xdotool search --name "· 五有" windowfocus --sync
xdotool key ctrl+k; sleep 2
# Until fcitx hears of the field; without the plugin it never does.
for second in $(seq 20); do fcitx-remote -o; fcitx-remote | grep -q 2 && break; sleep 1; done
xdotool type --delay 200 "$2"; sleep 5
xdotool key space; sleep 1
xdotool key ctrl+a; sleep 1
xdotool key ctrl+c; sleep 1
timeout 10 xclip -o -selection clipboard > /tmp/typed.txt
import -window root /tmp/typed.png
kill $ours
"""


def tried(root: Path, data: str, pictures: Path) -> Iterator[tuple[bool, str]]:
    """Type into the search field of the window installed in a root; give what stood there then.

    First with our plugin, then as a control without it; each time with a picture.
    """
    for name, text in _PROFILE.items():
        place = root / "root" / ".config" / "fcitx" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    (root / "tmp" / "type.sh").write_text(_SCRIPT, encoding="utf-8")
    ours, away = root / PLUGINS / fcitx.NAME, root / "tmp" / fcitx.NAME
    # Not the root's first process: xvfb-run waits for a signal that the first process would not get.
    typing = f"timeout 240 dbus-run-session -- sh /tmp/type.sh '{data}' {TYPED}"
    command = ["sh", "-c", f"xvfb-run -a -s '-screen 0 1366x768x24' {typing}; true"]
    typed, picture = root / "tmp" / "typed.txt", root / "tmp" / "typed.png"
    for has in (True, False):
        if not has:
            shutil.move(ours, away)
        typed.unlink(missing_ok=True)
        picture.unlink(missing_ok=True)
        roots.inside(root, command, network=False, more={"QT_IM_MODULE": "fcitx", "XMODIFIERS": "@im=fcitx"})
        if picture.exists():
            shutil.copyfile(picture, pictures / f"fcitx-{'with' if has else 'without'}.png")
        yield has, typed.read_text(encoding="utf-8").strip() if typed.exists() else ""
    shutil.move(away, ours)
