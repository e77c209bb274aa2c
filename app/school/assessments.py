"""Assessments: the yearly round and the two-yearly selection, scored by criterion, the county beside.

A round keeps the standard it was opened under and the words of its criteria; one that is finished never
changes, whatever becomes of the standard or the register afterwards.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.errors import UserError
from app.school import checklist, standards
from app.school.checklist import Assessment
from app.school.standards import Star
from app.spelling import dates
from db.register import Register
from db.rows import by_id, insert, update

KINDS = {"yearly": "年度评估", "selection": "评选"}
# 宁德：两年一评选、一年一评估。
EVERY = {"yearly": 1, "selection": 2}


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a school; `finished_on`, `due_on` are empty while it is open or none was set.

    Points and stars are those of the moment while it is open, and for good once it is finished.
    `county_points` is None where the county gave none yet.
    """

    id: int
    school: int
    kind: str
    year: int
    standard: int
    standard_name: str
    opened_on: str
    due_on: str
    finished_on: str
    finished_by: str
    points: int
    points_full: int
    county_points: int | None
    lacking: int
    star: Star | None
    county_star: Star | None

    @property
    def title(self) -> str:
        """Name the round."""
        return _title(self.kind, self.year)


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion in a round: what is proposed, what the school gives itself, what the county gave.

    `pieces` are (noun, id, title, date) of what showed it then.
    """

    id: int
    round: int
    criterion: int
    item_name: str
    text: str
    required: int
    points_full: int
    state: str
    said: str
    pieces: tuple[tuple[str, int, str, str], ...]
    proposed: int
    self_points: int
    reason: str
    county_points: int | None
    county_reason: str


def _title(kind: str, year: int) -> str:
    return f"{year} 年{KINDS[kind].removeprefix('年')}"


def open_round(
    db: Register, *, school: int, kind: str, year: int, today: str, due_on: str = "", standard: str = "school"
) -> int:
    """Open a round under the standard in force and propose the points of every criterion; give its id.

    `standard` is the kind of standard asked for. Raise `UserError` where it was opened already, the year is
    still to come, or there is no standard.
    """
    if kind not in KINDS:
        raise UserError(f"没有“{kind}”这种评估；可以是 {'、'.join(KINDS.values())}。")
    if not 1949 <= year <= int(today[:4]):
        raise UserError(
            f"{year} 年还没有到，不能评估。" if year > int(today[:4]) else f"年份“{year}”不对，请核对。"
        )
    due = _day(due_on)
    if due and due < today:
        raise UserError("自评的截止日期已经过了，请核对。")
    on = min(today, f"{year}-12-31")
    under = standards.in_force(db, school=school, on=on, kind=standard)
    if db.execute(
        "SELECT 1 FROM assessment_round WHERE school = ? AND kind = ? AND year = ? AND standard = ?",
        [school, kind, year, under.id],
    ).fetchone():
        raise UserError(f"{_title(kind, year)}已经开始了，请接着评。")
    judged = checklist.assess(db, school=school, year=year, today=today, under=under.id)
    with db.act(f"开始{_title(kind, year)}"):
        new = insert(
            db,
            "assessment_round",
            {"school": school, "kind": kind, "year": year, "standard": under.id, "opened_on": today,
             "opened_by": db.operator, "due_on": due},
        )  # fmt: skip
        for seq, one in enumerate(judged, start=1):
            told = {"school": school, "round": new, "criterion": one.criterion.id, "seq": seq, **_told(one)}
            insert(db, "assessment_line", {**told, "self_points": one.points})
    return new


def _told(one: Assessment) -> dict[str, object]:
    pieces = [[piece.noun, piece.id, piece.title, piece.on] for piece in one.pieces if piece.good]
    return {
        "item_name": one.criterion.item_name,
        "text": one.criterion.text,
        "required": one.criterion.required,
        "points_full": one.criterion.points,
        "state": one.state,
        "said": one.proved_by,
        "pieces": json.dumps(pieces, ensure_ascii=False),
        "proposed": one.points,
    }


def propose_again(db: Register, round_: int, *, today: str) -> int:
    """Work out an open round's proposals anew, and say how many changed.

    A score somebody set with a reason stays, unless it is more than there is to get.
    """
    found = _open(db, round_)
    judged = {
        one.criterion.id: one
        for one in checklist.assess(
            db, school=found.school, year=found.year, today=today, under=found.standard
        )
    }
    changed = 0
    with db.act(f"重新核算{found.title}"):
        for line in lines(db, round_):
            told = _told(judged[line.criterion])
            if not line.reason:
                told["self_points"] = told["proposed"]
            update(db, "assessment_line", line.id, told)
            changed += line.proposed != told["proposed"]
    return changed


def score(db: Register, line: int, *, points: str | int, reason: str = "") -> None:
    """Give oneself other points than proposed, with a reason; the proposal itself needs none.

    Raise `UserError` for points out of range, without a reason, or where the round is finished.
    """
    found = _line(db, line)
    _open(db, found.round)
    given, why = _points(points, found), " ".join(reason.split())
    if given != found.proposed and not why:
        raise UserError(f"软件按材料算出 {found.proposed} 分，要改成 {given} 分请写明理由。")
    with db.act(f"自评：{found.text}"):
        update(
            db,
            "assessment_line",
            line,
            {"self_points": given, "reason": why if given != found.proposed else ""},
        )


def county_score(
    db: Register, line: int, *, points: str | int, by: int, today: str, reason: str = ""
) -> None:
    """Write down what the county gives for a line; `by` is whose desk writes it.

    A school enters so what it got on paper; what the county itself sends counts before that.
    """
    found = _line(db, line)
    values = {"points": _points(points, found), "reason": " ".join(reason.split()), "scored_on": today,
              "scored_by": db.operator}  # fmt: skip
    with db.act(f"县级核分：{found.text}"):
        known = db.execute("SELECT id FROM county_score WHERE school = ? AND line = ?", [by, line]).fetchone()
        if known:
            update(db, "county_score", known[0], values)
        else:
            insert(db, "county_score", {"school": by, "line": line, **values})


def finish(db: Register, round_: int, *, today: str) -> None:
    """Finish a round: its points and stars are kept for good. Raise `UserError` where it is finished."""
    found = _open(db, round_)
    with db.act(f"完成{found.title}"):
        update(
            db,
            "assessment_round",
            round_,
            {"finished_on": today, "finished_by": db.operator, "self_points": found.points,
             "points_full": found.points_full, "self_stars": found.star.stars if found.star else 0},
        )  # fmt: skip


def set_due(db: Register, round_: int, due_on: str) -> None:
    """Set the last day for the school's own scores, empty for none; raise `UserError` where it is no day."""
    found = _open(db, round_)
    with db.act(f"定下{found.title}的截止日期"):
        update(db, "assessment_round", round_, {"due_on": _day(due_on)})


def find(db: Register, *, school: int, kind: str = "", year: int | None = None) -> list[int]:
    """List a school's rounds, the newest first."""
    found = db.execute(
        "SELECT id FROM assessment_round WHERE school = :school AND (:kind = '' OR kind = :kind) "
        "AND (:year IS NULL OR year = :year) ORDER BY year DESC, kind DESC, id DESC",
        {"school": school, "kind": kind, "year": year},
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Round]:
    """Give rounds in the order asked."""
    select = (
        "SELECT r.id, r.school, r.kind, r.year, r.standard, s.name, r.opened_on, r.due_on, "
        "coalesce(r.finished_on, ''), coalesce(r.finished_by, ''), r.self_points, r.points_full "
        "FROM assessment_round r JOIN standard s ON s.id = r.standard "
        "WHERE r.id IN (SELECT value FROM json_each(?))"
    )
    return [_round(db, row) for row in by_id(db, select, ids)]


def _round(db: Register, row: tuple[Any, ...]) -> Round:
    id_, school, kind, year, standard, name, opened_on, due_on, finished_on, finished_by, points, full = row
    listed = lines(db, id_)
    own = sum(one.self_points for one in listed) if points is None else points
    of = sum(one.points_full for one in listed) if full is None else full
    scored = [one.county_points for one in listed if one.county_points is not None]
    county = sum(scored) if scored and len(scored) == len(listed) else None
    lacking = sum(bool(one.required) and not one.self_points for one in listed)
    barred = any(one.required and one.county_points == 0 for one in listed)
    cut_offs = standards.by_id(db, standard)
    # Who lacks what is required has no stars, whatever the sum.
    star = None if lacking else cut_offs.star(own, of)
    county_star = None if county is None or barred else cut_offs.star(county, of)
    return Round(
        id_, school, kind, year, standard, name, opened_on, due_on, finished_on, finished_by, own, of, county,
        lacking, star, county_star,
    )  # fmt: skip


def lines(db: Register, round_: int) -> list[Line]:
    """Give the lines of a round in the standard's order; the county's own score comes before one typed in."""
    return _lines(db, "l.round = ?", round_)


def _lines(db: Register, where: str, given: int) -> list[Line]:
    found = db.execute(
        "SELECT l.id, l.round, l.criterion, l.item_name, l.text, l.required, l.points_full, l.state, l.said, "
        "l.pieces, l.proposed, l.self_points, l.reason, s.points, coalesce(s.reason, '') "
        "FROM assessment_line l LEFT JOIN county_score s ON s.id = (SELECT c.id FROM county_score c "
        "WHERE c.line = l.id ORDER BY c.school = l.school, c.id DESC LIMIT 1) "
        f"WHERE {where} ORDER BY l.seq",
        [given],
    )
    return [_line_of(row) for row in found]


def _line_of(row: tuple[Any, ...]) -> Line:
    plain = Line(*row)
    pieces = tuple((noun, id_, title, on) for noun, id_, title, on in json.loads(row[9]))
    return replace(plain, pieces=pieces)


def due(db: Register, *, school: int, year: int) -> list[str]:
    """Give the kinds of round that fall due in a year and were not begun.

    One a year, and a selection two years after the last; where there was none yet, nobody is reminded of it.
    """
    held = {kind: [0] for kind in KINDS}
    for kind, when in db.execute("SELECT kind, year FROM assessment_round WHERE school = ?", [school]):
        held[kind].append(when)
    found = ["yearly"] if year not in held["yearly"] else []
    last = max(held["selection"])
    return [*found, "selection"] if last and year >= last + EVERY["selection"] else found


def _open(db: Register, round_: int) -> Round:
    found = rows(db, [round_])
    if not found:
        raise UserError("没有找到这次评估，可能已被撤销，请刷新后再试。")
    if found[0].finished_on:
        raise UserError(f"{found[0].title}已在 {found[0].finished_on} 完成，不能再改。")
    return found[0]


def _line(db: Register, line: int) -> Line:
    found = _lines(db, "l.id = ?", line)
    if not found:
        raise UserError("没有找到这一条评分，可能已被撤销，请刷新后再试。")
    return found[0]


def _points(points: str | int, line: Line) -> int:
    text = str(points).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 7) or int(text) > line.points_full:
        raise UserError(f"“{line.text}”的分数要是 0 到 {line.points_full} 的整数，填的是“{text[:20]}”。")
    return int(text)


def _day(text: str) -> str:
    return dates.typed_day(text, what="截止日期", like="2026-12-10") if text.strip() else ""


def days_left(round_: Round, today: str) -> int | None:
    """Give the days until the school's own scores are due, None where no day was set."""
    if not round_.due_on:
        return None
    return (date.fromisoformat(round_.due_on) - date.fromisoformat(today)) // timedelta(1)


def history(rounds: Sequence[Round]) -> list[tuple[str, int, int, int | None, int | None]]:
    """Give what each finished round came to: title, points, of all, stars, and the county's points."""
    return [
        (one.title, one.points, one.points_full, one.star.stars if one.star else None, one.county_points)
        for one in rounds
        if one.finished_on
    ]
