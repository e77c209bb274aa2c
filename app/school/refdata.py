"""Reference data: the county's own rows that its schools use, handed down by version and replaced whole."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import class_rules, parcels, receipts, rules, schools, standards
from db import history
from db.register import Register
from db.rows import insert

# Parents before children: table, what a row is, its name, which rows go down, and columns that stay above.
_ADOPTED = "adopted_on NOT NULL"
_OF_NOTICE = "id IN (SELECT evidence FROM notice_file)"
_GOING: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("hour_rule", "学时规则", "title", _ADOPTED, ("based_on",)),
    ("class_rule", "办班规则", "title", "1", ()),
    ("fund_rule", "经费规则", "title", "adopted", ()),
    ("standard", "五有标准", "name", _ADOPTED, ("based_on",)),
    ("criterion", "标准条目", "text", "standard IN (SELECT id FROM standard WHERE adopted_on NOT NULL)", ()),
    ("course_category", "课程类别", "name", "1", ()),
    ("teacher", "教师", "name", "1", ("contract",)),
    ("course", "课程", "title", "1", ()),
    ("place", "教学点", "name", "1", ("evidence",)),
    ("route", "教学路线", "name", "1", ("evidence",)),
    ("route_stop", "路线站点", "what", "1", ()),
    ("menu_item", "点单菜单", "(SELECT title FROM course c WHERE c.id = course)", "1", ()),
    ("evidence", "通知附件", "file_name", _OF_NOTICE, ("replaces",)),
    ("notice", "通知", "title", "1", ()),
    ("notice_file", "通知附件", "id", "1", ()),
)
TABLES = tuple(one[0] for one in _GOING)
WORDS = {one[0]: one[1] for one in _GOING}
_HIDDEN = ("criterion", "route_stop", "notice_file", "evidence")
_OPS = {"insert": "新增", "update": "修改", "delete": "删去"}


@dataclass(frozen=True, slots=True)
class Issue:
    """A version that was handed down; `counts` says how many rows of each kind it held."""

    version: int
    header_sha256: str
    made_at: str
    last_act: int
    file_name: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs since the last version: its kind, its name, and what was done to it."""

    word: str
    title: str
    done: str


def outgoing(db: Register) -> Iterator[tuple[str, Iterator[Mapping[str, object]]]]:
    """Give the county's rows that go down, table after table; what is nobody else's business is left out."""
    desk = schools.own(db)
    for table, _, _, whose, hidden in _GOING:
        names = history.columns(db, table)
        found = db.execute(f"SELECT * FROM {table} WHERE school = ? AND {whose} ORDER BY id", [desk.id])
        yield table, _without(found, names, hidden)


def _without(
    found: Iterable[tuple[object, ...]], names: list[str], hidden: tuple[str, ...]
) -> Iterator[Mapping[str, object]]:
    for row in found:
        yield {**dict(zip(names, row, strict=True)), **dict.fromkeys(hidden)}


def counts(db: Register, *, school: int) -> dict[str, int]:
    """Count the rows of each kind a school keeps for others, but for those that are part of another row."""
    found = {}
    for table, _, _, whose, _ in _GOING:
        if table not in _HIDDEN:
            (many,) = db.execute(
                f"SELECT count(*) FROM {table} WHERE school = ? AND {whose}", [school]
            ).fetchone()
            found[table] = int(many)
    return found


def issued(db: Register) -> list[Issue]:
    """List the versions handed down, the newest first."""
    found = db.execute(
        "SELECT version, header_sha256, made_at, last_act, file_name, about FROM issued_refdata "
        "ORDER BY version DESC"
    )
    return [
        Issue(version, sha256, made_at, last, file_name, json.loads(about).get("counts", {}))
        for version, sha256, made_at, last, file_name, about in found
    ]


def next_version(db: Register) -> int:
    """Give the next version's number, above any that a school says it has."""
    last = next(iter(issued(db)), None)
    return max(last.version if last else 0, receipts.refdata_seen(db)) + 1


def keep_issued(db: Register, issue: Issue) -> None:
    """Write down a version that was made; its number is spent."""
    with db.atomic():
        db.execute(
            "INSERT INTO issued_refdata (version, header_sha256, made_at, last_act, file_name, about) "
            "SELECT ?, ?, ?, coalesce(max(act), 0), ?, ? FROM history",
            [issue.version, issue.header_sha256, issue.made_at, issue.file_name,
             json.dumps({"counts": dict(issue.counts)}, ensure_ascii=False)],
        )  # fmt: skip


def keep_delivered(db: Register, version: int, file_name: str) -> None:
    """Write down under which name a version lies where it was to go."""
    with db.atomic():
        db.execute("UPDATE issued_refdata SET file_name = ? WHERE version = ?", [file_name, version])


def changes(db: Register) -> list[Change]:
    """List what differs since the last version, each row once with what was done to it first."""
    desk, last = schools.own(db), next(iter(issued(db)), None)
    listed = []
    for table, word, title, _, _ in _GOING:
        if table in _HIDDEN:
            continue
        found = db.execute(
            f"SELECT h.op, coalesce((SELECT {title} FROM {table} WHERE id = h.row), '') FROM history h "
            "WHERE h.tbl = ?1 AND h.act > ?2 AND h.n = (SELECT min(n) FROM history o WHERE o.tbl = ?1 "
            "AND o.row = h.row AND o.act > ?2) AND coalesce(json_extract(h.new, '$.school'), "
            f"(SELECT school FROM {table} WHERE id = h.row), json_extract(h.old, '$.school')) = ?3 "
            "ORDER BY h.n",
            [table, last.last_act if last else 0, desk.id],
        )
        listed += [Change(word, str(name), _OPS[op]) for op, name in found if name]
    return listed


def take_in(
    db: Register, tables: Iterable[tuple[str, Iterable[parcels.Row]]], *, county: int, on: str
) -> dict[str, parcels.Counts]:
    """Bring the county's rows here to what a version says; the caller holds the act.

    A row that is no longer handed down goes, unless a row of this school still names it: that stays, ended
    `on` the day of the version. Raise `UserError` for a row that is not the county's.
    """
    done = {}
    for table, rows in tables:
        if table in TABLES:
            every = _with_needed(db, table, rows, county, on)
            done[table] = parcels.take_in(db, [(table, every)], school=county)
    return done


def _with_needed(
    db: Register, table: str, rows: Iterable[parcels.Row], county: int, on: str
) -> Iterator[parcels.Row]:
    """Give the rows of a version, and after them those it lacks but this school's rows refer to."""
    seen = set()
    unique = parcels.UNIQUE.get(table, ())
    known = set()

    def alike(row: Mapping[str, object]) -> tuple[object, ...]:
        return tuple(row.get(name) for name in unique)

    for row in rows:
        seen.add(row.get("id"))
        known.add(alike(row))
        yield row
    names = history.columns(db, table)
    here = db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [county]).fetchall()
    for values in here:
        row = dict(zip(names, values, strict=True))
        if row["id"] in seen or not _is_needed(db, table, row, county):
            continue
        if unique:
            row = parcels.withdrawn(table, row, names, on=on, taken=lambda one: alike(one) in known)
            known.add(alike(row))
        yield row


def _is_needed(db: Register, table: str, row: Mapping[str, object], county: int) -> bool:
    """Tell whether a school's rows name a row: a standard stays with all its criteria or with none."""
    if _is_named(db, table, row["id"], county):
        return True
    if table == "standard":
        found = db.execute("SELECT id FROM criterion WHERE standard = ?", [row["id"]]).fetchall()
        return any(_is_named(db, "criterion", one, county) for (one,) in found)
    if table == "criterion":
        # Those handed down are all adopted; one that stays without being so was just withdrawn.
        sql = "SELECT 1 FROM standard WHERE id = ? AND school = ? AND adopted_on IS NULL"
        return db.execute(sql, [row["standard"], county]).fetchone() is not None
    return False


def _is_named(db: Register, parent: str, one: object, county: int) -> bool:
    return any(
        db.execute(
            f"SELECT 1 FROM {table} WHERE {column} = ? AND school <> ? LIMIT 1", [one, county]
        ).fetchone()
        for table, column in parcels.naming(db, parent)
    )


# what a school does with it


def given(db: Register, *, school: int) -> int:
    """Give the county whose rows a school may use, 0 where it has none here."""
    return schools.lender(db, school=school)


@dataclass(frozen=True, slots=True)
class Given:
    """A rule or a standard handed down: its table, and whether the school goes by it already."""

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
    """List what was handed down that a school may adopt: hour rules, class rules and standards."""
    county = schools.lender(db, school=school)
    if not county:
        return []
    used = copied(db, school=school)
    found = [
        Given("hour_rule", one.id, one.title, one.source, one.effective_from, one.id in used)
        for one in rules.rows(db, rules.find(db, school=county))
        if one.adopted_on
    ]
    alike = _class_rules_alike(db, school)
    found += [
        Given("class_rule", one.id, one.title, one.source, one.effective_from, one.id in alike)
        for one in class_rules.rows(db, school=county)
    ]
    for one in standards.rows(db, standards.find(db, school=county)):
        if one.adopted_on and one.school == county:
            now = standards.of_schools(db, [school], on=max(today, one.effective_from), kind=one.kind)
            is_used = school in now and now[school].id == one.id
            found.append(Given("standard", one.id, one.name, one.source, one.effective_from, is_used))
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


def choose_standard(db: Register, standard: int, *, school: int, today: str) -> str:
    """Let a school be judged by a standard handed down, and give the day from which it counts.

    Closed years and finished rounds keep the older one. Raise `UserError` where it was withdrawn.
    """
    found = standards.by_id(db, standard)
    if found.school == school or not found.adopted_on:
        raise UserError(f"“{found.name}”已经由上级撤回，不能采用；请刷新后再看。")
    since = _first_open_day(db, found.effective_from, school=school)
    with db.act(f"采用上级标准：{found.name}"):
        standards.choose(db, standard, school=school, effective_from=since, today=today)
    return since


def hour_rules(db: Register, *, school: int) -> list[rules.HourRule]:
    """List the hour rules handed down to a school, the newest first day first."""
    county = schools.lender(db, school=school)
    return rules.rows(db, rules.find(db, school=county)) if county else []


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
    with db.act(f"取用县级规则：{found.title}"):
        values = dict(zip(("title", "source", "effective_from", "status", "body"), head, strict=True))
        new = {"school": school, "key": f"county-{db.new_id():x}", **values}
        return insert(db, "hour_rule", {**new, "adopted_on": None, "based_on": rule})
