"""Fill a form in: for the school, for each class, each trainee of a class, or each branch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from app.errors import UserError
from app.jobs import evidence, files
from app.jobs.upper_forms.facts import Scope, fact
from app.jobs.upper_forms.subjects import Subject
from app.jobs.upper_forms.taking import original
from app.papers import upper_forms as papers
from app.papers.upper_forms import Value
from app.progress import Tell, silent
from app.school import branches, classes, enrollments, schools
from app.school.upper_forms import UpperForm
from db.register import Register

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Copy:
    """Whom one copy is for; `label` tells it from the others in the name of its file."""

    label: str
    year: int
    training_class: int | None = None
    member: int | None = None
    branch: int | None = None


def scope(form: UpperForm) -> Scope:
    """Say what a form is filled in for, one by one, by the facts chosen for it: a person before a class."""
    wanted = {fact(key).scope for key in form.facts.values()}
    for one in ("person", "branch", "class"):
        if one in wanted:
            return one
    return "school"


def copies(db: Register, form: UpperForm, *, year: int, training_class: int | None = None) -> list[Copy]:
    """List every copy of a form that can be made: one, or one for each class, trainee or branch.

    Raise `UserError` where a class must be chosen first, or there is nobody.
    """
    wanted, school = scope(form), schools.own(db).id
    found: list[Copy]
    if wanted == "person":
        if training_class is None:
            raise UserError("这份表一人一份，请先选一个培训班，给班里的每名学员填。")
        roster = enrollments.rows(db, enrollments.find(db, training_class=training_class))
        found = [Copy(f"{one.seq_no}{one.name}", year, training_class, one.member) for one in roster]
    elif wanted == "branch":
        every = branches.rows(db, branches.find(db, school=school))
        found = [Copy(one.name, year, training_class, branch=one.id) for one in every]
    elif wanted == "class":
        chosen = [training_class] if training_class else classes.find(db, school=school, year=year)
        found = [Copy(f"第{one.term_no}期{one.name}", year, one.id) for one in classes.rows(db, chosen)]
    else:
        found = [Copy(f"{year}年", year, training_class)]
    if not found:
        lacking = {
            "person": "这个班还没有学员",
            "branch": "名册里还没有党支部",
            "class": f"{year} 年还没有培训班",
        }
        raise UserError(f"{lacking[wanted]}，没有可以填的。")
    return found


def looked_up(db: Register, form: UpperForm, copy: Copy, *, today: str) -> dict[str, Value | Sequence[Value]]:
    """Give what would stand in each place of a copy, a list for a list of rows."""
    subject = Subject(
        db, year=copy.year, today=today, training_class=copy.training_class, member=copy.member,
        branch=copy.branch,
    )  # fmt: skip
    return {**form.texts, **{place: fact(key).find(subject) for place, key in form.facts.items()}}


def fill(db: Register, form: UpperForm, copy: Copy, *, today: str) -> bytes:
    """Fill one copy in; raise `UserError` while there are blanks nobody has chosen anything for."""
    data, suffix = _ready(db, form)
    return _filled(data, suffix, form, looked_up(db, form, copy, today=today))


def fill_all(
    db: Register, form: UpperForm, wanted: Sequence[Copy], *, target: Path, today: str, tell: Tell = silent
) -> list[Path]:
    """Fill several copies in and write them into a folder; a file that is there already is left alone."""
    data, suffix = _ready(db, form)
    if not target.is_dir():
        raise UserError(f"找不到文件夹“{target}”，没有填写。请换一个位置，或先建好这个文件夹。")
    written = []
    for number, copy in enumerate(wanted):
        tell(number, len(wanted), copy.label)
        filled = _filled(data, suffix, form, looked_up(db, form, copy, today=today))
        written.append(files.keep(_free(target, f"{form.name}-{copy.label}", suffix), filled))
    tell(len(wanted), len(wanted), "")
    return written


def _free(target: Path, name: str, suffix: str) -> Path:
    """Give a path nobody has: whoever wrote into an earlier copy must not lose that."""
    stem = evidence.fit_stem(f"{name}.x") or "上级表格"
    names = chain([stem], (f"{stem}（{number}）" for number in count(2)))
    return next(path for one in names if not (path := target / f"{one}{suffix}").exists())


def _ready(db: Register, form: UpperForm) -> tuple[bytes, str]:
    if form.open_blanks:
        named = "、".join(form.open_blanks[:_SHOWN]) + ("等" if form.open_blanks[_SHOWN:] else "")
        raise UserError(f"还有 {len(form.open_blanks)} 个填空没有选填什么：{named}。不用填的请选“空着”。")
    if not form.facts and not form.texts:
        raise UserError("这份表里没有 {{…}} 填空，也没有指定单元格，没有可填的。请先指定单元格。")
    return original(db, form)


def _filled(data: bytes, suffix: str, form: UpperForm, found: Mapping[str, Value | Sequence[Value]]) -> bytes:
    values = {name: one for name, one in found.items() if isinstance(one, str | int | float)}
    lists = {name: one for name, one in found.items() if not isinstance(one, str | int | float)}
    blanks = set(form.blanks)
    return papers.fill(
        data, suffix,
        {name: one for name, one in values.items() if name in blanks},
        lists={name: one for name, one in lists.items() if name in blanks},
        cells={name: one for name, one in found.items() if name not in blanks},
    )  # fmt: skip
