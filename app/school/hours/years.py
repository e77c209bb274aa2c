"""Years: closed for good with the rules they were closed under; a new rule is tried before it is adopted."""

import json
from dataclasses import dataclass

from app.errors import UserError
from app.school import classes, members, persons, rules
from app.school.hours.posting import post, refuse_closed
from app.school.hours.reading import recount
from db.register import Register
from db.rows import insert


@dataclass(frozen=True, slots=True)
class Change:
    """What a new rule does to one person's year, in quarter-hours; a target of None owes nothing."""

    member: int
    name: str
    branch_name: str
    before: int
    after: int
    required_before: int | None
    required_after: int | None

    @property
    def met_before(self) -> bool:
        """Tell whether the old rule's target is met; who owes nothing has met it."""
        return self.required_before is None or self.before >= self.required_before

    @property
    def met_after(self) -> bool:
        """Tell whether the new rule's target is met; who owes nothing has met it."""
        return self.required_after is None or self.after >= self.required_after


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A year that was closed: when and by whom."""

    id: int
    year: int
    closed_on: str
    closed_by: str


def preview(db: Register, rule: int, *, year: int, today: str) -> list[Change]:
    """Say who would gain and who would lose in a year by a draft: who loses most comes first.

    Those stand in the list whose hours, target or standing would change and who are on the rolls. Raise
    `UserError` where the rule is adopted already or the year is closed, which keeps its own.
    """
    draft = rules.still_draft(db, rule)
    (school,) = db.execute("SELECT school FROM hour_rule WHERE id = ?", [rule]).fetchone()
    book = rules.book(db, school=school)
    refuse_closed(book, year)
    tried = book.with_(draft, today=today)
    before, after = (recount(db, one, school=school, year=year) for one in (book, tried))
    old, new = (one.on(f"{year}-12-31") for one in (book, tried))
    merged = persons.kept_for(db, school=school)
    found = [
        Change(
            who.id, who.name, who.branch_name, before.get(who.id, 0), after.get(who.id, 0),
            rules.owed(old, member_type=who.member_type, role=who.role, frail=who.frail),
            rules.owed(new, member_type=who.member_type, role=who.role, frail=who.frail),
        )
        for who in members.rows(db, members.find(db, school=school))
        if who.id not in merged
    ]  # fmt: skip
    touched = [
        one
        for one in found
        if (one.before, one.required_before) != (one.after, one.required_after)
        or one.met_before != one.met_after
    ]
    return sorted(touched, key=lambda one: (one.after - one.before, one.met_after, one.member))


def adopt(db: Register, rule: int, *, today: str) -> int:
    """Adopt a draft: the open years from its first day are posted anew; give how many lines were written.

    Closed years keep theirs. Raise `UserError` where it is adopted already.
    """
    draft = rules.still_draft(db, rule)
    (school,) = db.execute("SELECT school FROM hour_rule WHERE id = ?", [rule]).fetchone()
    with db.act(f"采用学时规则：{draft.title}"):
        rules.put_in_force(db, rule, today=today)
        closed = rules.book(db, school=school).closed
        years = [year for year in _posted_years(db, school, draft.effective_from) if year not in closed]
        return post(db, school=school, people=None, years=years, why=f"采用“{draft.title}”")


def close_year(db: Register, *, school: int, year: int, today: str) -> int:
    """Close a year: its hours stay as they are, whatever rule is adopted later; give the id.

    Raise `UserError` where it is closed, has not begun, or a class of it with marks is still open.
    """
    if year > int(today[:4]):
        raise UserError(f"{year} 年还没有到，不能结账。")
    refuse_closed(rules.book(db, school=school), year)
    if still := _open_classes(db, school, year):
        names = "、".join(still[:3]) + ("等" if still[3:] else "")
        raise UserError(f"{year} 年还有 {len(still)} 个班没有结班（{names}），请先结班再做年度结账。")
    with db.act(f"{year} 年度结账"):
        post(db, school=school, people=None, years=[year], why="年度结账前核对")
        adopted = [one for _, _, one in rules.book(db, school=school).adopted]
        values = {"school": school, "year": year, "closed_on": today, "closed_by": db.operator}
        return insert(db, "closed_year", {**values, "rules": json.dumps(sorted(adopted))})


def reopen_year(db: Register, *, school: int, year: int, why: str) -> int:
    """Open a closed year again and post it by the rules of now; give how many lines were written."""
    found = [one for one in closed_years(db, school=school) if one.year == year]
    if not found:
        raise UserError(f"{year} 年没有结账，不用重新打开。")
    if not why.strip():
        raise UserError("重新打开已结账的年度要写明原因。")
    with db.act(f"重新打开 {year} 年：{why.strip()}"):
        db.execute("DELETE FROM closed_year WHERE id = ?", [found[0].id])
        said = f"重新打开 {year} 年，{why.strip()}"
        return post(db, school=school, people=None, years=[year], why=said)


def closed_years(db: Register, *, school: int) -> list[ClosedYear]:
    """List the years a school has closed, newest first."""
    found = db.execute(
        "SELECT id, year, closed_on, closed_by FROM closed_year WHERE school = ? ORDER BY year DESC", [school]
    )
    return [ClosedYear(*row) for row in found]


def _posted_years(db: Register, school: int, since: str) -> list[int]:
    found = db.execute(
        "SELECT DISTINCT CAST(substr(date, 1, 4) AS INTEGER) AS year FROM hour_line "
        "WHERE school = ? AND date >= ? ORDER BY year",
        [school, since],
    )
    return [row[0] for row in found]


def _open_classes(db: Register, school: int, year: int) -> list[str]:
    """Name the classes with marks in a year that are not closed yet."""
    marks = ", ".join("?" for _ in classes.CLOSED)
    found = db.execute(
        "SELECT t.name FROM training_class t WHERE t.school = ? "
        f"AND t.state NOT IN ({marks}) AND EXISTS (SELECT 1 FROM session s "
        "JOIN attendance a ON a.session = s.id WHERE s.training_class = t.id AND s.date BETWEEN ? AND ?) "
        "ORDER BY t.term_no",
        [school, *classes.CLOSED, f"{year}-01-01", f"{year}-12-31"],
    )
    return [row[0] for row in found]
