"""Training classes: a term of a school's year, from 筹备 to 归档."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.errors import UserError
from app.school import CLASS_STATES, places, plans
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, ordered, update

CLOSED = ("closed", "reported", "accepted", "archived")
# What a person says of a class in a word or two, besides its name, place and adviser.
FACTS = {
    "class_type": "类型",
    "trainee_group": "培训对象",
    "season": "季节",
    "programme": "专项行动",
    "host": "主办单位",
    "co_host": "协办单位",
    "backstop": "兜底单位",
}
# What a person may move a class on to; the other states follow from what was entered.
BY_HAND = ("notified", "enrolling", "opened", "teaching")
_STATES = list(CLASS_STATES)
# A closed class is reported once a parcel was delivered that held it closed; at a county's desk, where
# other schools' classes come from nowhere but parcels, it is. It is accepted while the county says so.
_STATE = (
    "CASE WHEN c.state = 'closed' AND EXISTS (SELECT 1 FROM acceptance a WHERE a.record = c.id "
    "AND a.noun = 'training_class' AND a.ended_on IS NULL) THEN 'accepted' WHEN c.state = 'closed' "
    "AND (c.school <> (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'own_school') "
    "OR EXISTS (SELECT 1 FROM sent_parcel p WHERE p.file_name <> '' "
    "AND p.last_act >= (SELECT max(h.act) FROM history h WHERE h.tbl = 'training_class' AND h.row = c.id "
    "AND json_extract(h.new, '$.state') = 'closed'))) THEN 'reported' ELSE c.state END"
)
_ORDER = {
    "term": ("year DESC", "term_no DESC"),
    "name": ("name", "year", "term_no"),
    "starts": ("(SELECT min(date) FROM session s WHERE s.training_class = c.id)", "year", "term_no"),
    "state": (_STATE, "year DESC", "term_no DESC"),
    "type": ("class_type = ''", "class_type", "year DESC", "term_no DESC"),
}


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """A class; `starts` and `ends` are its first and last session's dates, empty before there is one.

    `plan_line` is the line of the annual plan it carries out, if any.
    """

    id: int
    school: int
    year: int
    term_no: int
    name: str
    place_name: str
    adviser: str
    state: str
    closed_on: str
    starts: str
    ends: str
    sessions: int
    quarter_hours: int
    enrolled: int
    class_type: str
    trainee_group: str
    season: str
    programme: str
    host: str
    co_host: str
    backstop: str
    plan_line: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A class came into a state: when (ISO), who saw to it, and why where a reason was asked."""

    state: str
    taken_on: str
    taken_by: str
    reason: str


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    year: int | None = None,
    class_type: str | None = None,
    state: str | None = None,
    plan_line: int | None = None,
    order_by: str = "term",
) -> list[int]:
    """List classes by a part of the name, newest first; `order_by` is term, name, starts, state or type."""
    found = db.execute(
        "SELECT id FROM training_class c WHERE (?1 IS NULL OR school = ?1) AND (?2 IS NULL OR year = ?2) "
        "AND instr(name, ?3) AND (?4 IS NULL OR class_type = ?4) AND (?5 IS NULL OR plan_line = ?5) "
        f"AND (?6 IS NULL OR {_STATE} = ?6) ORDER BY {ordered(_ORDER, order_by)}",
        [school, year, text.strip(), class_type, plan_line, state],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[TrainingClass]:
    """Give classes in the order asked."""
    select = (
        f"SELECT c.id, c.school, year, term_no, c.name, coalesce(p.name, ''), adviser, {_STATE}, "
        "coalesce(closed_on, ''), coalesce(s.starts, ''), coalesce(s.ends, ''), coalesce(s.sessions, 0), "
        "coalesce(s.quarter_hours, 0), (SELECT count(*) FROM enrollment e WHERE e.training_class = c.id), "
        f"{', '.join(FACTS)}, plan_line "
        "FROM training_class c LEFT JOIN place p ON p.id = c.place LEFT JOIN (SELECT training_class, "
        "min(date) AS starts, max(date) AS ends, count(*) AS sessions, sum(quarter_hours) AS quarter_hours "
        "FROM session GROUP BY training_class) s ON s.training_class = c.id "
        "WHERE c.id IN (SELECT value FROM json_each(?))"
    )
    return [TrainingClass(*row) for row in by_id(db, select, ids)]


def row(db: Register, training_class: int) -> TrainingClass:
    """Give one class; raise `UserError` where there is none."""
    found = rows(db, [training_class])
    if not found:
        raise UserError("没有找到这个培训班，可能已被撤销，请刷新后再试。")
    return found[0]


def prepare(
    db: Register,
    *,
    school: int,
    year: int,
    name: str,
    term_no: int | None = None,
    place: str = "",
    adviser: str = "",
    facts: Mapping[str, str] | None = None,
    plan_line: int | None = None,
) -> int:
    """Start preparing a class, as the next term of its year unless told which; `facts` by keys of `FACTS`.

    Raise `UserError` where the name is empty, the year has that term already, or is no year.
    """
    shown = _named(name)
    _of_year(db, plan_line, year)
    with db.act(f"筹备培训班：{shown}"):
        where = places.called(db, place, school=school) if place.strip() else None
        next_term = "SELECT coalesce(max(term_no), 0) + 1 FROM training_class WHERE school = ? AND year = ?"
        term = term_no or db.execute(next_term, [school, year]).fetchone()[0]
        values = {"school": school, "year": year, "term_no": term, "name": shown, "place": where}
        more = {"adviser": adviser.strip(), "plan_line": plan_line, **_facts(facts or {})}
        try:
            made = insert(db, "training_class", {**values, **more})
        except IntegrityError as error:
            if "UNIQUE" not in str(error):
                raise UserError("年份要写四位数字，期次从 1 开始，请改正。") from error
            raise UserError(f"{year} 年已经有第 {term} 期培训班，请换一个期次。") from error
        _take_step(db, made, "preparing", school=school, today="", reason="")
    return made


def amend(
    db: Register,
    training_class: int,
    *,
    name: str | None = None,
    place: str | None = None,
    adviser: str | None = None,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Change what a class is called, where it is held, its adviser or its facts; what is None stays."""
    before = still_open(db, training_class)
    values: dict[str, object] = _facts(facts or {})
    if name is not None:
        values["name"] = _named(name)
    if adviser is not None:
        values["adviser"] = adviser.strip()
    with db.act(f"修改培训班：{before.name}"):
        if place is not None:
            values["place"] = places.called(db, place, school=before.school) if place.strip() else None
        if values:
            update(db, "training_class", training_class, values)


def plan(db: Register, training_class: int, plan_line: int | None) -> None:
    """Say which line of the annual plan a class carries out, or that it carries out none."""
    before = row(db, training_class)
    _of_year(db, plan_line, before.year)
    with db.act(f"{before.name}：{'列入培训计划' if plan_line else '不列入培训计划'}"):
        update(db, "training_class", training_class, {"plan_line": plan_line})


def _of_year(db: Register, plan_line: int | None, year: int) -> None:
    (line,) = plans.rows(db, [plan_line]) if plan_line else (None,)
    if line is not None and line.year != year:
        raise UserError(f"“{line.title}”是 {line.year} 年的培训计划，{year} 年的班不能列入。")


def _named(name: str) -> str:
    shown = " ".join(name.split())
    if not shown:
        raise UserError("请填写培训班名称，例如“冬训第一期”。")
    return shown


def _facts(facts: Mapping[str, str]) -> dict[str, object]:
    if strange := facts.keys() - FACTS.keys():
        raise ValueError(f"no facts of a class: {strange}")
    return {name: " ".join(said.split()) for name, said in facts.items()}


def used(db: Register, fact: str, *, school: int) -> list[str]:
    """List what a school has said for one of `FACTS`, what was said last first."""
    if fact not in FACTS:
        raise ValueError(f"no fact of a class: {fact}")
    found = db.execute(
        f"SELECT {fact} FROM training_class WHERE school = ? AND {fact} <> '' "
        f"GROUP BY {fact} ORDER BY max(id) DESC",
        [school],
    )
    return [said for (said,) in found]


def still_open(db: Register, training_class: int) -> TrainingClass:
    """Give a class that may still be changed; raise `UserError` where it is closed."""
    found = row(db, training_class)
    if found.state in CLOSED:
        raise UserError(f"“{found.name}”{CLASS_STATES[found.state]}，学时已经入账，不能再改。")
    return found


# from one state to the next


def to_state(
    db: Register, training_class: int, state: str, *, on: str | None = None, today: str = "", reason: str = ""
) -> None:
    """Bring a class into a state and write the step down; `on` is the day it was closed, exactly when it is.

    Without `today` the step is dated by the register's own clock.
    """
    found = row(db, training_class)
    if found.state == state:
        return
    with db.act(f"{found.name}：{CLASS_STATES[state]}"):
        if found.state in ("reported", "accepted"):
            # Nothing was written when the parcel went; the next step must stand after it.
            for sent in _reported(db, training_class):
                _take_step(db, training_class, sent.state, school=found.school, today=sent.taken_on,
                           reason=sent.reason)  # fmt: skip
        update(db, "training_class", training_class, {"state": state, "closed_on": on})
        _take_step(db, training_class, state, school=found.school, today=today or on or "", reason=reason)


def _take_step(
    db: Register, training_class: int, state: str, *, school: int, today: str, reason: str
) -> None:
    day = today or datetime.fromtimestamp(db.clock() / 1000).date().isoformat()
    values = {"school": school, "training_class": training_class, "state": state, "taken_on": day}
    insert(db, "class_step", {**values, "taken_by": db.operator, "reason": " ".join(reason.split())})


def explain(db: Register, training_class: int, reason: str, *, today: str) -> None:
    """Write the reason and the day beside the step a class took last."""
    (last,) = db.execute(
        "SELECT max(id) FROM class_step WHERE training_class = ?", [training_class]
    ).fetchone()
    with db.act(f"{row(db, training_class).name}：注明原因"):
        update(db, "class_step", last, {"reason": " ".join(reason.split()), "taken_on": today})


def move_on(db: Register, training_class: int, state: str, *, today: str) -> None:
    """Move a class forward to one of `BY_HAND`; raise `UserError` where it is as far or further."""
    found = still_open(db, training_class)
    if state not in BY_HAND:
        raise ValueError(f"nobody moves a class to {state} by hand")
    if _STATES.index(found.state) >= _STATES.index(state):
        raise UserError(
            f"“{found.name}”现在是“{CLASS_STATES[found.state]}”，不能退回“{CLASS_STATES[state]}”。"
        )
    to_state(db, training_class, state, today=today)


def next_by_hand(state: str) -> str:
    """Give the state a person may move a class on to from this one, or an empty text."""
    after = _STATES[_STATES.index(state) + 1 :][:1]
    return next((one for one in after if one in BY_HAND), "")


def follow(db: Register, training_class: int) -> None:
    """Bring an open class to where its facts are, within the act that made them.

    It enrols once it was announced and somebody is in it; it is taught once there is a mark other than
    leave, which may be given before, and it settles accounts once every box has one.
    """
    found = row(db, training_class)
    if found.state in CLOSED:
        return
    marks, held = db.execute(
        "SELECT count(*), sum(mark NOT IN ('sick_leave', 'personal_leave', 'official_leave')) "
        "FROM attendance a JOIN session s ON s.id = a.session WHERE s.training_class = ?",
        [training_class],
    ).fetchone()
    if marks and marks >= found.sessions * found.enrolled:
        to_state(db, training_class, "settling")
    elif held:
        to_state(db, training_class, "teaching")
    elif found.state == "notified" and found.enrolled:
        to_state(db, training_class, "enrolling")


def steps(db: Register, training_class: int) -> list[Step]:
    """List the states a class came into, in the order in which it did."""
    found = db.execute(
        "SELECT state, taken_on, taken_by, reason FROM class_step WHERE training_class = ? ORDER BY id",
        [training_class],
    )
    listed = [Step(*row) for row in found]
    if listed and listed[-1].state == "closed" and row(db, training_class).state in ("reported", "accepted"):
        listed += _reported(db, training_class)
    return listed


def _reported(db: Register, training_class: int) -> list[Step]:
    """Tell of the first parcel that was delivered after the class closed."""
    sent = db.execute(
        "SELECT 'reported', date(sent_at), '', '第 ' || seq || ' 号数据包' FROM sent_parcel "
        "WHERE file_name <> '' AND last_act >= (SELECT max(act) FROM history WHERE tbl = 'training_class' "
        "AND row = ? AND json_extract(new, '$.state') = 'closed') ORDER BY epoch, seq LIMIT 1",
        [training_class],
    ).fetchall()
    taken = db.execute(
        "SELECT 'accepted', accepted_on, accepted_by, '' FROM acceptance WHERE noun = 'training_class' "
        "AND record = ? AND ended_on IS NULL",
        [training_class],
    ).fetchall()
    return [Step(*row) for row in [*sent, *taken]]
