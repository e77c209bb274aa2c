"""Ranking: everybody in the order of a sum, worked out by the register itself."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.school import rules
from app.school.standings import sums
from app.school.standings.judging import NONE, Judge
from app.school.standings.records import Tally
from db.register import Register

# What people are put in order by, from `required`, `earned`, `lacking`, `lacks_central` and `cadre`.
ORDERS: Mapping[str, tuple[str, ...]] = {
    "required": (f"coalesce(required, {NONE})",),
    "earned": ("earned",),
    "lacking": ("lacking", "lacks_central"),
    "state": ("CASE WHEN required IS NULL THEN 2 ELSE lacking > 0 OR lacks_central END",),
    "cadre": ("cadre",),
}
_UNMET = "(lacking > 0 OR lacks_central)"
_STATES = {
    "": "TRUE",
    "met": f"required IS NOT NULL AND NOT {_UNMET}",
    "not_met": f"required IS NOT NULL AND {_UNMET}",
    "exempt": "required IS NULL",
}
_NAMED = "pinyin, name_key, birth, id"


def ranked(
    db: Register,
    *,
    school: int | None,
    year: int,
    state: str,
    branch: int | None,
    order_by: str,
    limit: int | None,
    among: Sequence[int] | None,
) -> list[int]:
    """List people by one of `ORDERS`, `-` in front for the other way round; of two alike by name.

    `among` are those who may stand in the list, None for all on the rolls of `school`, or of every school.
    `state` is a key of `STATES` or empty.
    """
    judge = Judge(db, year)
    schools = [school] if school is not None else [row[0] for row in db.execute("SELECT id FROM school")]
    within = "m.school IN (SELECT value FROM json_each(:schools)) AND m.left_on IS NULL"
    if branch is not None:
        within += " AND m.branch = :branch"
    if among is not None:
        within = "m.id IN (SELECT value FROM json_each(:among))"
    if db.execute("SELECT 1 FROM person_link LIMIT 1").fetchone():
        within += " AND m.id NOT IN (SELECT other FROM person_link)"
    given: dict[str, Any] = {
        "schools": json.dumps(schools), "branch": branch, "among": json.dumps(among),
        "first": f"{year}-01-01", "last": f"{year}-12-31", "limit": -1 if limit is None else limit,
    }  # fmt: skip
    terms = ORDERS[order_by.removeprefix("-")]
    both = _summed(db, judge, schools, within, given, cadre=terms == ORDERS["cadre"])
    way = " DESC" if order_by.startswith("-") else ""
    order = ", ".join([*(f"{term}{way}" for term in terms), _NAMED])
    rows = db.execute(f"SELECT id FROM ({both}) WHERE {_STATES[state]} ORDER BY {order} LIMIT :limit", given)
    return [row[0] for row in rows]


def tallied(db: Register, *, school: int, year: int) -> Tally:
    """Count everybody on the rolls of a school, those who owe hours in a year, and those who have them."""
    within = "m.school = :school AND m.left_on IS NULL AND m.id NOT IN (SELECT other FROM person_link)"
    given: dict[str, Any] = {"school": school, "first": f"{year}-01-01", "last": f"{year}-12-31"}
    both = _summed(db, Judge(db, year), [school], within, given, cadre=False)
    row = db.execute(
        "SELECT count(*), coalesce(sum(required IS NOT NULL), 0), "
        f"coalesce(sum({_STATES['met']}), 0) FROM ({both})",
        given,
    ).fetchone()
    return Tally(*row)


def _summed(
    db: Register, judge: Judge, schools: Sequence[int], within: str, given: dict[str, Any], *, cadre: bool
) -> str:
    """Write the query that sums up everybody `within`, a row a person, and say its values in `given`."""
    judged = _judged(judge, schools, given)
    # The other ledger costs as much again: it is only asked where people are put in order by it.
    ledgers = {"member": "member", "cadre": "cadre" if cadre else ""}
    posted = {key: _POSTED.format(said) if said else "0" for key, said in ledgers.items()}
    anew = _anew(db, judge, within, given)
    plain = within + (" AND m.id NOT IN (SELECT value FROM json_each(:anew))" if anew else "")
    both = _select(plain, judged, posted)
    if anew:
        again = within + " AND m.id IN (SELECT value FROM json_each(:anew))"
        counted = {key: _COUNTED.format(said) if said else "0" for key, said in ledgers.items()}
        both = f"SELECT * FROM ({both}) UNION ALL SELECT * FROM ({_select(again, judged, counted)})"
    return both


_POSTED = (
    "coalesce((SELECT sum(l.quarter_hours) FROM hour_line l WHERE l.member = m.id "
    "AND l.date BETWEEN :first AND :last AND l.ledger = '{}'), 0)"
)
_COUNTED = "(SELECT value FROM json_each(:anew_{}) WHERE key = CAST(m.id AS TEXT))"


def _select(within: str, judged: tuple[str, str], earned: Mapping[str, str]) -> str:
    """Write the query for one row a person, its sums as said."""
    required, lacks_central = judged
    whom = (
        f"SELECT m.id AS id, m.pinyin AS pinyin, m.name_key AS name_key, m.birth AS birth, "
        f"{required} AS required, {lacks_central} AS lacks_central, {earned['member']} AS earned, "
        f"{earned['cadre']} AS cadre FROM member m WHERE {within}"
    )
    # Materialized, or the sums would be worked out again for every word said of them.
    return (
        f"WITH summed AS MATERIALIZED ({whom}) "
        "SELECT *, max(coalesce(required, 0) - earned, 0) AS lacking FROM summed"
    )


def _anew(db: Register, judge: Judge, within: str, given: dict[str, Any]) -> dict[int, sums.Sum]:
    """Count those anew whose year is not all posted, and say what came out to the query."""
    every = sums.concerned(db, None, year=judge.year)
    if not every:
        return {}
    within += " AND m.id IN (SELECT value FROM json_each(:anew))"
    given["anew"] = json.dumps(list(every))
    wanted = [row[0] for row in db.execute(f"SELECT m.id FROM member m WHERE {within}", given)]
    had = sums.of(db, wanted, year=judge.year)
    found = {one: had.get(one, sums.NOTHING) for one in wanted}
    given["anew"] = json.dumps(wanted)
    for ledger in ("member", "cadre"):
        given[f"anew_{ledger}"] = json.dumps({str(one): getattr(had_, ledger) for one, had_ in found.items()})
    return found


def _judged(judge: Judge, schools: Iterable[int], given: dict[str, Any]) -> tuple[str, str]:
    """Give what is required of a member `m` and whether a central class is lacking, as expressions."""
    alike: dict[tuple[tuple[tuple[str, int | None], ...], tuple[tuple[str, int], ...]], list[int]] = {}
    for school in schools:
        rule = judge.rule_or_none(school)
        if rule is not None:
            key = tuple(sorted(rule.targets.items())), tuple(sorted(rule.central_classes.items()))
            alike.setdefault(key, []).append(school)
    required, lacks = [], []
    for at, several in enumerate(alike.values()):
        rule = judge.rule(several[0])
        given[f"alike_{at}"] = json.dumps(several)
        when = f"WHEN m.school IN (SELECT value FROM json_each(:alike_{at})) THEN "
        required.append(when + _required(rule))
        lacks.append(when + _lacks(judge, rule, several, at, given))
    if not required:
        return "NULL", "0"
    if len(required) == 1:
        return required[0].split(" THEN ", 1)[1], lacks[0].split(" THEN ", 1)[1]
    return f"CASE {' '.join(required)} END", f"CASE {' '.join(lacks)} ELSE 0 END"


def _required(rule: rules.HourRule) -> str:
    def said(kind: str) -> str:
        worth = rule.targets[kind]
        return "NULL" if worth is None else str(int(worth))

    roles = " ".join(f"WHEN m.role = '{role}' THEN {said(role)}" for role in ("secretary", "committee"))
    kinds = " ".join(
        f"WHEN m.member_type = '{kind}' THEN {said(kind)}"
        for kind in ("full", "probationary", "candidate", "activist", "applicant", "non_member")
    )
    return f"(CASE WHEN m.frail THEN {said('frail')} {roles} {kinds} END)"


def _lacks(judge: Judge, rule: rules.HourRule, several: Sequence[int], at: int, given: dict[str, Any]) -> str:
    cases = []
    for role, owed in rule.central_classes.items():
        if not owed or rule.targets[role] is None:
            continue
        had = [one for school in several for one, times in judge.central(school).items() if times >= owed]
        given[f"had_{role}_{at}"] = json.dumps(had)
        cases.append(
            f"WHEN m.role = '{role}' THEN m.id NOT IN (SELECT value FROM json_each(:had_{role}_{at}))"
        )
    if not cases:
        return "0"
    frail = "WHEN m.frail THEN 0 " if rule.targets["frail"] is None else ""
    return f"(CASE {frail}{' '.join(cases)} ELSE 0 END)"
