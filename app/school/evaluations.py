"""Evaluations: what trainees ticked without their names, counted, and what teachers come to by it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import db as register_room
from app.errors import UserError
from app.school import classes, timetable
from db.register import Register
from db.rows import insert, update

PRESETS = Path(register_room.__file__).parent / "rules" / "evaluations"
MOST = 9999
WHOLE = "培训班总体"
SATISFIED = "满意率 = 满意及以上的票 ÷ 全部票。"


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade: the points it gives for an aspect, and whether whoever ticks it is satisfied."""

    title: str
    points: int
    satisfied: bool


@dataclass(frozen=True, slots=True)
class EvaluationRule:
    """By what a lesson is judged and in which grades, the best first; `overall` is asked of the class."""

    key: str
    title: str
    source: str
    status: str
    aspects: tuple[str, ...]
    overall: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is judged: a course by a teacher, however many half-days it took; 0 where there is none.

    Course 0 is the class as a whole.
    """

    course: int
    teacher: int
    course_title: str
    teacher_name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """So many ticked a grade for an aspect of a lesson; 0 takes the number away."""

    lesson: Lesson
    aspect: str
    grade: str
    tally: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A class's evaluation: lessons with their aspects, the counts by (lesson, aspect, grade)."""

    rule: EvaluationRule
    lines: tuple[tuple[Lesson, str], ...]
    counts: Mapping[tuple[Lesson, str, str], int]
    returned: int
    remarks: str
    entered_on: str
    entered_by: str

    def tally(self, lesson: Lesson, aspect: str) -> tuple[int, ...]:
        """Give the counts of a line, a number for each grade."""
        return tuple(self.counts.get((lesson, aspect, grade.title), 0) for grade in self.rule.grades)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a lesson or a teacher comes to: ticks, satisfied ones, and for each aspect mean and least points.

    Points are exact fractions of ticks: `sums` and `ticks` by aspect, so that outcomes can be added up.
    """

    lesson: Lesson
    ticks: Mapping[str, int]
    sums: Mapping[str, int]
    least: Mapping[str, int]
    satisfied: int

    @property
    def answers(self) -> int:
        """Give how many ticks there are in all."""
        return sum(self.ticks.values())

    @property
    def satisfied_share(self) -> float | None:
        """Give the share of those satisfied, None where nobody ticked."""
        return self.satisfied / self.answers if self.answers else None

    def mean(self, aspect: str) -> float | None:
        """Give the mean points of an aspect, None where nobody ticked."""
        return self.sums[aspect] / self.ticks[aspect] if self.ticks.get(aspect) else None

    @property
    def total(self) -> float | None:
        """Give the means of all aspects together (总分), None where nobody ticked."""
        means = [mean for aspect in self.ticks if (mean := self.mean(aspect)) is not None]
        return sum(means) if means else None


@cache
def rule() -> EvaluationRule:
    """Give the shipped rule; raise KeyError, TypeError or ValueError where it is not whole."""
    (file,) = sorted(PRESETS.glob("*.toml"))
    return _read(tomllib.loads(file.read_text(encoding="utf-8")))


def _read(body: Mapping[str, Any]) -> EvaluationRule:
    grades = tuple(Grade(one["title"], int(one["points"]), bool(one["satisfied"])) for one in body["grade"])
    if len({one.title for one in grades}) != len(grades) or len(set(body["aspects"])) != len(body["aspects"]):
        raise ValueError("an aspect or a grade is there twice")
    if sorted(grades, key=lambda one: -one.points) != list(grades):
        raise ValueError("the best grade must come first")
    return EvaluationRule(
        body["key"], body["title"], body["source"], body["status"], tuple(body["aspects"]), body["overall"],
        grades,
    )  # fmt: skip


def of_class(db: Register, training_class: int) -> Evaluation:
    """Give a class's evaluation as it stands; a lesson that left the timetable stays while it is counted."""
    found = rule()
    counted = db.execute(
        "SELECT coalesce(c.same_as, c.id, 0), coalesce(t.same_as, t.id, 0), aspect, grade, tally "
        "FROM evaluation_count e LEFT JOIN course c ON c.id = e.course LEFT JOIN teacher t "
        "ON t.id = e.teacher WHERE training_class = ? ORDER BY e.id",
        [training_class],
    ).fetchall()
    lessons = _lessons(db, training_class, [(course, teacher) for course, teacher, *_ in counted])
    counts: dict[tuple[Lesson, str, str], int] = {}
    for course, teacher, aspect, grade, tally in counted:
        key = (lessons[course, teacher], aspect, grade)
        counts[key] = counts.get(key, 0) + tally
    lines = [(one, aspect) for one in lessons.values() if one.course for aspect in found.aspects]
    whole = db.execute(
        "SELECT returned, remarks, entered_on, entered_by FROM evaluation WHERE training_class = ?",
        [training_class],
    ).fetchone()
    if lines:
        lines.append((lessons[0, 0], found.overall))
    return Evaluation(found, tuple(lines), counts, *(whole or (0, "", "", "")))


def _lessons(
    db: Register, training_class: int, counted: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Lesson]:
    """Give the lessons of the timetable in their order, then those that are only counted, then the whole."""
    taught = db.execute(
        "SELECT s.course, coalesce(s.teacher, 0), min(date || CASE half_day WHEN 'am' THEN 1 "
        "WHEN 'pm' THEN 2 ELSE 3 END) FROM session s WHERE training_class = ? GROUP BY 1, 2 ORDER BY 3",
        [training_class],
    )
    wanted = dict.fromkeys([*((course, teacher) for course, teacher, _ in taught), *counted])
    wanted.pop((0, 0), None)
    titles = dict(db.execute("SELECT id, title FROM course").fetchall())
    names = dict(db.execute("SELECT id, name FROM teacher").fetchall())
    found = {
        (course, teacher): Lesson(course, teacher, titles[course], names.get(teacher, ""))
        for course, teacher in wanted
    }
    return {**found, (0, 0): Lesson(0, 0, WHOLE, "")}


def enter(db: Register, training_class: int, entries: Sequence[Entry], *, today: str) -> int:
    """Keep counts as one act, and give how many are different now.

    An archived class can be evaluated no more, a closed one can: the sheets are counted after the last
    lesson. Raise `UserError` for a number out of range, more ticks than sheets came back (where that is
    said), or an archived class.
    """
    found = _open(db, training_class)
    before = of_class(db, training_class)
    lines, grades = set(before.lines), {grade.title for grade in before.rule.grades}
    counts = dict(before.counts)
    for one in entries:
        if (one.lesson, one.aspect) not in lines or one.grade not in grades:
            raise UserError("本班没有这一课或这一项，请刷新后再填。")
        if not 0 <= one.tally <= MOST:
            raise UserError(f"票数请写 0 到 {MOST} 的整数。")
        counts[one.lesson, one.aspect, one.grade] = one.tally
    for lesson, aspect in dict.fromkeys((one.lesson, one.aspect) for one in entries):
        ticked = sum(counts.get((lesson, aspect, grade), 0) for grade in grades)
        if before.returned and ticked > before.returned:
            what = f"“{lesson.course_title}”的{aspect}"
            raise UserError(f"{what}一共 {ticked} 票，超过收回的 {before.returned} 份。请核对。")
    with db.act(f"{found.name}：录入质量测评"):
        changed = sum(_put(db, found, one, before) for one in entries)
        if changed:
            _note(db, found, {}, today=today)
    return changed


def _put(db: Register, found: classes.TrainingClass, one: Entry, before: Evaluation) -> bool:
    if before.counts.get((one.lesson, one.aspect, one.grade), 0) == one.tally:
        return False
    # Merged spellings may have left several rows for one lesson.
    db.execute(
        "DELETE FROM evaluation_count WHERE training_class = ? AND aspect = ? AND grade = ? "
        "AND coalesce((SELECT coalesce(same_as, id) FROM course c WHERE c.id = course), 0) = ? "
        "AND coalesce((SELECT coalesce(same_as, id) FROM teacher t WHERE t.id = teacher), 0) = ?",
        [found.id, one.aspect, one.grade, one.lesson.course, one.lesson.teacher],
    )
    if one.tally:
        whose = {"school": found.school, "training_class": found.id}
        what = {"course": one.lesson.course or None, "teacher": one.lesson.teacher or None}
        insert(
            db,
            "evaluation_count",
            {**whose, **what, "aspect": one.aspect, "grade": one.grade, "tally": one.tally},
        )
    return True


def note(
    db: Register, training_class: int, *, today: str, returned: int | None = None, remarks: str | None = None
) -> None:
    """Say how many sheets came back and what people wrote; what is None stays.

    Raise `UserError` for a number out of range or fewer than the ticks of a line.
    """
    found = _open(db, training_class)
    values: dict[str, object] = {}
    if returned is not None:
        if not 0 <= returned <= MOST:
            raise UserError(f"收回的份数请写 0 到 {MOST} 的整数。")
        kept = of_class(db, training_class)
        most = max((sum(kept.tally(lesson, aspect)) for lesson, aspect in kept.lines), default=0)
        if 0 < returned < most:
            raise UserError(f"有一行已经录了 {most} 票，收回的份数不能少于 {most} 份。请核对。")
        values["returned"] = returned
    if remarks is not None:
        values["remarks"] = "\n".join(" ".join(line.split()) for line in remarks.splitlines() if line.strip())
    with db.act(f"{found.name}：质量测评收回份数和意见"):
        _note(db, found, values, today=today)


def _note(db: Register, found: classes.TrainingClass, values: Mapping[str, object], *, today: str) -> None:
    row = db.execute(
        "SELECT id, returned, remarks FROM evaluation WHERE training_class = ?", [found.id]
    ).fetchone()
    who = {"entered_on": today, "entered_by": db.operator}
    if row is None:
        insert(db, "evaluation", {"school": found.school, "training_class": found.id, **values, **who})
    elif not values or any(value not in row[1:] for value in values.values()):
        update(db, "evaluation", row[0], {**values, **who})


def _open(db: Register, training_class: int) -> classes.TrainingClass:
    found = classes.row(db, training_class)
    if found.state == "archived":
        raise UserError(f"“{found.name}”已经归档，质量测评不能再改。")
    if not timetable.find(db, training_class=training_class):
        raise UserError("本班还没有排课，没有课可以测评。请先到“课表”页排课。")
    return found


# what it comes to


def outcomes(evaluation: Evaluation) -> list[Outcome]:
    """Give what each lesson comes to, in the order of the lines; those nobody ticked are left out."""
    lessons = dict.fromkeys(lesson for lesson, _ in evaluation.lines)
    found = [_outcome(evaluation, lesson) for lesson in lessons]
    return [one for one in found if one.answers]


def _outcome(evaluation: Evaluation, lesson: Lesson) -> Outcome:
    ticks: dict[str, int] = {}
    sums: dict[str, int] = {}
    least: dict[str, int] = {}
    satisfied = 0
    for aspect in [aspect for one, aspect in evaluation.lines if one == lesson]:
        for count, grade in zip(evaluation.tally(lesson, aspect), evaluation.rule.grades, strict=True):
            ticks[aspect] = ticks.get(aspect, 0) + count
            sums[aspect] = sums.get(aspect, 0) + count * grade.points
            satisfied += count if grade.satisfied else 0
            if count:
                least[aspect] = min(grade.points, least.get(aspect, grade.points))
    return Outcome(lesson, ticks, sums, least, satisfied)


def of_teachers(db: Register, *, school: int, year: int) -> dict[int, tuple[int, int]]:
    """Give for each teacher judged in the classes of a year the ticks and those of people satisfied."""
    satisfied = {grade.title for grade in rule().grades if grade.satisfied}
    found: dict[int, tuple[int, int]] = {}
    for teacher, grade, tally in db.execute(
        "SELECT coalesce(t.same_as, t.id), e.grade, sum(e.tally) FROM evaluation_count e "
        "JOIN teacher t ON t.id = e.teacher JOIN training_class c ON c.id = e.training_class "
        "WHERE e.school = ? AND c.year = ? GROUP BY 1, 2",
        [school, year],
    ):
        ticks, good = found.get(teacher, (0, 0))
        found[teacher] = ticks + tally, good + (tally if grade in satisfied else 0)
    return found
