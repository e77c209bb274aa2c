"""Take in what a plan shows, and hand back what could not be taken."""

from collections.abc import Mapping, Sequence

from app.jobs.rosters import headings, originals
from app.jobs.rosters.planning import new_branches
from app.jobs.rosters.plans import Plan, PlanRow
from app.papers import rosters as papers
from app.progress import Tell, silent
from app.school import branches, known_rows, members, rosters
from app.spelling import names
from db.register import Register


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
        headings.remember(db, plan.form, plan.columns_said)
        for written, branch in plan.learned:
            branches.learn(db, written, branch=branch, school=school)
        known = branches.by_name(db, school=school)
        # Another sheet of the same file may have brought one, and an undoing taken one away.
        for name in new_branches(plan.rows, known):
            # One that is written in two ways is one.
            if names.match_key(name) not in known:
                known[names.match_key(name)] = branches.add(db, name, school=school)
        people: dict[str, int] = {}
        settled: set[str] = set()
        for done, row in enumerate(plan.rows):
            if done % 50 == 0:
                tell(done, len(plan.rows), "写入名册")
            who = _commit_row(db, row, known, school=school, roster=roster)
            if who is not None and not row.id_number:
                row_key = _key(row, known)
                people[row_key] = who
                settled |= {row_key} if row.settled else set()
        known_rows.remember(db, people, school=school, anew=settled)
        tell(len(plan.rows), len(plan.rows), "写入名册")
        if plan.original:
            originals.keep(db, plan.original, sha256=plan.sha256)
    return roster


def commit_all(
    db: Register, plans: Sequence[Plan], *, school: int, today: str, tell: Tell = silent
) -> tuple[int, ...]:
    """Take in all sheets of one file as one act; give their rosters. Raise as `commit` does."""
    with db.act(f"导入名册：{plans[0].file_name}"):
        return tuple(commit(db, plan, school=school, today=today, tell=tell) for plan in plans)


def _commit_row(
    db: Register, row: PlanRow, known: Mapping[str, int], *, school: int, roster: int
) -> int | None:
    """Write a row and give who it is; None for one that stays out."""
    branch = known.get(names.match_key(row.branch_name))
    if row.verdict == "new":
        return members.enrol(db, {**row.fields, "branch": branch}, school=school, roster=roster)
    if row.verdict not in ("update", "unchanged"):
        return None
    changed = {change.field for change in row.changes}
    if changed and row.member is not None:
        fields = {name: value for name, value in row.fields.items() if name in changed}
        members.amend(db, row.member, fields | ({"branch": branch} if "branch" in changed else {}))
    return row.member


def _key(row: PlanRow, known: Mapping[str, int]) -> str:
    branch = known.get(names.match_key(row.branch_name))
    birth = str(row.fields.get("birth", ""))
    return known_rows.key(row.name, birth=birth, branch=branch, branch_name=row.branch_name)


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


def kept_list(db: Register, *sheets: int) -> bytes:
    """Write the rows of sheets taken in earlier that did not go in, as `refused_list` does."""
    found = rosters.rows(db, list(sheets))
    rows = [
        papers.RefusedRow(
            row.row_no, row.cells, (f"工作表“{one.sheet_name}”", *row.reasons) if found[1:] else row.reasons
        )
        for one in found
        for row in rosters.refused(db, one.id)
    ]
    heads = next((heads for one in found if one.refused and (heads := originals.headings(db, one))), ())
    return papers.refused(rows, heads)
