"""Texts: a standard as a file that a county edits and hands on, read in as a draft."""

import json
import tomllib
from typing import Any

from app.errors import UserError
from app.school.standards.books import as_said
from app.school.standards.drafts import draft
from db.register import Register

MOST_CHARACTERS = 1_000_000


def written(db: Register, standard: int) -> str:
    """Write a standard as TOML, without what is left at its usual value."""
    said = as_said(db, standard)
    lines = [
        f"{name} = {_text(said[name])}" for name in ("name", "source", "effective_from", "kind", "status")
    ]
    for star in said["star"]:
        lines += ["", "[[star]]", *(f"{name} = {_text(value)}" for name, value in star.items())]
    for item in said["item"]:
        lines += ["", "[[item]]", f"key = {_text(item['key'])}", f"name = {_text(item['name'])}"]
        for one in item["criterion"]:
            told = {name: value for name, value in one.items() if value not in ("", 0, False, "none")}
            lines += ["  [[item.criterion]]", *(f"  {name} = {_text(value)}" for name, value in told.items())]
    return "\n".join(lines) + "\n"


def _text(value: object) -> str:
    # A basic string of TOML escapes as JSON does, but for the character DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_in(db: Register, content: bytes, *, school: int, based_on: int | None = None) -> int:
    """Read a standard in as a draft; raise `UserError` saying what is wrong with the file, line by line."""
    if len(content) > MOST_CHARACTERS:
        raise UserError("这个文件太大，不像是一套标准；请选“导出标准”存下的文件。")
    try:
        said: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UserError("这个文件不是 UTF-8 文字，读不出来；请用“导出标准”存下的文件改。") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise UserError(f"这个文件的写法有错（{error}），没有读入；请照导出的样子改。") from error
    return draft(db, school=school, based_on=based_on, said=said)
