"""Commands typed as a clerk types them, in this process, and the lists a village hands in."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.cli import root
from app.cli.desk import Windows
from tests import made_up, once

# What is done here was done in 2026, and some of it by released programs: what is said of a machine on which
# it is another year, or not yet that one, belongs to no command.
OF_THE_CLOCK = "电脑上现在是 "


def without_the_clock(said: str) -> str:
    """Leave out the line about this machine's clock."""
    return "".join(line for line in said.splitlines(keepends=True) if not line.startswith(OF_THE_CLOCK))


@dataclass(frozen=True)
class Said:
    """What a command came to; `err` is without what was said of this machine's clock."""

    code: int
    out: str
    err: str


@dataclass
class Desk:
    """A data folder at which commands are typed; `windows` keeps what the window was asked to do."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    windows: list[tuple[object, ...]] = field(default_factory=list)

    def __call__(self, *words: object, today: str = made_up.TODAY) -> Said:
        before = ["--data", str(self.folder), "--operator", "钟小兰", "--today", today]
        code = root.run([*before, *map(str, words)], Windows(open=self._open, photograph=self._photograph))
        said = self.capsys.readouterr()
        return Said(code, said.out, without_the_clock(said.err))

    def done(self, *words: object, today: str = made_up.TODAY) -> str:
        """Type a command that must go well, and give what it printed."""
        said = self(*words, today=today)
        assert (said.code, said.err) == (0, ""), said
        return said.out

    def refused(self, *words: object, today: str = made_up.TODAY) -> str:
        """Type a command that must end in one sentence for a person, and give the sentence."""
        said = self(*words, today=today)
        assert said.code == 1, said
        assert said.err.endswith("。\n")
        assert "Traceback" not in said.err
        return said.err.splitlines()[-1]

    def _open(self, folder: Path, operator: str) -> int:
        self.windows.append((folder, operator))
        return 0

    def _photograph(self, folder: Path, out: Path, today: str, clock_ms: int) -> list[Path]:
        self.windows.append((folder, out, today, clock_ms))
        return [out / "01-工作台.png"]


def township(desk: Desk, *, code: str = "350999200", name: str = "云溪乡") -> Desk:
    """Found a township's school at a desk."""
    return _founded(
        desk,
        *("--level", "乡镇", "--code", code, "--name", f"中共{name}委员会党校"),
        *("--short", f"{name}党校", "--county", "青岚县"),
    )


def county(desk: Desk, *, code: str = "350999", name: str = "青岚县") -> Desk:
    """Found a county's desk."""
    return _founded(desk, "--level", "县", "--code", code, "--name", f"中共{name}委组织部")


def _founded(desk: Desk, *words: str) -> Desk:
    """Found once for all tests what is founded in a folder of this name: of two laptops each has its own."""
    once.made(desk.folder, (desk.folder.name, words), lambda: desk.done("found", *words))
    return desk


def roster(path: Path, *, people: int = 6, branch: str = "上洋村党支部") -> Path:
    """Write a list of people as a village does; the third is the branch's secretary."""
    lines = ["姓名,身份证号,所在党支部,人员类别,入党时间,单位及职务"]
    for number in range(people):
        name = made_up.NAMES[number] if number < len(made_up.NAMES) else f"雷{chr(0x4E00 + number)}"
        post = "上洋村党支部书记" if number == 2 else ""
        lines.append(f"{name},{made_up.id_number(number)},{branch},正式党员,1998.07.01,{post}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def acquaint(county: Desk, township: Desk, stick: Path, *more: object) -> str:
    """Carry card, request and certificate between the two, and give what the county said."""
    card, wish, paper = (stick / name for name in ("名片", "申请", "登记证"))
    county.done("counties", "card", "--out", card)
    township.done("parcels", "card", card)
    shown = township.done("parcels", "request", "--out", wish).split("指纹 ")[1].split("，")[0]
    said = county.done("counties", "enrol", wish, "--out", paper, "--fingerprint", shown, *more)
    township.done("parcels", "certificate", paper)
    return said
