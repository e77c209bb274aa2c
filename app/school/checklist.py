"""The checklist: a standard's criteria, what proves each, and the gaps, worth most first."""

import calendar
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.school import evidence
from db.register import Register
from db.rows import insert

PRESETS = Path(register_room.__file__).parent / "rules" / "standards"
STATES = {"missing": "缺", "usable": "可用", "expired": "过期", "short": "不足"}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One demand of a standard; `need` is what a count must reach, `valid_months` 0 means for good."""

    id: int
    item: str
    item_name: str
    key: str
    text: str
    proof: str
    measure: str
    need: int
    points: int
    valid_months: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a criterion stands today: its state, what proves it in words, and the points it gives."""

    criterion: Criterion
    state: str
    proved_by: str
    next_step: str
    points: int


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard that a school has adopted."""

    id: int
    name: str
    source: str
    status: str
    effective_from: str


def load_presets(db: Register, *, school: int) -> None:
    """Copy the shipped standards that a school does not have yet into its register."""
    for file in sorted(PRESETS.glob("*.toml")):
        preset = tomllib.loads(file.read_text(encoding="utf-8"))
        if db.execute(
            "SELECT 1 FROM standard WHERE school = ? AND key = ?", [school, preset["key"]]
        ).fetchone():
            continue
        with db.act(f"采用标准：{preset['name']}"):
            head = {name: preset[name] for name in ("key", "name", "source", "effective_from", "status")}
            standard = insert(db, "standard", {"school": school, **head})
            _load_criteria(db, preset["item"], school=school, standard=standard)


def _load_criteria(db: Register, items: list[dict[str, Any]], *, school: int, standard: int) -> None:
    pairs = [(item, criterion) for item in items for criterion in item["criterion"]]
    for seq, (item, criterion) in enumerate(pairs, start=1):
        if criterion.get("measure", "") not in ("", *MEASURES):
            raise ValueError(f"{criterion['key']}: no such measure")
        whose = {"school": school, "standard": standard, "item": item["key"], "item_name": item["name"]}
        insert(db, "criterion", {**whose, "seq": seq, **criterion})


def standard(db: Register, *, school: int, on: str) -> Standard:
    """Give the newest standard in force on a day; raise `UserError` where there is none."""
    row = db.execute(
        "SELECT id, name, source, status, effective_from FROM standard WHERE school = ? "
        "AND effective_from <= ? ORDER BY effective_from DESC, id DESC LIMIT 1",
        [school, on],
    ).fetchone()
    if row is None:
        raise UserError("还没有采用检查标准，请在“设置”里采用一套标准。")
    return Standard(*row)


def criteria(db: Register, standard: int) -> list[Criterion]:
    """Give a standard's criteria in its order."""
    found = db.execute(
        "SELECT id, item, item_name, key, text, proof, measure, need, points, valid_months "
        "FROM criterion WHERE standard = ? ORDER BY seq",
        [standard],
    )
    return [Criterion(*row) for row in found]


def assess(db: Register, *, school: int, year: int, today: str) -> list[Assessment]:
    """Judge every criterion in force: documents by their own date, counts from the register."""
    found = standard(db, school=school, on=min(today, f"{year}-12-31"))
    return [
        _counted(db, one, school=school, year=year, today=today)
        if one.proof == "count"
        else _documented(db, one, today=today)
        for one in criteria(db, found.id)
    ]


def gaps(assessments: list[Assessment]) -> list[Assessment]:
    """Give what is not proved, the most points to be gained first."""
    open_ = [one for one in assessments if one.state != "usable"]
    return sorted(open_, key=lambda one: one.points - one.criterion.points)


def _documented(db: Register, criterion: Criterion, *, today: str) -> Assessment:
    papers = evidence.rows(db, evidence.find(db, criterion=criterion.id))
    if not papers:
        return Assessment(criterion, "missing", "", "归入文件或照片", 0)
    newest = papers[0]
    said = f"{newest.file_name}（{newest.formed_on}）" + (f"等 {len(papers)} 件" if papers[1:] else "")
    if criterion.valid_months and _until(newest.formed_on, criterion.valid_months) < today:
        return Assessment(criterion, "expired", said, f"换成 {criterion.valid_months} 个月以内的材料", 0)
    return Assessment(criterion, "usable", said, "", criterion.points)


def _until(formed_on: str, months: int) -> str:
    """Give the last day on which a document of that date still proves something."""
    day = date.fromisoformat(formed_on)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)).isoformat()


def _counted(db: Register, criterion: Criterion, *, school: int, year: int, today: str) -> Assessment:
    if criterion.measure not in MEASURES:
        # A township with a newer program may count what this one has not learnt to.
        return Assessment(criterion, "missing", "本机的五有较旧，算不出这一项", "请先升级本机的五有", 0)
    measure, said, step = MEASURES[criterion.measure]
    reached = measure(db, school, year, today)
    words = said.format(reached=reached, need=criterion.need)
    if reached >= criterion.need:
        return Assessment(criterion, "usable", words, "", criterion.points)
    step = step.format(lacking=criterion.need - reached)
    return Assessment(criterion, "short" if reached else "missing", words, step, 0)


def _one(db: Register, select: str, school: int, year: int, today: str) -> int:
    row = db.execute(select, {"school": school, "year": year, "first": f"{year}-01-01",
                              "last": f"{year}-12-31", "today": today}).fetchone()  # fmt: skip
    return int(row[0] or 0)


def classes_held(db: Register, school: int, year: int, today: str) -> int:
    """Count the classes with a session held and marked this year: a signboard alone is not a class."""
    select = (
        "SELECT count(DISTINCT s.training_class) FROM session s JOIN attendance a ON a.session = s.id "
        "WHERE s.school = :school AND s.date BETWEEN :first AND :last AND s.date <= :today"
    )
    return _one(db, select, school, year, today)


def _teachers_used(db: Register, school: int, year: int, today: str) -> int:
    select = (
        "SELECT count(DISTINCT teacher) FROM session WHERE school = :school "
        "AND date BETWEEN :first AND :last AND date <= :today"
    )
    return _one(db, select, school, year, today)


def _places_used(db: Register, school: int, year: int, today: str) -> int:
    select = (
        "SELECT count(DISTINCT place) FROM session WHERE school = :school "
        "AND date BETWEEN :first AND :last AND date <= :today"
    )
    return _one(db, select, school, year, today)


def _classes_with_papers_percent(db: Register, school: int, year: int, today: str) -> int:
    select = (
        "SELECT 100 * sum(EXISTS (SELECT 1 FROM session s WHERE s.training_class = c.id) "
        "AND EXISTS (SELECT 1 FROM sign_in_sheet p WHERE p.training_class = c.id)) / count(*) "
        "FROM training_class c WHERE c.school = :school AND c.year = :year"
    )
    return _one(db, select, school, year, today)


def _attendance_percent(db: Register, school: int, year: int, today: str) -> int:
    select = (
        "SELECT 100 * count(a.id) / count(*) FROM session s JOIN enrollment e "
        "ON e.training_class = s.training_class LEFT JOIN attendance a "
        "ON a.session = s.id AND a.enrollment = e.id "
        "WHERE s.school = :school AND s.date BETWEEN :first AND :last AND s.date <= :today"
    )
    return _one(db, select, school, year, today)


def _trained_percent(db: Register, school: int, year: int, today: str) -> int:
    """Distinct members who came at least once, of those on the rolls who are full or probationary."""
    select = (
        "SELECT 100 * sum(EXISTS (SELECT 1 FROM enrollment e JOIN attendance a ON a.enrollment = e.id "
        "JOIN session s ON s.id = a.session WHERE e.member IN "
        "(SELECT m.id UNION ALL SELECT other FROM person_link WHERE kept = m.id) "
        "AND a.mark IN ('present', 'late', 'left_early') AND s.date BETWEEN :first AND :last)) / count(*) "
        "FROM member m WHERE m.school = :school AND m.left_on IS NULL "
        "AND m.member_type IN ('full', 'probationary') AND m.id NOT IN (SELECT other FROM person_link)"
    )
    return _one(db, select, school, year, today)


Measure = Callable[[Register, int, int, str], int]
# What a standard may count: how, how it is said, and the next step when it falls short.
MEASURES: dict[str, tuple[Measure, str, str]] = {
    "classes_held": (classes_held, "已办 {reached} 期，来自培训班考勤", "再办 {lacking} 期"),
    "teachers_used": (_teachers_used, "本年授课 {reached} 人，来自课表", "还差 {lacking} 人，请补排课教师"),
    "places_used": (_places_used, "本年使用 {reached} 处，来自课表", "排课时写明上课地点"),
    "classes_with_papers_percent": (
        _classes_with_papers_percent,
        "{reached}% 的班齐全，来自课表和签到表",
        "补排课表、补打签到表",
    ),
    "attendance_percent": (_attendance_percent, "录入 {reached}%，来自考勤", "补录考勤"),
    "trained_percent": (_trained_percent, "受训 {reached}%，来自考勤", "还差 {lacking} 个百分点，安排补训"),
}
