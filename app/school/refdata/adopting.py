"""Adopting: what was handed down becomes a school's own, or is used as it is.

A county uses nothing of its city's as it is: what it makes its own goes down with its next version.
"""

from dataclasses import dataclass

from app.errors import UserError
from app.school import class_rules, parcels, receipts, rules, schools, standards
from app.school.refdata.handing import WORDS
from db import history
from db.register import Register
from db.rows import insert

# What a county may take over from its city besides rules and standards, and how it is called there.
_LIBRARY = {
    "teacher": "CASE post WHEN '' THEN name ELSE name || '（' || post || '）' END",
    "course": "title",
    "place": "name",
}


_WITHDRAWN = "“{title}”已经由上级撤回，不能采用；请刷新后再看。"


@dataclass(frozen=True, slots=True)
class Given:
    """Something handed down: its table, and whether the school goes by it, or has it, already."""

    table: str
    id: int
    title: str
    source: str
    effective_from: str
    used: bool

    @property
    def word(self) -> str:
        """Give what it is called."""
        return WORDS[self.table]


def to_adopt(db: Register, *, school: int, today: str) -> list[Given]:
    """List what was handed down that this desk's `school` may make its own.

    They are hour rules, class rules and standards; at a county also its city's teachers, courses and places,
    which its schools see once they are its own.
    """
    above = receipts.above(db)
    if not above:
        return []
    used = copied(db, school=school)
    found = [
        Given("hour_rule", one.id, one.title, one.source, one.effective_from, one.id in used)
        for one in rules.rows(db, rules.find(db, school=above))
        if one.adopted_on
    ]
    alike = _class_rules_alike(db, school)
    found += [
        Given("class_rule", one.id, one.title, one.source, one.effective_from, one.id in alike)
        for one in class_rules.rows(db, school=above)
    ]
    county = schools.own(db).level == "county"
    for one in standards.rows(db, standards.find(db, school=above)):
        if one.adopted_on and one.school == above:
            is_used = _has_copy(db, one.id, school) if county else _goes_by(db, one, school, today)
            found.append(Given("standard", one.id, one.name, one.source, one.effective_from, is_used))
    return [*found, *(_library(db, above, school) if county else ())]


def _goes_by(db: Register, one: standards.Standard, school: int, today: str) -> bool:
    now = standards.of_schools(db, [school], on=max(today, one.effective_from), kind=one.kind)
    return school in now and now[school].id == one.id


def _has_copy(db: Register, standard: int, school: int) -> bool:
    """Tell whether a county has adopted a copy of its city's standard, or has the same with the program."""
    found = db.execute(
        "SELECT 1 FROM standard o JOIN standard c ON c.id = ?1 WHERE o.school = ?2 AND o.adopted_on NOT NULL "
        "AND (o.based_on = c.id OR o.key = c.key) LIMIT 1",
        [standard, school],
    )
    return found.fetchone() is not None


def _library(db: Register, above: int, school: int) -> list[Given]:
    found = []
    for table, title in _LIBRARY.items():
        alike = " AND ".join(f"o.{name} = c.{name}" for name in parcels.UNIQUE[table])
        rows = db.execute(
            f"SELECT id, {title}, EXISTS (SELECT 1 FROM {table} o WHERE o.school = ?2 AND {alike}) "
            f"FROM {table} c WHERE school = ?1 AND ended_on IS NULL AND same_as IS NULL ORDER BY 2, id",
            [above, school],
        )
        found += [Given(table, one, name, "", "", bool(used)) for one, name, used in rows.fetchall()]
    return found


def _class_rules_alike(db: Register, school: int) -> set[int]:
    """Give the class rules handed down that the school's newest rule says word for word."""
    found = db.execute(
        "SELECT c.id FROM class_rule c WHERE c.school <> ?1 AND c.body = (SELECT o.body FROM class_rule o "
        "WHERE o.school = ?1 ORDER BY o.effective_from DESC, o.id DESC LIMIT 1)",
        [school],
    )
    return {row[0] for row in found}


def _first_open_day(db: Register, since: str, *, school: int) -> str:
    """Give a first day that touches no closed year: what was settled by the older version stays so."""
    closed = rules.book(db, school=school).closed
    return max([since, *(f"{year + 1}-01-01" for year in closed)])


def copy_class_rule(db: Register, rule: int, *, school: int) -> str:
    """Make a class rule handed down the school's own, and give the day from which it counts.

    What began before goes on by the older one. Raise `UserError` where the rule is gone.
    """
    row = db.execute(
        "SELECT title, source, effective_from, status, body FROM class_rule WHERE id = ? AND school <> ?",
        [rule, school],
    ).fetchone()
    if row is None:
        raise UserError("上级下发的这套办班规则已经撤回，请刷新后再看。")
    if rule in _class_rules_alike(db, school):
        raise UserError(f"“{row[0]}”本校已经在用，不用再采用。")
    values = dict(zip(("title", "source", "effective_from", "status", "body"), row, strict=True))
    since = _first_open_day(db, str(row[2]), school=school)
    with db.act(f"采用上级办班规则：{row[0]}"):
        new = {"school": school, "key": f"county-{db.new_id():x}", **values, "effective_from": since}
        insert(db, "class_rule", new)
    return since


def copy_standard(db: Register, standard: int, *, school: int, today: str) -> str:
    """Make a standard of the city the county's own, adopted, and give the day from which it counts.

    Raise `UserError` where it was withdrawn or is the county's own already.
    """
    found = standards.by_id(db, standard)
    if found.school == school or not found.adopted_on:
        raise UserError(_WITHDRAWN.format(title=found.name))
    if _has_copy(db, standard, school):
        raise UserError(f"“{found.name}”本县已经有了，不用再采用。")
    with db.act(f"采用上级标准：{found.name}"):
        own = standards.draft(db, school=school, based_on=standard, changes={"status": found.status})
        standards.adopt(db, own, school=school, today=today)
    return found.effective_from


def take_over(db: Register, table: str, row: int, *, school: int) -> str:
    """Make a teacher, course or place of the city the county's own, and give its name.

    Raise `UserError` where it is gone, or the county has one that is called the same.
    """
    above = receipts.above(db)
    found = next((one for one in _library(db, above, school) if (one.table, one.id) == (table, row)), None)
    if found is None:
        raise UserError("上级下发的这一条已经撤回，请刷新后再看。")
    if found.used:
        raise UserError(f"{found.word}“{found.title}”本县已经有了，不用再取用。")
    names = [name for name in history.columns(db, table) if name not in ("id", "school")]
    # What it names stays with the desk that lends it.
    named = {one for (one,) in db.execute('SELECT "from" FROM pragma_foreign_key_list(?)', [table])}
    (values,) = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", [row])
    kept = {name: value for name, value in zip(names, values, strict=True) if name not in named}
    with db.act(f"取用上级{found.word}：{found.title}"):
        insert(db, table, {"school": school, **kept})
    return found.title


def choose_standard(db: Register, standard: int, *, school: int, today: str) -> str:
    """Let a school be judged by a standard handed down, and give the day from which it counts.

    Closed years and finished rounds keep the older one. Raise `UserError` where it was withdrawn.
    """
    found = standards.by_id(db, standard)
    if found.school == school or not found.adopted_on:
        raise UserError(_WITHDRAWN.format(title=found.name))
    since = _first_open_day(db, found.effective_from, school=school)
    with db.act(f"采用上级标准：{found.name}"):
        standards.choose(db, standard, school=school, effective_from=since, today=today)
    return since


def copied(db: Register, *, school: int) -> set[int]:
    """Give the handed-down hour rules that a school has made its own, or has from the shipped ones too."""
    found = db.execute(
        "SELECT c.id FROM hour_rule c JOIN hour_rule o ON o.school = ?1 AND o.adopted_on NOT NULL "
        "AND (o.based_on = c.id OR (o.key = c.key AND o.body = c.body)) WHERE c.school <> ?1",
        [school],
    )
    return {row[0] for row in found}


def copy_rule(db: Register, rule: int, *, school: int) -> int:
    """Copy an hour rule handed down into the school's own, as a draft to be adopted; give the draft.

    A copy that is still a draft is given again. Raise `UserError` where the rule was adopted already.
    """
    found = rules.by_id(db, rule)
    row = db.execute(
        "SELECT id, adopted_on FROM hour_rule WHERE school = ? AND based_on = ? "
        "ORDER BY adopted_on IS NULL LIMIT 1",
        [school, rule],
    ).fetchone()
    if row and row[1]:
        raise UserError(f"“{found.title}”本校已在 {row[1]} 采用，不用再采用。")
    if row:
        return int(row[0])
    head = db.execute(
        "SELECT title, source, effective_from, status, body FROM hour_rule WHERE id = ?", [rule]
    ).fetchone()
    with db.act(f"取用上级规则：{found.title}"):
        values = dict(zip(("title", "source", "effective_from", "status", "body"), head, strict=True))
        new = {"school": school, "key": f"county-{db.new_id():x}", **values}
        return insert(db, "hour_rule", {**new, "adopted_on": None, "based_on": rule})
