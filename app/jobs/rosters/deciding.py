"""Settle in a plan what only a clerk can: who somebody is, which fact holds, which branch is meant."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from app.errors import UserError
from app.jobs.rosters import questions
from app.jobs.rosters.planning import differences, new_branches, told_apart
from app.jobs.rosters.plans import LABELS, Change, Plan, PlanRow, unlike
from app.school import branches, members
from app.sheets.fields import Cell
from app.spelling import OK, dates, id_numbers, names
from db.register import Register

NEW, LATER = 0, -1
"""Who a row is, where it is nobody on the rolls: somebody new, or left out until it is known."""
_MATCHED = ("update", "unchanged")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a clerk has said of the rows of a file, by sheet and row, to be said again of a new plan.

    `cells` are what cells that ask were said to mean, `who` people on the rolls, NEW or LATER, `ticks` the
    fields in which the sheet holds, and `branches` which branch is meant by one as written.
    """

    cells: Mapping[tuple[str, int, str], str] = field(default_factory=dict)
    who: Mapping[tuple[str, int], int] = field(default_factory=dict)
    ticks: frozenset[tuple[str, int, str]] = frozenset()
    branches: Mapping[str, int] = field(default_factory=dict)


def settle(db: Register, plan: Plan, answers: Answers, *, school: int, today: str) -> Plan:
    """Give a plan with everything a clerk said of it; what no longer fits is left out."""
    at = {row.row_no: place for place, row in enumerate(plan.rows)}
    sheet = plan.sheet_name
    cells: dict[int, dict[str, str]] = {}
    for (of, row_no, name), value in answers.cells.items():
        if of == sheet and row_no in at:
            cells.setdefault(at[row_no], {})[name] = value
    plan = answer(db, plan, cells, today=today) if cells else plan
    written, there = set(), set()
    if answers.branches:
        written = {names.match_key(row.written_branch) for row in plan.rows if row.written_branch}
        there = set(branches.find(db, school=school))
    for name, branch in answers.branches.items():
        if names.match_key(name) in written and branch in there:
            plan = map_branch(db, plan, name, branch=branch, school=school)
    who = {
        at[row_no]: member
        for (of, row_no), member in answers.who.items()
        if of == sheet and row_no in at and plan.rows[at[row_no]].verdict == "ask"
    }
    plan = identify(db, plan, who) if who else plan
    ticks: dict[int, set[str]] = {}
    for of, row_no, name in answers.ticks:
        place = at.get(row_no) if of == sheet else None
        if place is not None and any(one.field == name for one in plan.rows[place].offered):
            ticks.setdefault(place, set()).add(name)
    if not ticks:
        return plan
    ticked = told_apart(db, [_ticked(plan.rows[place], fields) for place, fields in ticks.items()])
    return _with_rows(db, plan, dict(zip(ticks, ticked, strict=True)), school=school)


# who somebody is


def decide(db: Register, plan: Plan, at: int, *, same: bool) -> Plan:
    """Settle the row at a place in the plan which asks who it is: who is on the rolls, or somebody new.

    Raise `UserError` for somebody new whose ID number another person on the rolls has.
    """
    return identify(db, plan, {at: (plan.rows[at].member or NEW) if same else NEW})


def identify(db: Register, plan: Plan, who: Mapping[int, int]) -> Plan:
    """Settle rows that ask who they are, by their places: a person on the rolls, NEW or LATER.

    Raise `UserError` where a row does not ask, the person has gone, or the ID number is another's.
    """
    for at in who:
        if plan.rows[at].verdict != "ask" or plan.rows[at].member is None:
            raise UserError(f"第 {plan.rows[at].row_no} 行没有要决定的事。")
    wanted = {plan.rows[at].member or NEW for at in who} | {one for one in who.values() if one > 0}
    people = {one.id: one for one in members.rows(db, sorted(wanted))}
    if not wanted <= people.keys():
        raise UserError("没有找到这个人，可能已被撤销，请刷新后再试。")
    school = next(iter(people.values())).school
    numbers = members.by_id_number(db, school=school)
    rows = {at: _identified(plan.rows[at], one, people, numbers) for at, one in who.items()}
    apart = told_apart(db, rows.values())
    return _with_rows(db, plan, dict(zip(rows, apart, strict=True)), school=school)


def _identified(
    row: PlanRow, who: int, people: Mapping[int, members.Member], numbers: Mapping[str, int]
) -> PlanRow:
    *why, asked = row.why
    if who == LATER:
        return replace(row, verdict="refused", why=(*why, asked, "已决定：先不导入"), member=None)
    likely = people[row.member or NEW]
    holder = numbers.get(row.id_number)
    if who == NEW:
        if holder is not None:
            raise UserError(
                f"名册中的“{likely.name}”已经用着这个身份证号，不能再新增一个人；请先核对是谁的号码写错了。"
            )
        fields = {**row.fields, "doubts": tuple(why)} if why else row.fields
        said = f"已决定：不是名册中的“{likely.name}”，另外新增"
        return replace(row, verdict="new", why=(*why, said), member=None, fields=fields, settled=True)
    if holder is not None and holder != who:
        raise UserError("这个身份证号是名册中另一个人的，请先核对是谁的号码写错了。")
    found = people[who]
    why.append(f"已决定：就是名册中的“{found.name}”")
    anew = {one: value for one, value in row.fields.items() if one != "id_number" or holder is None}
    changes, offered = differences(found, anew, row.branch_name, why)
    verdict = "update" if changes else "unchanged"
    return replace(
        row, verdict=verdict, why=tuple(why), changes=changes, offered=offered, member=who, settled=True
    )


# what a cell means


def answer(db: Register, plan: Plan, said: Mapping[int, Mapping[str, str]], *, today: str) -> Plan:
    """Say what cells that ask mean: values by field for rows by their places, "" to leave one empty.

    A cell that asks nothing stays as it is.
    """
    known = {plan.rows[at].member for at in said if plan.rows[at].verdict in _MATCHED}
    people = {one.id: one for one in members.rows(db, [one for one in known if one is not None])}
    rows = {at: _answered(plan.rows[at], values, people, today=today) for at, values in said.items()}
    apart = told_apart(db, rows.values())
    done = list(plan.rows)
    for at, row in zip(rows, apart, strict=True):
        done[at] = row
    return replace(plan, rows=tuple(done))


def _answered(
    row: PlanRow, said: Mapping[str, str], people: Mapping[int, members.Member], *, today: str
) -> PlanRow:
    asked = {one.field: one for one in questions.asked(row) if one.field in said}
    if not asked:
        return row
    cells, fields = dict(row.cells), dict(row.fields)
    for name, question in asked.items():
        cells[name] = Cell(said[name], question.written, OK)
        fields.pop(name, None)
        fields |= {name: said[name]} if said[name] else {}
    gone = {one.note for one in asked.values()} | set(_impossible(row.id_number, row.fields, today=today))
    now = _impossible(row.id_number, fields, today=today)
    why = [one for one in row.why if one not in gone]
    # What asks who it is stands last.
    why[len(why) - (row.verdict == "ask") : len(why) - (row.verdict == "ask")] = [
        *now,
        *(_decided(one, said[one.field]) for one in asked.values()),
    ]
    if "doubts" in fields:
        doubts = [one for one in row.fields["doubts"] if one not in gone]  # type: ignore[attr-defined]
        fields["doubts"] = (*doubts, *(one for one in now if one not in doubts))
    anew = replace(row, cells=cells, fields=fields, why=tuple(why))
    if row.verdict in _MATCHED:
        # What of it is still in doubt, and goes in, is marked anew with the rest of the row.
        fields.pop("doubts", None)
        anew = replace(anew, changes=tuple(one for one in row.changes if one.field != "doubts"))
    if row.member is None or row.verdict not in _MATCHED:
        return anew
    return _compared(anew, {name: said[name] for name in asked}, people[row.member])


def _compared(row: PlanRow, said: Mapping[str, str], who: members.Member) -> PlanRow:
    """Give a row of somebody on the rolls with some of its facts compared anew."""
    unsaid = {unlike(one) for one in row.offered if one.field in said}
    why = [one for one in row.why if one not in unsaid]
    changes, offered = differences(who, {name: value for name, value in said.items() if value}, "", why)
    changes = (*(one for one in row.changes if one.field not in said), *changes)
    offered = (*(one for one in row.offered if one.field not in said), *offered)
    verdict = "update" if changes else "unchanged"
    return replace(row, verdict=verdict, changes=changes, offered=offered, why=tuple(dict.fromkeys(why)))


def _impossible(id_number: str, fields: Mapping[str, object], *, today: str) -> tuple[str, ...]:
    birth, join, full = (str(fields.get(name, "")) for name in ("birth", "join_date", "full_date"))
    born = id_numbers.read(id_number).birth if id_number else ""
    return dates.cross_check(birth=birth, join=join, full=full, id_birth=born, today=today)


def _decided(question: questions.Question, value: str) -> str:
    taken = questions.said(question.field, value) if value else ""
    if not value:
        return f"已决定：{LABELS[question.field]}先空着"
    only = "只记" if value == question.certain else "记为"
    return f"已决定：{questions.label(question)}，{only}{taken}"


# which fact holds


def accept(db: Register, plan: Plan, at: int, fields: Collection[str]) -> Plan:
    """Tick exactly these of the offered facts of the row at a place: the sheet's replace the rolls'.

    Those not named are unticked. Raise `UserError` for a fact that is not offered there.
    """
    row = plan.rows[at]
    if not set(fields) <= {one.field for one in row.offered} or row.member is None:
        raise UserError(f"第 {row.row_no} 行没有可以改成表中说法的这一项。")
    school = members.row(db, row.member).school
    return _with_rows(db, plan, {at: _ticked(row, fields)}, school=school)


def accept_all(db: Register, plan: Plan, *, typed: bool, school: int) -> Plan:
    """Tick every offered fact of a plan; those entered by hand only where `typed`."""
    rows = {
        at: _ticked(row, [one.field for one in row.offered if typed or not one.typed])
        for at, row in enumerate(plan.rows)
        if row.offered
    }
    return _with_rows(db, plan, rows, school=school)


def _ticked(row: PlanRow, fields: Collection[str]) -> PlanRow:
    offered = {one.field for one in row.offered}
    accepted = [one for one in row.offered if one.field in fields]
    changes = (*(one for one in row.changes if one.field not in offered), *accepted)
    unsaid = {unlike(one) for one in row.offered}
    why = [said for said in row.why if said not in unsaid]
    why += [unlike(one) for one in row.offered if one not in accepted]
    return replace(row, verdict="update" if changes else "unchanged", changes=changes, why=tuple(why))


# which branch is meant


def map_branch(db: Register, plan: Plan, written: str, *, branch: int | None, school: int) -> Plan:
    """Say which branch is meant by one as written in the sheet, or with None that it is one of its own.

    When the plan is committed, this is learned for the next sheet. Raise `UserError` where nothing is written
    so, or there is no such branch.
    """
    key = names.match_key(written)
    meant = branches.rows(db, [branch]) if branch is not None else []
    if branch is not None and not (meant and meant[0].school == school):
        raise UserError("没有找到这个支部，可能已被撤销，请刷新后再选。")
    concerned = {at for at, row in enumerate(plan.rows) if key and names.match_key(row.written_branch) == key}
    if not concerned:
        raise UserError(f"表中没有写成“{written}”的支部。")
    known = [row.member for row in plan.rows if row.member is not None and row.verdict in _MATCHED]
    people = {who.id: who for who in members.rows(db, known)}
    rows = told_apart(
        db,
        [
            _in_branch(row, people, meant[0].name if meant else row.written_branch)
            if at in concerned
            else row
            for at, row in enumerate(plan.rows)
        ],
    )
    learned = [one for one in plan.learned if names.match_key(one[0]) != key]
    learned += [(written, branch)] if branch is not None else []
    return replace(
        plan,
        rows=rows,
        learned=tuple(learned),
        new_branches=new_branches(rows, branches.by_name(db, school=school)),
    )


def _in_branch(row: PlanRow, people: Mapping[int, members.Member], name: str) -> PlanRow:
    """Give a row with another branch, and what that means for whoever it is on the rolls."""
    moved = replace(row, branch_name=name)
    if row.member is None or row.verdict not in _MATCHED:
        return moved
    ticked = [one.field for one in row.accepted]
    kept = {one.field for one in row.offered}
    changes = [one for one in row.changes if one.field not in (*kept, "branch")]
    offered = [one for one in row.offered if one.field != "branch"]
    unsaid = [unlike(one) for one in row.offered]
    now = people[row.member].branch_name
    if names.match_key(name) != names.match_key(now):
        (offered if now else changes).append(Change("branch", now, name))
    why = tuple(said for said in row.why if said not in unsaid)
    return _ticked(replace(moved, changes=tuple(changes), offered=tuple(offered), why=why), ticked)


def _with_rows(db: Register, plan: Plan, rows: Mapping[int, PlanRow], *, school: int) -> Plan:
    done = list(plan.rows)
    for at, row in rows.items():
        done[at] = row
    fresh = new_branches(done, branches.by_name(db, school=school))
    return replace(plan, rows=tuple(done), new_branches=fresh)
