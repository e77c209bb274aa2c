"""What a clerk keeps under a name, as JSON: each kind in a table of its own, said in a word of its own."""

from dataclasses import dataclass

from app.errors import UserError
from app.spelling import names
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, update

_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where one kind lies: its table, the word for one of it, a name as an example, and names given away."""

    table: str
    word: str
    example: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One of them; `body` is its JSON."""

    id: int
    school: int
    name: str
    body: str


def find(db: Register, shelf: Shelf, text: str = "", *, school: int) -> list[int]:
    """List what is kept in the order it was put there."""
    found = db.execute(
        f"SELECT id FROM {shelf.table} WHERE school = ? AND instr(name, ?) ORDER BY id",
        [school, text.strip()],
    )
    return [row[0] for row in found]


def rows(db: Register, shelf: Shelf, ids: list[int]) -> list[Kept]:
    """Give what is kept in the order asked."""
    select = f"SELECT id, school, name, body FROM {shelf.table} WHERE id IN (SELECT value FROM json_each(?))"
    return [Kept(*row) for row in by_id(db, select, ids)]


def row(db: Register, shelf: Shelf, one: int) -> Kept:
    """Give one; raise `UserError` where it is gone."""
    found = rows(db, shelf, [one])
    if not found:
        raise UserError(f"没有找到这个{shelf.word}，可能已被删除，请刷新后再试。")
    return found[0]


def named(db: Register, shelf: Shelf, name: str, *, school: int) -> Kept | str:
    """Give what is kept under a name, or that name as it was given away; raise `UserError` for neither."""
    kept = rows(db, shelf, find(db, shelf, school=school))
    every: dict[str, Kept | str] = {names.match_key(one): one for one in shelf.given}
    every |= {names.match_key(one.name): one for one in kept}
    found = every.get(names.match_key(name))
    if found is not None:
        return found
    known = "、".join([*shelf.given, *(one.name for one in kept)])
    raise UserError(f"没有叫“{name}”的{shelf.word}，有的是：{known}。")


def save(db: Register, shelf: Shelf, name: str, body: str, *, school: int) -> int:
    """Keep one under a name and give its id; raise `UserError` where the name is empty, too long or taken."""
    shown = _name(shelf, name)
    with db.act(f"保存{shelf.word}：{shown}"):
        try:
            return insert(db, shelf.table, {"school": school, "name": shown, "body": body})
        except IntegrityError as error:
            raise _taken(shelf, shown) from error


def change(db: Register, shelf: Shelf, one: int, body: str) -> None:
    """Let a name stand for something else from now on; raise `UserError` where it is gone."""
    with db.act(f"更新{shelf.word}：{row(db, shelf, one).name}"):
        update(db, shelf.table, one, {"body": body})


def rename(db: Register, shelf: Shelf, one: int, name: str) -> None:
    """Give one another name; raise `UserError` as `save` does, or where it is gone."""
    shown, before = _name(shelf, name), row(db, shelf, one)
    with db.act(f"{shelf.word}改名：{before.name}改为{shown}"):
        try:
            update(db, shelf.table, one, {"name": shown})
        except IntegrityError as error:
            raise _taken(shelf, shown) from error


def drop(db: Register, shelf: Shelf, one: int) -> None:
    """Forget one; raise `UserError` where it is gone already."""
    before = row(db, shelf, one)
    with db.act(f"删除{shelf.word}：{before.name}"):
        db.execute(f"DELETE FROM {shelf.table} WHERE id = ?", [one])


def _name(shelf: Shelf, name: str) -> str:
    shown = " ".join(name.split())
    if not shown:
        raise UserError(f"请给这个{shelf.word}取一个名称，例如“{shelf.example}”。")
    if len(shown) > _LONGEST_NAME:
        raise UserError(f"{shelf.word}的名称最多 {_LONGEST_NAME} 个字，请改短一些。")
    if names.match_key(shown) in map(names.match_key, shelf.given):
        raise UserError(f"“{shown}”是现成的{shelf.word}，请换一个名称。")
    return shown


def _taken(shelf: Shelf, name: str) -> UserError:
    return UserError(f"已经有叫“{name}”的{shelf.word}，请换一个名称，或先删除原来的。")
