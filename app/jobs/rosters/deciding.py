"""Settle in a plan what only a clerk can: who somebody is, which fact holds, which branch is meant."""

from dataclasses import replace

from app.errors import UserError
from app.jobs.rosters.planning import differences, new_branches
from app.jobs.rosters.plans import Plan
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
        changes = differences(who, row.fields, row.branch_name, why)
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
    return replace(plan, rows=rows, new_branches=new_branches(rows, known))
