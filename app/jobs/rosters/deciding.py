"""Settle in a plan what only a clerk can: who somebody is, which fact holds, which branch is meant."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from app.errors import UserError
from app.jobs.rosters.planning import differences, new_branches, told_apart
from app.jobs.rosters.plans import Change, Plan, PlanRow, unlike
from app.school import branches, members
from app.spelling import names
from db.register import Register

_MATCHED = ("update", "unchanged")


def decide(db: Register, plan: Plan, at: int, *, same: bool) -> Plan:
    """Settle the row at a place in the plan which asks who it is: who is on the rolls, or somebody new.

    Raise `UserError` for somebody new whose ID number another person on the rolls has.
    """
    row = plan.rows[at]
    if row.verdict != "ask" or row.member is None:
        raise UserError(f"第 {row.row_no} 行没有要决定的事。")
    (who,) = members.rows(db, [row.member])
    why = list(row.why[:-1])
    has_it = members.by_id_number(db, school=who.school).get(row.id_number) == who.id
    if same:
        why.append(f"已决定：就是名册中的“{who.name}”")
        anew = {one: value for one, value in row.fields.items() if one != "id_number" or not has_it}
        changes, offered = differences(who, anew, row.branch_name, why)
        verdict = "update" if changes else "unchanged"
        found = replace(row, verdict=verdict, why=tuple(why), changes=changes, offered=offered)
        (settled,) = told_apart(db, [found])
    elif has_it:
        raise UserError(
            f"名册中的“{who.name}”已经用着这个身份证号，不能再新增一个人；请先核对是谁的号码写错了。"
        )
    else:
        fields = {**row.fields, "doubts": tuple(why)} if why else row.fields
        said = f"已决定：不是名册中的“{who.name}”，另外新增"
        settled = replace(row, verdict="new", why=(*why, said), member=None, fields=fields)
    return _with_row(db, plan, at, settled, school=who.school)


def accept(db: Register, plan: Plan, at: int, fields: Collection[str]) -> Plan:
    """Tick exactly these of the offered facts of the row at a place: the sheet's replace the rolls'.

    Those not named are unticked. Raise `UserError` for a fact that is not offered there.
    """
    row = plan.rows[at]
    if not set(fields) <= {one.field for one in row.offered} or row.member is None:
        raise UserError(f"第 {row.row_no} 行没有可以改成表中说法的这一项。")
    school = members.row(db, row.member).school
    return _with_row(db, plan, at, _ticked(row, fields), school=school)


def accept_all(db: Register, plan: Plan, *, typed: bool, school: int) -> Plan:
    """Tick every offered fact of a plan; those entered by hand only where `typed`."""
    rows = tuple(
        _ticked(row, [one.field for one in row.offered if typed or not one.typed]) if row.offered else row
        for row in plan.rows
    )
    return replace(plan, rows=rows, new_branches=new_branches(rows, branches.by_name(db, school=school)))


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


def _ticked(row: PlanRow, fields: Collection[str]) -> PlanRow:
    offered = {one.field for one in row.offered}
    accepted = [one for one in row.offered if one.field in fields]
    changes = (*(one for one in row.changes if one.field not in offered), *accepted)
    unsaid = {unlike(one) for one in row.offered}
    why = [said for said in row.why if said not in unsaid]
    why += [unlike(one) for one in row.offered if one not in accepted]
    return replace(row, verdict="update" if changes else "unchanged", changes=changes, why=tuple(why))


def _with_row(db: Register, plan: Plan, at: int, row: PlanRow, *, school: int) -> Plan:
    rows = (*plan.rows[:at], row, *plan.rows[at + 1 :])
    return replace(plan, rows=rows, new_branches=new_branches(rows, branches.by_name(db, school=school)))
