"""Checkups: look the register's file over and walk its history's chain, weekly and on request."""

from dataclasses import dataclass

from app.progress import Tell
from app.school import precautions, schools
from db import chain, checks
from db.register import Register


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a checkup found: what is wrong with the file, where the chain breaks, and how long it is."""

    wrong: tuple[str, ...]
    broken: chain.Break | None
    acts: int

    @property
    def said(self) -> str:
        """Say it in a sentence or two."""
        if self.wrong:
            return (
                "数据文件有损坏。请不要再录入，也不要删除任何文件：关上五有再打开，程序会帮您把能读的记录救出来，"
                "或用备份恢复。"
            )
        return f"数据文件完好。{chain_said(self.broken, self.acts)}"


def chain_said(broken: chain.Break | None, acts: int) -> str:
    """Say whether the history's chain holds."""
    if broken is None:
        return f"更改记录 {acts:,} 步环环相扣，没有被改动过。"
    return (
        f"更改记录从第 {broken.link:,} 步“{broken.name or '名称已不在'}”起对不上："
        "有人绕过程序改过、删过或插过记录。请停下来，向上级说明，并保留好整个数据文件夹。"
    )


def look_over(db: Register, *, today: str, tell: Tell) -> Checkup:
    """Look over a register's file and its chain, and note the day where nothing is wrong with the file.

    About a second and a half for 50 000 changes.
    """
    tell(0, 0, "正在核对数据文件")
    wrong = tuple(checks.look_over(db.path, db.key))
    if wrong:
        return Checkup(wrong, None, 0)
    tell(0, 0, "正在核对更改记录")
    found = Checkup((), chain.check(db), chain.head(db).length)
    schools.keep(db, precautions.CHECKED_ON, today)
    return found
