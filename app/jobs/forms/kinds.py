"""What a form is: its title, the file it makes, the sets it is printed with, and what fills it in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.papers import fonts
from db.register import Register

SETS = {"opening": "开班一套", "closing": "结班一套"}
Suffix = Literal[".pdf", ".xlsx", ".docx"]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a class: `fill(register, class, today)` gives its bytes.

    `key` names it in commands; `number` is its place in the office's list of forms, such as F7.
    """

    key: str
    number: str
    title: str
    suffix: Suffix
    fill: Callable[[Register, int, str], bytes]
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A form filled in; `blanks` are the characters left to be written in by hand, and whose they are."""

    form: Form
    data: bytes
    blanks: tuple[fonts.Lost, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a form of a class can be made: the sentence about what it lacks, and what no font has."""

    form: Form
    lacking: str = ""
    lost: tuple[fonts.Lost, ...] = ()
