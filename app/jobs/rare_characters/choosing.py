"""Who has a character in the name that no font has, and the picture a clerk chooses to stand for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.jobs.rare_characters import kept
from app.papers.pictures import SIDE, Pattern
from app.scans import characters
from app.school import members
from app.spelling import glyphs
from db.register import Register

MOST = 200


@dataclass(frozen=True, slots=True)
class Rare:
    """A character that no font has, the people whose names have it, and its picture where there is one."""

    character: str
    names: tuple[str, ...]
    members: tuple[int, ...]
    picture: Pattern | None

    @property
    def code(self) -> str:
        """Write its code point: U+3106C."""
        return f"U+{ord(self.character):04X}"


def choose(db: Register, character: str, data: bytes) -> None:
    """Let a picture stand for a character from now on; raise `UserError` where it cannot."""
    if len(character) != 1 or not glyphs.unprintable(character):
        raise UserError("这个字字库里有，不用补图片。")
    have = kept.read(db)
    if character not in have and len(have) >= MOST:
        raise UserError(f"最多补 {MOST} 个字的图片，请先去掉不再用的。")
    kept.write(db, {**have, character: characters.pattern(data, side=SIDE)})


def forget(db: Register, character: str) -> None:
    """Leave a character blank again, to be written by hand."""
    kept.write(db, {one: rows for one, rows in kept.read(db).items() if one != character})


def listed(db: Register, *, also: Sequence[str] = ()) -> list[Rare]:
    """List what no font has in the names on the rolls and in texts `also` given, with what was chosen."""
    who: dict[str, list[tuple[int, str]]] = {}
    for one in members.rows(db, members.find(db)):
        for character in glyphs.unprintable(one.name):
            who.setdefault(character, []).append((one.id, one.name))
    have = kept.read(db)
    wanted = dict.fromkeys([*who, *(c for text in also for c in glyphs.unprintable(text)), *have])
    return [
        Rare(
            one,
            tuple(name for _, name in who.get(one, [])),
            tuple(member for member, _ in who.get(one, [])),
            have.get(one),
        )
        for one in wanted
    ]
