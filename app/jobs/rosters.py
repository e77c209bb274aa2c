"""Rosters: plan what a sheet would change, show the plan, and commit that same plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from app.progress import Tell, silent
from app.school import MEMBER_TYPES, branches, members, rosters
from app.sheets import rosters as sheets
from app.sheets import workbooks
from app.spelling import names
from db.register import Register

VERDICTS = {
    "new": "新增",
    "update": "更新",
    "unchanged": "无变化",
    "ask": "请决定",
    "refused": "不能导入",
}
_FLAGS = ("lost_contact", "floating")
_SECRETARY = ("党支部书记", "党总支书记", "党委书记", "支部书记", "支书")
_COMMITTEE = ("支部委员", "组织委员", "宣传委员", "纪检委员", "支委")


@dataclass(frozen=True, slots=True)
class Change:
    """What a sheet says anew of someone on the rolls."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a sheet and what is to happen with it; `why` says so to the clerk."""

    row_no: int
    verdict: str
    name: str
    id_number: str
    branch_name: str
    why: tuple[str, ...]
    changes: tuple[Change, ...]
    member: int | None
    fields: Mapping[str, object]
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking a sheet in would do."""

    file_name: str
    sha256: str
    sheet_name: str
    header_rows: tuple[int, int]
    headings: tuple[str, ...]
    rows: tuple[PlanRow, ...]
    new_branches: tuple[str, ...]

    def count(self, verdict: str) -> int:
        """Count the rows of a verdict."""
        return sum(row.verdict == verdict for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Rolls:
    """The school's people as a plan needs them, read once."""

    by_id_number: Mapping[str, int]
    by_name: Mapping[str, list[int]]
    branches: Mapping[str, int]
    people: Mapping[int, members.Member]
    seen: dict[str, int] = field(default_factory=dict)


def read(path: Path, *, tell: Tell = silent) -> workbooks.Workbook:
    """Read a workbook a clerk was sent; raise `UserError` saying what to do where it cannot be read."""
    return workbooks.read(path, tell=tell)


def plan(
    db: Register,
    book: workbooks.Workbook,
    *,
    school: int,
    today: str,
    sheet_name: str | None = None,
    columns: Mapping[int, str] | None = None,
    tell: Tell = silent,
) -> Plan:
    """Work out what a sheet of a workbook would change, changing nothing.

    The likeliest sheet is taken unless one is named; `columns` maps column numbers to fields where the
    clerk said so. Raise `UserError` where there is no roster in it.
    """
    offered = sheets.candidates(book)
    wanted = sheet_name if sheet_name is not None else next(iter(offered), None)
    sheet = next((one for one in book.sheets if one.name == wanted), None)
    if sheet is None:
        raise UserError(f"“{book.file_name}”里没有找到名册，请打开看看是不是选错了文件。")
    roster = sheets.read(sheet, today=today, columns=columns, tell=tell)
    everyone = members.rows(
        db, [*members.find(db, school=school), *members.find(db, school=school, group="left")]
    )
    rolls = _Rolls(
        members.by_id_number(db, school=school),
        members.by_name(db, school=school),
        branches.by_name(db, school=school),
        {who.id: who for who in everyone},
    )
    rows = tuple(_row(row, rolls, default_branch=sheet.name.strip()) for row in roster.rows)
    wished = {row.branch_name for row in rows if row.verdict in ("new", "update") and row.branch_name}
    fresh = sorted(name for name in wished if names.match_key(name) not in rolls.branches)
    return Plan(
        book.file_name,
        book.sha256,
        sheet.name.strip(),
        roster.header_rows,
        tuple(column.heading for column in roster.columns),
        rows,
        tuple(fresh),
    )


def _row(row: sheets.RosterRow, rolls: _Rolls, *, default_branch: str) -> PlanRow:
    cells = {name: cell.value for name, cell in row.cells.items() if cell.value}
    name, id_number = cells.get("name", ""), cells.get("id_number", "")
    branch = cells.get("branch", "") or _branch_of_sheet(default_branch)
    why = list(row.reasons)
    verdict = "new"
    member: int | None = None
    changes: tuple[Change, ...] = ()
    fields = _fields(cells)
    doubts = tuple(why)
    key = id_number or f"{names.match_key(name)}|{cells.get('birth', '')}|{branch}"
    if row.verdict == "refuse":
        verdict = "refused"
    elif key in rolls.seen:
        verdict = "refused"
        why.append(f"与本表第 {rolls.seen[key]} 行是同一个人，只取前一行")
    else:
        rolls.seen[key] = row.row_no
        member, asked = _match(name, id_number, cells.get("birth", ""), rolls)
        if asked:
            verdict = "ask"
            why.append(asked)
        elif member is not None:
            changes = _changes(rolls.people[member], fields, branch, why)
            verdict = "update" if changes else "unchanged"
    if verdict == "new" and doubts:
        fields["doubts"] = doubts
    return PlanRow(
        row.row_no, verdict, name, id_number, branch, tuple(why), changes, member, fields, tuple(row.raw)
    )


def _branch_of_sheet(sheet_name: str) -> str:
    """Take a sheet named after a village or branch as the branch; “Sheet1” and the like say nothing."""
    return sheet_name if sheet_name.endswith(("支部", "党支部", "村", "社区")) else ""


def _fields(cells: Mapping[str, str]) -> dict[str, object]:
    fields: dict[str, object] = {
        name: value for name, value in cells.items() if name in members.FIELDS and name != "branch"
    }
    for flag in _FLAGS:
        if flag in fields:
            fields[flag] = int(str(fields[flag]) == "1")
    post = cells.get("unit_post", "")
    # The 56-hour target hangs on it; the plan shows it, and the person's page can change it.
    if post.endswith(_SECRETARY):
        fields["role"] = "secretary"
    elif post.endswith(_COMMITTEE):
        fields["role"] = "committee"
    return fields


def _match(name: str, id_number: str, birth: str, rolls: _Rolls) -> tuple[int | None, str]:
    """Find who a row is: by ID number, or ask where only the name speaks for it."""
    if id_number and id_number in rolls.by_id_number:
        member = rolls.by_id_number[id_number]
        if names.match_key(rolls.people[member].name) != names.match_key(name):
            return None, f"身份证号与名册中的“{rolls.people[member].name}”相同，姓名却不同，请核对是谁写错了"
        return member, ""
    for member in rolls.by_name.get(names.match_key(name), []):
        who = rolls.people[member]
        if id_number and who.id_number:
            continue
        if not birth or not who.birth or birth.startswith(who.birth) or who.birth.startswith(birth):
            born = f"，{who.birth[:4]} 年生" if who.birth else ""
            return None, f"与名册中的“{who.name}”（{who.branch_name or '无支部'}{born}）可能是同一人，请决定"
    return None, ""


def _changes(
    who: members.Member, fields: Mapping[str, object], branch: str, why: list[str]
) -> tuple[Change, ...]:
    """Fill what was empty and make a date more precise; what the rolls say otherwise stays, and is said."""
    changes = []
    said = dict(fields) | ({"branch": branch} if branch else {})
    for name, value in said.items():
        old = who.branch_name if name == "branch" else getattr(who, name)
        new = value if isinstance(value, int) else str(value)
        if name in ("doubts", "name") or new == old or (name == "branch" and _same(str(new), str(old))):
            continue
        finer = isinstance(old, str) and isinstance(new, str) and old != "" and new.startswith(f"{old}-")
        if old in ("", 0) or finer:
            changes.append(Change(name, str(old), str(new)))
        elif old and name in sheets.LABELS:
            here, there = _shown(name, old), _shown(name, value)
            why.append(f"{sheets.LABELS[name]}：名册“{here}”，表中“{there}”，保留名册的")
    return tuple(changes)


def _same(one: str, other: str) -> bool:
    return names.match_key(one) == names.match_key(other)


def _shown(name: str, value: object) -> str:
    return MEMBER_TYPES.get(str(value), str(value)) if name == "member_type" else str(value)


def commit(db: Register, plan: Plan, *, school: int, today: str, tell: Tell = silent) -> int:
    """Take in what a plan shows: good rows go in, the others are kept with their reasons; one act.

    Give the id of the roster. Raise `UserError` where the rolls changed meanwhile so that it no longer fits.
    """
    refused = [
        rosters.RefusedRow(row.row_no, row.raw, row.why)
        for row in plan.rows
        if row.verdict in ("refused", "ask")
    ]
    with db.act(f"导入名册：{plan.file_name}"):
        counts = (plan.count("new"), plan.count("update"), plan.count("unchanged"))
        roster = rosters.keep(
            db, school=school, file_name=plan.file_name, sha256=plan.sha256, sheet_name=plan.sheet_name,
            today=today, counts=counts, refused=refused,
        )  # fmt: skip
        for name in plan.new_branches:
            branches.add(db, name, school=school)
        known = branches.by_name(db, school=school)
        for done, row in enumerate(plan.rows):
            if done % 50 == 0:
                tell(done, len(plan.rows), "写入名册")
            _commit_row(db, row, known, school=school, roster=roster)
        tell(len(plan.rows), len(plan.rows), "写入名册")
    return roster


def _commit_row(db: Register, row: PlanRow, known: Mapping[str, int], *, school: int, roster: int) -> None:
    branch = known.get(names.match_key(row.branch_name))
    if row.verdict == "new":
        members.enrol(db, {**row.fields, "branch": branch}, school=school, roster=roster)
    elif row.verdict == "update" and row.member is not None:
        changed = {change.field for change in row.changes}
        fields = {name: value for name, value in row.fields.items() if name in changed}
        members.amend(db, row.member, fields | ({"branch": branch} if "branch" in changed else {}))


def refused_rows(plan: Plan) -> Sequence[PlanRow]:
    """Give the rows of a plan that would not go in."""
    return [row for row in plan.rows if row.verdict in ("refused", "ask")]
