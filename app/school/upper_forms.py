"""Upper forms: forms of the county or city as they came, and which of our facts goes where in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import UserError
from db.register import Register
from db.rows import by_id, insert, update

LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class UpperForm:
    """A form: its file's name and SHA-256, the blanks in it, and what was chosen to stand in each place.

    A place is the name of a blank or a cell (`统计表!C4`). `facts` gives the key of a fact for it, `texts`
    words that are the same on every copy.
    """

    id: int
    school: int
    name: str
    file_name: str
    sha256: str
    taken_on: str
    blanks: tuple[str, ...]
    facts: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def cells(self) -> tuple[str, ...]:
        """Give the cells that were pointed at."""
        return tuple(place for place in {**self.facts, **self.texts} if place not in self.blanks)

    @property
    def open_blanks(self) -> tuple[str, ...]:
        """Give the blanks for which nothing was chosen yet."""
        return tuple(one for one in self.blanks if one not in self.facts and one not in self.texts)


def find(db: Register, text: str = "", *, school: int) -> list[int]:
    """List a school's forms by a part of the name, the newest first."""
    found = db.execute(
        "SELECT id FROM upper_form WHERE school = ? AND instr(name, ?) ORDER BY taken_on DESC, id DESC",
        [school, text.strip()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: Sequence[int]) -> list[UpperForm]:
    """Give forms in the order asked."""
    select = (
        "SELECT id, school, name, file_name, sha256, taken_on, fields FROM upper_form "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [_read(*row) for row in by_id(db, select, ids)]


def row(db: Register, form: int) -> UpperForm:
    """Give one form; raise `UserError` where there is none."""
    found = rows(db, [form])
    if not found:
        raise UserError("没有找到这份表，可能已被移除，请刷新后再试。")
    return found[0]


def called(db: Register, name: str, *, school: int) -> UpperForm | None:
    """Give the form of a name, None where there is none."""
    found = db.execute(
        "SELECT id FROM upper_form WHERE school = ? AND name = ?", [school, _named(name)]
    ).fetchone()
    return row(db, found[0]) if found else None


def _read(
    id_: int, school: int, name: str, file_name: str, sha256: str, taken_on: str, text: str
) -> UpperForm:
    body: Mapping[str, Any] = json.loads(text)
    return UpperForm(
        id_, school, name, file_name, sha256, taken_on, tuple(map(str, body.get("blanks", ()))),
        dict(body.get("facts", {})), dict(body.get("texts", {})),
    )  # fmt: skip


def keep(
    db: Register,
    *,
    school: int,
    name: str,
    file_name: str,
    sha256: str,
    blanks: Sequence[str],
    facts: Mapping[str, str],
    today: str,
) -> int:
    """Keep a form that came, with what its blanks are for already, and give its id.

    Raise `UserError` for an empty name or one that another form has.
    """
    shown = _named(name)
    if not shown:
        raise UserError("请给这份表起个名字，例如“县委党校季度统计表”。")
    if called(db, shown, school=school):
        raise UserError(f"已经有一份叫“{shown}”的表，请换个名字，或打开它换成新版。")
    with db.act(f"收下上级表格：{shown}"):
        return insert(
            db,
            "upper_form",
            {
                "school": school, "name": shown, "file_name": file_name, "sha256": sha256,
                "taken_on": today, "fields": _body(blanks, facts, {}),
            },
        )  # fmt: skip


def renew(
    db: Register,
    form: int,
    *,
    file_name: str,
    sha256: str,
    blanks: Sequence[str],
    facts: Mapping[str, str],
    today: str,
) -> None:
    """Put a newer file in the place of a form's; what was chosen for blanks that are still there stays."""
    before = row(db, form)
    chosen = {**facts, **before.facts}
    kept = {
        place: key
        for place, key in chosen.items()
        if place in blanks and place not in before.texts or place in before.cells
    }
    texts = {place: said for place, said in before.texts.items() if place in blanks or place in before.cells}
    with db.act(f"上级表格换成新版：{before.name}"):
        values = {"file_name": file_name, "sha256": sha256, "taken_on": today}
        update(db, "upper_form", form, {**values, "fields": _body(blanks, kept, texts)})


def choose(db: Register, form: int, place: str, *, fact: str = "", text: str = "") -> None:
    """Say what stands in a place: a fact, or words of one's own; neither takes the choice away."""
    before = row(db, form)
    if len(text) > LONGEST_TEXT:
        raise UserError(f"填写的文字最多 {LONGEST_TEXT} 个字，请缩短。")
    facts = {key: value for key, value in before.facts.items() if key != place}
    texts = {key: value for key, value in before.texts.items() if key != place}
    if fact:
        facts[place] = fact
    elif text.strip():
        texts[place] = text.strip()
    if (facts, texts) != (dict(before.facts), dict(before.texts)):
        with db.act(f"{before.name}：{place}"):
            update(db, "upper_form", form, {"fields": _body(before.blanks, facts, texts)})


def rename(db: Register, form: int, name: str) -> None:
    """Give a form another name; raise `UserError` where it is empty or taken."""
    before, shown = row(db, form), _named(name)
    if shown == before.name:
        return
    if not shown or called(db, shown, school=before.school):
        raise UserError(f"已经有一份叫“{shown}”的表，请换个名字。" if shown else "表的名字不能空。")
    with db.act(f"上级表格改名：{shown}"):
        update(db, "upper_form", form, {"name": shown})


def drop(db: Register, form: int) -> None:
    """Take a form off the list; undoing brings it back."""
    before = row(db, form)
    with db.act(f"移除上级表格：{before.name}"):
        db.execute("DELETE FROM upper_form WHERE id = ?", [form])


def _named(name: str) -> str:
    return " ".join(name.split())


def _body(blanks: Sequence[str], facts: Mapping[str, str], texts: Mapping[str, str]) -> str:
    return json.dumps(
        {"blanks": list(blanks), "facts": dict(facts), "texts": dict(texts)}, ensure_ascii=False
    )
