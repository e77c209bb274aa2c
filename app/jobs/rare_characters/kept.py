"""The pictures of characters that this laptop keeps, and their use in every paper."""

import json

from app.papers import pictures
from app.papers.pictures import SIDE, Pattern
from app.school import schools
from db.register import Register

_KEPT = "rare_characters"


def load(db: Register) -> None:
    """Use this laptop's pictures in every paper from now on."""
    pictures.use(read(db))


def read(db: Register) -> dict[str, Pattern]:
    """Give the pictures that were chosen on this laptop, by character."""
    written: dict[str, list[str]] = json.loads(schools.setting(db, _KEPT, "{}"))
    return {
        character: tuple(f"{int(row, 16):0{SIDE}b}" for row in rows)
        for character, rows in written.items()
        if len(rows) == SIDE
    }


def write(db: Register, have: dict[str, Pattern]) -> None:
    """Keep these pictures in place of those that were kept, and use them."""
    written = {one: [f"{int(row, 2):x}" for row in rows] for one, rows in have.items()}
    schools.keep(db, _KEPT, json.dumps(written))
    pictures.use(have)
