"""Wordings: the one sentence of a certificate, shipped with its source or written by the school."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import db as register_room
from app.errors import UserError
from app.school import certificates, schools
from db.register import Register

PRESETS: Final = Path(register_room.__file__).parent / "rules" / "certificates"
MOST_OWN: Final = 20
_OWN: Final = "certificate_wordings"
_LAST: Final = "certificate_wording"


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence with places for who, when and what; `status` says whether anybody confirmed it."""

    title: str
    text: str
    source: str
    status: str
    own: bool = False


def listed(db: Register) -> list[Wording]:
    """List the wordings there are: the school's own first, then those shipped."""
    kept: list[list[str]] = json.loads(schools.setting(db, _OWN, "[]"))
    own = [Wording(title, text, "本校自定", "confirmed", own=True) for title, text in kept]
    return [*own, *_shipped()]


@cache
def _shipped() -> tuple[Wording, ...]:
    found = []
    for path in sorted(PRESETS.glob("*.toml")):
        body = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in body["wording"]:
            source = f"{one['source']}；{body['source']}"
            found.append(Wording(one["title"], one["text"], source, body["status"]))
    return tuple(found)


def keep_own(db: Register, wordings: Sequence[tuple[str, str]]) -> None:
    """Keep the school's own wordings, as (title, text), in place of those before.

    Whether a sentence can be filled in, those who print it know. Raise `UserError` for one without a title
    or a sentence, for two of one title, or for too many.
    """
    said = [(" ".join(title.split()), " ".join(text.split())) for title, text in wordings]
    if any(not title or not text for title, text in said):
        raise UserError("自己写的证书用语，名称和句子都要写。")
    titles = [title for title, _ in said] + [one.title for one in _shipped()]
    twice = [title for title in titles if titles.count(title) > 1]
    if twice:
        raise UserError(f"已经有一句用语叫“{twice[0]}”，请换一个名称。")
    if len(said) > MOST_OWN:
        raise UserError(f"自己写的证书用语最多 {MOST_OWN} 句。")
    schools.keep(db, _OWN, json.dumps(said, ensure_ascii=False))


def of_class(db: Register, training_class: int) -> Wording:
    """Give the wording a class's certificates have, else the one used last, else the usual one.

    One that is no longer listed is given as it was.
    """
    given = certificates.rows(db, certificates.find(db, training_class=training_class))
    text = next((one.wording for one in reversed(given) if one.wording), "") or schools.setting(db, _LAST)
    known = listed(db)
    for one in known:
        if one.text == text:
            return one
    return Wording("以前用过的", text, "", "confirmed", own=True) if text else _shipped()[0]


def keep_last(db: Register, text: str) -> None:
    """Remember which wording was used last."""
    schools.keep(db, _LAST, text)
