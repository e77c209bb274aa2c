"""Rosters: plan what a sheet would change, show the plan, and commit that same plan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.errors import UserError
from app.papers import rosters as papers
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
_WORDS = {
    "member_type": MEMBER_TYPES,
    "role": members.ROLES,
    "membership_status": {"normal": "正常", "suspended": "停止党籍"},
    "lost_contact": {"1": "是", "0": "否"},
    "floating": {"1": "是", "0": "否"},
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
    """One row of a sheet and what is to happen with it; `why` says so to the clerk.

    `member` is who it is on the rolls, or who it may be where the verdict is `ask`; None for somebody new.
    """

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
    """What taking a sheet in would do; `headings` stand over the cells of a row's `raw`, one for one."""

    file_name: str
    sha256: str
    sheet_name: str
    header_rows: tuple[int, int]
    headings: tuple[str, ...]
    columns: tuple[sheets.Column, ...]
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
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)


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
    wanted = sheet_name if sheet_name is not None else next(iter(sheets.candidates(book)), None)
    sheet = next((one for one in book.sheets if one.name == wanted), None)
    if sheet is None:
        raise UserError(f"“{book.file_name}”里没有找到名册，请打开看看是不是选错了文件。")
    roster = sheets.read(sheet, today=today, columns=columns, tell=tell)
    return _planned(book, sheet, roster, _rolls(db, school=school))


def plan_all(
    db: Register, book: workbooks.Workbook, *, school: int, today: str, tell: Tell = silent
) -> tuple[Plan, ...]:
    """Work out what all rosters of a workbook would change, in the order of its sheets.

    Someone who stands in two sheets is taken from the first. Raise `UserError` where there is no roster.
    """
    names_of = set(sheets.candidates(book))
    if not names_of:
        raise UserError(f"“{book.file_name}”里没有找到名册，请打开看看是不是选错了文件。")
    rolls = _rolls(db, school=school)
    return tuple(
        _planned(book, sheet, sheets.read(sheet, today=today, tell=tell), rolls)
        for sheet in book.sheets
        if sheet.name in names_of
    )


def _rolls(db: Register, *, school: int) -> _Rolls:
    everyone = members.rows(
        db, [*members.find(db, school=school), *members.find(db, school=school, group="left")]
    )
    return _Rolls(
        members.by_id_number(db, school=school),
        members.by_name(db, school=school),
        branches.by_name(db, school=school),
        {who.id: who for who in everyone},
    )


def _planned(book: workbooks.Workbook, sheet: workbooks.Sheet, roster: sheets.Roster, rolls: _Rolls) -> Plan:
    name = sheet.name.strip()
    rows = tuple(_row(row, rolls, sheet_name=name) for row in roster.rows)
    headings = {column.index: column.heading for column in roster.columns}
    width = max(headings, default=-1) + 1
    return Plan(
        book.file_name,
        book.sha256,
        name,
        roster.header_rows,
        tuple(headings.get(column, "") for column in range(width)),
        roster.columns,
        rows,
        _new_branches(rows, rolls.branches),
    )


def _new_branches(rows: Iterable[PlanRow], known: Mapping[str, int]) -> tuple[str, ...]:
    wished = {row.branch_name for row in rows if row.verdict in ("new", "update") and row.branch_name}
    return tuple(sorted(name for name in wished if names.match_key(name) not in known))


def _row(row: sheets.RosterRow, rolls: _Rolls, *, sheet_name: str) -> PlanRow:
    cells = {name: cell.value for name, cell in row.cells.items() if cell.value}
    name, id_number = cells.get("name", ""), cells.get("id_number", "")
    branch = cells.get("branch", "") or _branch_of_sheet(sheet_name)
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
        there, row_no = rolls.seen[key]
        where = "本表" if there == sheet_name else f"“{there}”表"
        why.append(f"与{where}第 {row_no} 行是同一个人，只取前一行")
    else:
        rolls.seen[key] = (sheet_name, row.row_no)
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
            return (
                member,
                f"身份证号与名册中的“{rolls.people[member].name}”相同，姓名却不同，请核对是谁写错了",
            )
        return member, ""
    for member in rolls.by_name.get(names.match_key(name), []):
        who = rolls.people[member]
        if id_number and who.id_number:
            continue
        if not birth or not who.birth or birth.startswith(who.birth) or who.birth.startswith(birth):
            born = f"，{who.birth[:4]} 年生" if who.birth else ""
            return (
                member,
                f"可能就是名册中的“{who.name}”（{who.branch_name or '无支部'}{born}），请决定",
            )
    return None, ""


def _changes(
    who: members.Member, fields: Mapping[str, object], branch: str, why: list[str]
) -> tuple[Change, ...]:
    """Fill what was empty and make a date more precise; what the rolls say otherwise stays, and is said."""
    changes = []
    if who.left_on:
        why.append(f"名册里已在 {who.left_on} 减少（{who.left_reason}），人若回来了请先恢复")
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
            here, there = shown(name, old), shown(name, value)
            why.append(f"{sheets.LABELS[name]}：名册“{here}”，表中“{there}”，保留名册的")
    return tuple(changes)


def _same(one: str, other: str) -> bool:
    return names.match_key(one) == names.match_key(other)


def shown(name: str, value: object) -> str:
    """Give what a field holds in the office's words: 正式党员, not a code."""
    return _WORDS.get(name, {}).get(str(value), str(value))


def decide(db: Register, plan: Plan, at: int, *, same: bool) -> Plan:
    """Settle the row at a place in the plan which asks who it is: who is on the rolls, or somebody new.

    Raise `UserError` for somebody new whose ID number another person on the rolls has.
    """
    row = plan.rows[at]
    if row.verdict != "ask" or row.member is None:
        raise UserError(f"第 {row.row_no} 行没有要决定的事。")
    (who,) = members.rows(db, [row.member])
    why = list(row.why[:-1])
    if same:
        why.append(f"已决定：就是名册中的“{who.name}”")
        changes = _changes(who, row.fields, row.branch_name, why)
        settled = replace(row, verdict="update" if changes else "unchanged", why=tuple(why), changes=changes)
    elif row.id_number and row.id_number == who.id_number:
        raise UserError(
            f"名册中的“{who.name}”已经用着这个身份证号，不能再新增一个人；请先核对是谁的号码写错了。"
        )
    else:
        fields = {**row.fields, "doubts": tuple(why)} if why else row.fields
        said = f"已决定：不是名册中的“{who.name}”，另外新增"
        settled = replace(row, verdict="new", why=(*why, said), member=None, fields=fields)
    rows = (*plan.rows[:at], settled, *plan.rows[at + 1 :])
    known = branches.by_name(db, school=who.school)
    return replace(plan, rows=rows, new_branches=_new_branches(rows, known))


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
        known = branches.by_name(db, school=school)
        for name in plan.new_branches:
            # Another sheet of the same file may have brought it.
            if names.match_key(name) not in known:
                known[names.match_key(name)] = branches.add(db, name, school=school)
        for done, row in enumerate(plan.rows):
            if done % 50 == 0:
                tell(done, len(plan.rows), "写入名册")
            _commit_row(db, row, known, school=school, roster=roster)
        tell(len(plan.rows), len(plan.rows), "写入名册")
    return roster


def commit_all(
    db: Register, plans: Sequence[Plan], *, school: int, today: str, tell: Tell = silent
) -> tuple[int, ...]:
    """Take in all sheets of one file as one act; give their rosters. Raise as `commit` does."""
    with db.act(f"导入名册：{plans[0].file_name}"):
        return tuple(commit(db, plan, school=school, today=today, tell=tell) for plan in plans)


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


def refused_list(plans: Sequence[Plan]) -> bytes:
    """Write the rows that would not go in as a workbook with the reasons, to be mended and read again."""
    several = len(plans) > 1
    rows = [
        papers.RefusedRow(
            row.row_no, row.raw, (f"工作表“{plan.sheet_name}”", *row.why) if several else row.why
        )
        for plan in plans
        for row in refused_rows(plan)
    ]
    return papers.refused(rows, max((plan.headings for plan in plans), key=len))


def kept_list(db: Register, roster: int) -> bytes:
    """Write the rows of a sheet taken in earlier that did not go in, as `refused_list` does."""
    rows = [papers.RefusedRow(row.row_no, row.cells, row.reasons) for row in rosters.refused(db, roster)]
    return papers.refused(rows, ())
