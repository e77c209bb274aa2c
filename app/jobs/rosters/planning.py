"""Work out what a sheet would change, changing nothing."""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.errors import UserError
from app.jobs.rosters import headings, questions
from app.jobs.rosters.plans import LABELS, Change, Plan, PlanRow, unlike
from app.progress import Tell, silent
from app.school import branches, known_rows, members, origins
from app.sheets import rosters as sheets
from app.sheets import sweeping, workbooks
from app.sheets.fields import DATES
from app.spelling import names
from db.register import Register

_FACTS = frozenset(members.FIELDS) - {"branch"}
_FLAGS = ("lost_contact", "floating")
_NAMES = ("name", "branch")
# Where in a record of the rolls each fact stands; a branch is compared by its name.
_PLACES = {name: at for at, name in enumerate(members.Member._fields)}
_PLACES["branch"] = _PLACES["branch_name"]
_SECRETARY = ("党支部书记", "党总支书记", "党委书记", "支部书记", "支书")
# A column no sheet has: it says that a person answers for the sheet, and nothing of its columns.
_NOTHING_SAID: Mapping[int, str] = {100_000: ""}
_COMMITTEE = ("支部委员", "组织委员", "宣传委员", "纪检委员", "支委")


@dataclass(frozen=True, slots=True)
class _Rolls:
    """The school's people as a plan needs them, read once."""

    by_id_number: Mapping[str, int]
    by_name: Mapping[str, list[int]]
    branches: Mapping[str, int]
    branch_names: Mapping[int, str]
    people: Mapping[int, members.Member]
    known: Mapping[str, known_rows.Known]
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)


def read(path: Path, *, tell: Tell = silent) -> workbooks.Workbook:
    """Read a workbook a clerk was sent; raise `UserError` saying what to do where it cannot be read."""
    return workbooks.read(path, tell=tell)


@sweeping.put_off()
def plan(
    db: Register,
    book: workbooks.Workbook,
    *,
    school: int,
    today: str,
    sheet_name: str | None = None,
    columns: Mapping[int, str] | None = None,
    by_memory: bool = True,
    tell: Tell = silent,
) -> Plan:
    """Work out what a sheet of a workbook would change, changing nothing.

    The likeliest sheet is taken unless one is named; `columns` maps column numbers to fields where the
    clerk said so. What was said of the same headings before holds for the others, unless `by_memory` is
    false. Raise `UserError` where there is no roster in it.
    """
    wanted = sheet_name if sheet_name is not None else next(iter(sheets.candidates(book)), None)
    sheet = next((one for one in book.sheets if one.name == wanted), None)
    if sheet is None:
        raise UserError(f"“{book.file_name}”里没有找到名册，请打开看看是不是选错了文件。")
    read_ = _read(db, sheet, columns=columns or {}, by_memory=by_memory, today=today, tell=tell)
    return _planned(db, book, sheet, read_, _rolls(db, school=school))


@sweeping.put_off()
def plan_all(
    db: Register,
    book: workbooks.Workbook,
    *,
    school: int,
    today: str,
    only: Collection[str] | None = None,
    columns: Mapping[str, Mapping[int, str]] | None = None,
    tell: Tell = silent,
) -> tuple[Plan, ...]:
    """Work out what all rosters of a workbook would change, in the order of its sheets.

    `only` names the sheets that are wanted, rosters or not; `columns` says what the columns are of a form
    (`Plan.form`), or of a sheet without headings by its name. Someone who stands in two sheets is taken
    from the first. Raise `UserError` where there is no roster.
    """
    names_of = set(sheets.candidates(book) if only is None else only)
    wanted = [sheet for sheet in book.sheets if sheet.name in names_of]
    if not wanted:
        raise UserError(f"“{book.file_name}”里没有找到名册，请打开看看是不是选错了文件。")
    said = columns or {}
    rolls = _rolls(db, school=school)
    return tuple(
        _planned(db, book, sheet, _read_as_said(db, sheet, said, today=today, tell=tell), rolls)
        for sheet in wanted
    )


def _read_as_said(
    db: Register,
    sheet: workbooks.Sheet,
    columns: Mapping[str, Mapping[int, str]],
    *,
    today: str,
    tell: Tell,
) -> "_Read":
    """Read a sheet; the form it has is only known once it is read.

    One that was asked for although nothing in it looks like a roster is read without a known column.
    """
    own = columns.get(sheet.name, {})
    try:
        found = _read(db, sheet, columns=own, by_memory=True, today=today, tell=tell)
    except UserError:
        found = _read(db, sheet, columns=own or _NOTHING_SAID, by_memory=True, today=today, tell=tell)
    of_form = columns.get(found.form, {}) if found.form else {}
    if not of_form:
        return found
    return _read(db, sheet, columns={**of_form, **own}, by_memory=True, today=today, tell=tell)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet as it was read, and what was said of its columns."""

    roster: sheets.Roster
    form: str
    columns_said: Mapping[int, str]
    remembered: Mapping[int, str]


def _read(
    db: Register,
    sheet: workbooks.Sheet,
    *,
    columns: Mapping[int, str],
    by_memory: bool,
    today: str,
    tell: Tell,
) -> _Read:
    roster = sheets.read(sheet, today=today, columns=columns or None, tell=tell)
    form = headings.signature(roster)
    known = headings.recall(db, form) if by_memory else {}
    remembered = {column: field for column, field in known.items() if column not in columns}
    said = {**remembered, **columns}
    if remembered:
        roster = sheets.read(sheet, today=today, columns=said, tell=tell)
    return _Read(roster, form, said, remembered)


def _rolls(db: Register, *, school: int) -> _Rolls:
    everyone = members.rows(
        db, [*members.find(db, school=school), *members.find(db, school=school, group="left")]
    )
    return _Rolls(
        members.by_id_number(db, school=school),
        members.by_name(db, school=school),
        branches.by_name(db, school=school),
        {one.id: one.name for one in branches.rows(db, branches.find(db, school=school))},
        {who.id: who for who in everyone},
        known_rows.by_key(db, school=school),
    )


def _planned(
    db: Register, book: workbooks.Workbook, sheet: workbooks.Sheet, read_: _Read, rolls: _Rolls
) -> Plan:
    name, roster = sheet.name.strip(), read_.roster
    rows = told_apart(db, [_row(row, rolls, sheet_name=name) for row in roster.rows])
    heads = {column.index: column.heading for column in roster.columns}
    width = max(heads, default=-1) + 1
    return Plan(
        book.file_name,
        book.sha256,
        name,
        roster.header_rows,
        tuple(heads.get(column, "") for column in range(width)),
        roster.columns,
        rows,
        new_branches(rows, rolls.branches),
        book.data,
        read_.form,
        read_.columns_said,
        read_.remembered,
    )


def new_branches(rows: Iterable[PlanRow], known: Mapping[str, int]) -> tuple[str, ...]:
    """Name the branches that the rows which go in would found."""
    wished = {
        row.branch_name
        for row in rows
        if row.branch_name and (row.verdict == "new" or any(one.field == "branch" for one in row.changes))
    }
    return tuple(sorted(name for name in wished if names.match_key(name) not in known))


def _row(row: sheets.RosterRow, rolls: _Rolls, *, sheet_name: str) -> PlanRow:
    fields = _fields(row.cells)
    name, id_number = str(fields.get("name", "")), str(fields.get("id_number", ""))
    birth = str(fields.get("birth", ""))
    branch_cell = row.cells.get("branch")
    written = (branch_cell.value if branch_cell else "") or _branch_of_sheet(sheet_name)
    known = rolls.branches.get(names.match_key(written))
    branch = rolls.branch_names[known] if known is not None else written
    why = list(row.reasons)
    verdict = "new"
    member: int | None = None
    changes: tuple[Change, ...] = ()
    offered: tuple[Change, ...] = ()
    doubts = tuple(why)
    key = id_number or f"{names.match_key(name)}|{birth}|{branch}"
    if row.verdict == "refuse":
        verdict = "refused"
    elif key in rolls.seen:
        verdict = "refused"
        there, row_no = rolls.seen[key]
        where = "本表" if there == sheet_name else f"“{there}”表"
        why.append(f"与{where}第 {row_no} 行是同一个人，只取前一行")
    else:
        rolls.seen[key] = (sheet_name, row.row_no)
        home = "" if id_number else known_rows.key(name, birth=birth, branch=known, branch_name=branch)
        member, asked = _match(name, id_number, birth, rolls, row_key=home)
        if asked:
            verdict = "ask"
            why.append(asked)
        elif member is not None:
            if row.verdict == "ask":
                row, why = _answered(row, rolls.people[member], why)
                fields = _fields(row.cells)
            who = rolls.people[member]
            differing = [one for one in ("name", "id_number") if fields.get(one) != getattr(who, one)]
            theirs = [one for one in differing if _known(member, one, fields.get(one), rolls)]
            changes, offered = differences(who, fields, branch, why, known=theirs)
            verdict = "update" if changes else "unchanged"
    if verdict == "new" and doubts:
        fields["doubts"] = doubts
    return PlanRow(
        row.row_no, verdict, name, id_number, branch, tuple(why), changes, member, fields, tuple(row.raw),
        offered, written, row.cells,
    )  # fmt: skip


def _answered(
    row: sheets.RosterRow, who: members.Member, why: list[str]
) -> tuple[sheets.RosterRow, list[str]]:
    """Take the questions away that the rolls answer: 1998.1 of somebody who joined in October 1998."""
    cells = questions.answered(row.cells, who)
    notes = {row.cells[field].verdict.note for field, cell in cells.items() if cell is not row.cells[field]}
    return sheets.RosterRow(row.row_no, cells, row.verdict, row.reasons, row.raw), [
        said for said in why if said not in notes
    ]


def _branch_of_sheet(sheet_name: str) -> str:
    """Take a sheet named after a village or branch as the branch; “Sheet1” and the like say nothing."""
    return sheet_name if sheet_name.endswith(("支部", "党支部", "村", "社区")) else ""


def _fields(cells: Mapping[str, sheets.Cell]) -> dict[str, object]:
    fields: dict[str, object] = {
        name: value for name, cell in cells.items() if (value := cell.value) and name in _FACTS
    }
    for flag in _FLAGS:
        if flag in fields:
            fields[flag] = int(fields[flag] == "1")
    post = str(fields.get("unit_post", ""))
    # The 56-hour target hangs on it; the plan shows it, and the person's page can change it.
    if post.endswith(_SECRETARY):
        fields["role"] = "secretary"
    elif post.endswith(_COMMITTEE):
        fields["role"] = "committee"
    return fields


def _match(name: str, id_number: str, birth: str, rolls: _Rolls, *, row_key: str) -> tuple[int | None, str]:
    """Find who a row is: by ID number, as it was known before, or ask where only the name speaks for it."""
    if id_number and id_number in rolls.by_id_number:
        member = rolls.by_id_number[id_number]
        if member not in rolls.by_name.get(names.match_key(name), ()):
            return (
                member,
                f"身份证号与名册中的“{rolls.people[member].name}”相同，姓名却不同，请核对是谁写错了",
            )
        return member, ""
    named_so = rolls.by_name.get(names.match_key(name), [])
    likely = [one for one in named_so if may_be(rolls.people[one], id_number, birth)]
    before = rolls.known.get(row_key) if not id_number else None
    # Whoever of that name has come since, nobody could have meant then.
    if before is not None and before.member in named_so and all(one < before.id for one in likely):
        return before.member, ""
    if not likely:
        return None, ""
    who = rolls.people[likely[0]]
    born = f"，{who.birth[:4]} 年生" if who.birth else ""
    others = f"等 {len(likely)} 个同名的人" if likely[1:] else ""
    return (
        who.id,
        f"可能就是名册中的“{who.name}”（{who.branch_name or '无支部'}{born}）{others}，请决定",
    )


def may_be(who: members.Member, id_number: str, birth: str) -> bool:
    """Tell whether somebody of the same name may be who a row means: nothing known says otherwise."""
    if id_number and who.id_number:
        return False
    return not birth or not who.birth or birth.startswith(who.birth) or who.birth.startswith(birth)


def _known(member: int, field: str, value: object, rolls: _Rolls) -> bool:
    """Tell whether this is the name or number of another row that is the same person."""
    if field == "name":
        return member in rolls.by_name.get(names.match_key(str(value)), ())
    return field == "id_number" and rolls.by_id_number.get(str(value)) == member


def differences(
    who: members.Member, fields: Mapping[str, object], branch: str, why: list[str], known: Container[str] = ()
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Give what fills a gap or makes a date more precise, and what the rolls say otherwise.

    The latter is offered and stays as it is until somebody ticks it; `why` is told so. What is `known`
    is another name or number of theirs.
    """
    changes, offered = [], []
    if who.left_on:
        why.append(f"名册里已在 {who.left_on} 减少（{who.left_reason}），人若回来了请先恢复")
    # Most of a second list says nothing new: what is the same is passed over at once.
    differing = [(name, value) for name, value in fields.items() if value != who[_PLACES[name]]]
    differing += [("branch", branch)] if branch and branch != who.branch_name else []
    for name, value in differing:
        old = who[_PLACES[name]]
        if name in known or name == "doubts" or (name in _NAMES and _same(str(value), str(old))):
            continue
        new = value if isinstance(value, int) else str(value)
        change = Change(name, str(old), str(new))
        finer = isinstance(old, str) and isinstance(new, str) and old != "" and new.startswith(f"{old}-")
        if name in DATES and str(old).startswith(f"{new}-"):
            continue  # the rolls know it more precisely
        if old in ("", 0) or finer:
            changes.append(change)
        elif name in LABELS:
            offered.append(change)
            why.append(unlike(change))
    return tuple(changes), tuple(offered)


def told_apart(db: Register, rows: Iterable[PlanRow]) -> tuple[PlanRow, ...]:
    """Mark which of the facts that would be overwritten were entered by hand, and which by a sheet.

    What fills a gap and is in doubt takes its doubts along to the person.
    """
    found = _doubted(db, tuple(rows))
    people = {row.member for row in found if row.offered and row.member is not None}
    if not people:
        return found
    imported = origins.imported(db, people)
    return tuple(_marked(row, imported) if row.offered else row for row in found)


def _doubted(db: Register, rows: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
    said = {at: notes for at, row in enumerate(rows) if row.changes and (notes := _notes(row))}
    if not said:
        return rows
    known = [who for at in said if (who := rows[at].member) is not None]
    before = {who.id: who.doubts for who in members.rows(db, known)}
    found = list(rows)
    for at, notes in said.items():
        row = rows[at]
        kept = before.get(row.member, ()) if row.member is not None else ()
        new = tuple(note for note in notes if note not in kept)
        changes = tuple(one for one in row.changes if one.field != "doubts")
        if new:
            changes += (Change("doubts", "", "；".join(new)),)
        found[at] = replace(row, changes=changes, fields={**row.fields, "doubts": (*kept, *new)})
    return tuple(found)


def _notes(row: PlanRow) -> list[str]:
    """Give what was said against the facts of a row that change something."""
    changed = [one.field for one in row.changes]
    cells = [row.cells[name] for name in changed if name in row.cells]
    said = {cell.verdict.note for cell in cells if cell.verdict.kind != "ok"}
    labels = tuple(LABELS[name] for name in changed if name in LABELS)
    return [why for why in row.why if why in said or why.startswith(labels)]


def _marked(row: PlanRow, imported: set[tuple[int, str]]) -> PlanRow:
    marked = {one.field: replace(one, typed=(row.member, one.field) not in imported) for one in row.offered}
    changes = tuple(marked.get(one.field, one) for one in row.changes)
    return replace(row, offered=tuple(marked.values()), changes=changes)


def _same(one: str, other: str) -> bool:
    return names.match_key(one) == names.match_key(other)
