"""The checklist: how a school stands against its standard, what proves it, and the gaps, worth most first."""

import calendar
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.school import measures, standards, stated_facts
from app.school.measures import Measure, Piece, Reached, Span, Tally, classes_held
from app.school.standards import Criterion, Standard, criteria, load_presets
from app.school.standards import in_force as standard
from app.school.stated_facts import StatedFact
from db.register import Register

__all__ = [
    "SAID", "STATES", "Assessment", "Criterion", "Standard", "assess", "assess_many", "classes_held",
    "criteria", "demanded", "gaps", "load_presets", "standard",
]  # fmt: skip

STATES = {
    "missing": "缺",
    "received": "已收",
    "usable": "可用",
    "expired": "过期",
    "contradicted": "与数据不符",
}
SAID = {
    "missing": "没有可以证明的材料。",
    "received": "有了，还不能用：没有日期、没有签字、缺页，或者数量不够。",
    "usable": "有材料、有日期，今天能用。",
    "expired": "材料过了有效期，要换新的。",
    "contradicted": "填写的数和登记的数对不上，改对以前不算分。",
}


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a criterion stands: its state, what proves it in words and one by one, and the points it gives.

    `value` is what was counted, None where nothing is. `place` is the title of the place where the next step
    is done. `until` is the last day on which what proves it today still does, empty where it is for good.
    """

    criterion: Criterion
    state: str
    proved_by: str
    next_step: str
    points: int
    value: int | None = None
    pieces: tuple[Piece, ...] = ()
    place: str = ""
    until: str = ""

    @property
    def short_of(self) -> int:
        """Give the points that are still to be gained."""
        return self.criterion.points - self.points


class _Paper(NamedTuple):
    id: int
    file_name: str
    formed_on: str
    lacks: str
    replaces: int | None

    @property
    def piece(self) -> Piece:
        return Piece("evidence", self.id, self.file_name, self.formed_on)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is filed and stated for the demands of some schools, by school and key of the demand."""

    papers: Mapping[tuple[int, str], Sequence[_Paper]]
    facts: Mapping[tuple[int, str], Sequence[StatedFact]]


def assess(db: Register, *, school: int, year: int, today: str, under: int | None = None) -> list[Assessment]:
    """Judge every criterion of the standard in force, or of the one given by `under`.

    A past year is judged as of its last day: by what was true and valid then. Raise `UserError` where the
    school has no standard.
    """
    on = min(today, f"{year}-12-31")
    found = under or standards.in_force(db, school=school, on=on).id
    span = Span(db, (school,), (year,), today)
    known = _known(db, [school])
    return [
        _judge(one, _reached(one, span), known, school=school, on=on) for one in standards.criteria(db, found)
    ]


def demanded(db: Register, *, school: int, on: str) -> list[Criterion]:
    """Give the criteria a school is judged by on a day, none where it has no standard."""
    found = standards.of_schools(db, [school], on=on).get(school)
    return standards.criteria(db, found.id) if found else []


def assess_many(
    db: Register, *, schools: Iterable[int], years: Iterable[int], today: str
) -> dict[tuple[int, int], list[Assessment]]:
    """Judge many schools over many years in one go, by school and year; single pieces are not named.

    A school without a standard in a year is left out of that year.
    """
    span = Span(db, tuple(schools), tuple(years), today)
    known = _known(db, span.schools)
    under = {year: standards.of_schools(db, span.schools, on=span.upto(year)) for year in span.years}
    listed = standards.criteria_of(db, {one.id for found_ in under.values() for one in found_.values()})
    tallies: dict[str, Mapping[tuple[int, int], Tally]] = {}
    found: dict[tuple[int, int], list[Assessment]] = {}
    for year in span.years:
        on = span.upto(year)
        for school, one in under[year].items():
            judged = []
            for criterion in listed.get(one.id, ()):
                measure = measures.MEASURES.get(criterion.measure)
                reached = None
                if measure is not None:
                    if measure.key not in tallies:
                        tallies[measure.key] = measure.values(span)
                    value, of = tallies[measure.key].get((school, year), (0, 0))
                    reached = Reached(value, (), of)
                judged.append(_judge(criterion, reached, known, school=school, on=on))
            found[school, year] = judged
    return found


def gaps(assessments: Iterable[Assessment], *, due: Mapping[str, str] | None = None) -> list[Assessment]:
    """Give what is not proved: the most points to be gained first, then what is due first.

    `due` gives the last day of a demand by its key, where somebody set one.
    """
    asked = due or {}
    open_ = [one for one in assessments if one.state != "usable"]
    return sorted(open_, key=lambda one: (-one.short_of, asked.get(one.criterion.key, "9999")))


def _reached(criterion: Criterion, span: Span) -> Reached | None:
    measure = measures.MEASURES.get(criterion.measure)
    return measure.reached(span) if measure is not None else None


def _known(db: Register, schools: Sequence[int]) -> _Known:
    papers: dict[tuple[int, str], list[_Paper]] = {}
    for school, key, *row in db.execute(
        "WITH RECURSIVE filed (school, key, id) AS (SELECT p.school, c.key, p.evidence FROM proof p "
        "JOIN criterion c ON c.id = p.criterion WHERE p.school IN (SELECT value FROM json_each(?)) "
        # The version before is what there was before.
        "UNION SELECT f.school, f.key, e.replaces FROM filed f JOIN evidence e ON e.id = f.id "
        "WHERE e.replaces IS NOT NULL) "
        "SELECT f.school, f.key, e.id, e.file_name, e.formed_on, e.lacks, e.replaces FROM filed f "
        "JOIN evidence e ON e.id = f.id ORDER BY e.formed_on DESC, e.id DESC",
        [json.dumps(list(schools))],
    ):
        papers.setdefault((school, key), []).append(_Paper(*row))
    return _Known(papers, stated_facts.standing(db, schools))


def _judge(
    criterion: Criterion, reached: Reached | None, known: _Known, *, school: int, on: str
) -> Assessment:
    """Judge one criterion: what contradicts comes first, then what proves it, then what lacks."""
    key = (school, criterion.key)
    facts = [one for one in known.facts.get(key, ()) if one.holds_on <= on]
    papers = known.papers.get(key, ())
    measure = measures.MEASURES.get(criterion.measure)
    claim = facts[0] if facts else None
    if measure is not None and reached is not None and claim is not None and claim.value > reached.value:
        return _contradicted(criterion, measure, reached, claim)
    if measure is not None and reached is not None and reached.value >= max(criterion.need, 1):
        return Assessment(
            criterion, "usable", _said(measure.said, criterion, reached), "", criterion.points,
            reached.value, reached.pieces, measure.place,
        )  # fmt: skip
    if criterion.proof == "count":
        return _short(criterion, measure, reached)
    judged = (
        _documented(criterion, papers, on) if criterion.proof == "document" else _stated(criterion, facts, on)
    )
    if measure is None or reached is None:
        return judged
    if judged.state == "missing":
        return _short(criterion, measure, reached)
    return replace(judged, value=reached.value, pieces=(*judged.pieces, *reached.pieces))


def _said(sentence: str, criterion: Criterion, reached: Reached) -> str:
    return _worded(sentence, criterion.need, reached.value, reached.of)


@lru_cache(maxsize=8192)
def _worded(sentence: str, need: int, value: int, of: int) -> str:
    """Put numbers into a sentence; a city's schools say the same few thousand again and again."""
    lacking = max(need - value, 0)
    return sentence.format(reached=f"{value:,}", of=f"{of:,}", need=f"{need:,}", lacking=f"{lacking:,}")


def _short(criterion: Criterion, measure: Measure | None, reached: Reached | None) -> Assessment:
    if measure is None or reached is None:
        # A township with a newer program may count what this one has not learnt to.
        return Assessment(criterion, "missing", "本机的五有较旧，算不出这一项", "请先升级本机的五有", 0)
    step = _said(measure.step, criterion, reached)
    if criterion.proof == "document":
        step += "，或者归入文件"
    state = "received" if reached.value else "missing"
    words, points = _said(measure.said, criterion, reached), _part(criterion, reached.value)
    return Assessment(criterion, state, words, step, points, reached.value, reached.pieces, measure.place)


def _part(criterion: Criterion, value: int) -> int:
    """Give the points for having a part of what is asked, always less than all."""
    if not value or criterion.partial == "none":
        return 0
    if criterion.partial == "half":
        return criterion.points // 2
    return min(criterion.points * value // max(criterion.need, 1), max(criterion.points - 1, 0))


def _contradicted(criterion: Criterion, measure: Measure, reached: Reached, claim: StatedFact) -> Assessment:
    said = (
        f"{claim.stated_by}填的是 {claim.value:,} {measure.unit}，登记的是 {reached.value:,} {measure.unit}"
    )
    step = "核对以后撤回填写的数，或补登记"
    return Assessment(criterion, "contradicted", said, step, 0, reached.value, reached.pieces, measure.place)


def _documented(criterion: Criterion, papers: Sequence[_Paper], on: str) -> Assessment:
    """Judge by the documents there were on a day; one replaced by then counts no more."""
    there = [one for one in papers if one.formed_on <= on]
    replaced = {one.replaces for one in there}
    there = [one for one in there if one.id not in replaced]
    if not there:
        return Assessment(criterion, "missing", "", f"归入{criterion.wants or '文件或照片'}", 0)
    pieces = tuple(one.piece for one in there)
    dated = [one for one in there if one.formed_on and not one.lacks]
    valid = [one for one in dated if _until(one.formed_on, criterion.valid_months) >= on]
    if valid:
        until = _until(valid[0].formed_on, criterion.valid_months) if criterion.valid_months else ""
        said = _paper_said(valid[0], len(there))
        return Assessment(criterion, "usable", said, "", criterion.points, None, pieces, "", until)
    unfit = next((one for one in there if one.lacks or not one.formed_on), None)
    if unfit is not None:
        why, step = (unfit.lacks, "补齐以后重新归入") if unfit.lacks else ("没有形成日期", "补上形成日期")
        said = f"{_paper_said(unfit, len(there))}：{why}"
        return Assessment(criterion, "received", said, step, _part(criterion, 1), None, pieces)
    step = f"换成 {criterion.valid_months} 个月以内的材料"
    until = _until(dated[0].formed_on, criterion.valid_months)
    said = _paper_said(dated[0], len(there))
    return Assessment(criterion, "expired", said, step, 0, None, pieces, "", until)


def _paper_said(paper: _Paper, many: int) -> str:
    more = f"等 {many} 件" if many > 1 else ""
    return f"{paper.file_name}（{paper.formed_on or '无日期'}）{more}"


def _stated(criterion: Criterion, facts: Sequence[StatedFact], on: str) -> Assessment:
    """Judge by the newest fact stated of a day that had come."""
    if not facts:
        return Assessment(criterion, "missing", "", "填写事实", 0)
    fact = facts[0]
    amount = f"{fact.value:,}{f' {criterion.unit}' if criterion.unit else ''}" if criterion.need else ""
    if not criterion.need:
        amount = "有" if fact.value else "没有"
    said = f"{amount}{f'，{fact.words}' if fact.words else ''}（{fact.stated_by} {fact.holds_on} 填）"
    pieces = (Piece("fact", fact.id, said, fact.holds_on, fact.value > 0),)
    until = _until(fact.holds_on, criterion.valid_months) if criterion.valid_months else ""
    if until and until < on:
        step = f"重新核实，填 {criterion.valid_months} 个月以内的事实"
        return Assessment(criterion, "expired", said, step, 0, fact.value, pieces, "", until)
    if fact.value >= max(criterion.need, 1):
        return Assessment(criterion, "usable", said, "", criterion.points, fact.value, pieces, "", until)
    state = "received" if fact.value else "missing"
    step = f"还差 {criterion.need - fact.value:,} {criterion.unit}" if criterion.need else "做到以后再填"
    return Assessment(criterion, state, said, step, _part(criterion, fact.value), fact.value, pieces)


def _until(formed_on: str, months: int) -> str:
    """Give the last day on which a document of that date still proves something; 0 months is for good."""
    if not months:
        return "9999-12-31"
    day = date.fromisoformat(formed_on)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return "9999-12-31"
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)).isoformat()
