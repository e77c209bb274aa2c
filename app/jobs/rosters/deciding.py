"""Settle in a plan what only a clerk can: who somebody is, and which of two facts holds."""

from collections.abc import Collection
from dataclasses import replace

from app.errors import UserError
from app.jobs.rosters.planning import differences, new_branches, told_apart
from app.jobs.rosters.plans import Plan, PlanRow, unlike
from app.school import branches, members
from db.register import Register


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
        changes, offered = differences(who, row.fields, row.branch_name, why)
        verdict = "update" if changes else "unchanged"
        found = replace(row, verdict=verdict, why=tuple(why), changes=changes, offered=offered)
        (settled,) = told_apart(db, [found])
    elif row.id_number and row.id_number == who.id_number:
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


def _ticked(row: PlanRow, fields: Collection[str]) -> PlanRow:
    accepted = [one for one in row.offered if one.field in fields]
    changes = (*(one for one in row.changes if one not in row.offered), *accepted)
    unsaid = {unlike(one) for one in row.offered}
    why = [said for said in row.why if said not in unsaid]
    why += [unlike(one) for one in row.offered if one not in accepted]
    return replace(row, verdict="update" if changes else "unchanged", changes=changes, why=tuple(why))


def _with_row(db: Register, plan: Plan, at: int, row: PlanRow, *, school: int) -> Plan:
    rows = (*plan.rows[:at], row, *plan.rows[at + 1 :])
    return replace(plan, rows=rows, new_branches=new_branches(rows, branches.by_name(db, school=school)))
