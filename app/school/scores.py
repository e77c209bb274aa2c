"""Scores: what each part of an exam came to, the total by its weights, and the grade."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import CAME, attendance, class_rules, classes, enrollments
from db.register import Register
from db.rows import insert, update

MOST_TENTHS = 1000
MISSED = ("缺考", "缺", "未考", "-", "—", "/")
_POINTS = re.compile(r"(\d{1,3})(?:\.(\d?)0*)?", re.ASCII)
_HEADINGS = ("姓名", "序号", "学员")


@dataclass(frozen=True, slots=True)
class Line:
    """One person's scores in tenths of a point; `total` and `grade` only where everything is there.

    `came` of `held` half-days; `why` says in words what the total lacks.
    """

    who: enrollments.Enrollment
    points: Mapping[str, int]
    total: int | None
    grade: str
    passes: bool
    came: int
    held: int
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A class's scores: whether it has any or should, the rule, and a line a person in roster order."""

    asked: bool
    rule: class_rules.Scores
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One score to be kept; None takes it away."""

    enrollment: int
    part: str
    tenths: int | None


def sheet(db: Register, training_class: int) -> Sheet:
    """Give a class's scores as they stand.

    Totals by weight, and none for those who came to less than 3/4 or missed a part: 发展对象培训班考核办法
    (考试60%、平时40%，85/75/60分段，出勤率低于3/4或缺考不计成绩).
    """
    found = classes.row(db, training_class)
    rule = rule_of(db, found)
    points: dict[int, dict[str, int]] = {}
    for enrollment, part, tenths in db.execute(
        "SELECT s.enrollment, part, tenths FROM score s JOIN enrollment e ON e.id = s.enrollment "
        "WHERE e.training_class = ?",
        [training_class],
    ):
        points.setdefault(enrollment, {})[part] = tenths
    grid = attendance.roll_call(db, training_class)
    lines = tuple(_line(rule, grid, who, points.get(who.id, {})) for who in grid.enrollments)
    kind = class_rules.in_force(db, school=found.school, on=_first_day(found)).type_named(found.class_type)
    return Sheet(bool(points) or bool(kind and kind.exam), rule, lines)


def rule_of(db: Register, found: classes.TrainingClass) -> class_rules.Scores:
    """Give how a class is marked."""
    return class_rules.in_force(db, school=found.school, on=_first_day(found)).scores


def _first_day(found: classes.TrainingClass) -> str:
    return found.starts or f"{found.year}-01-01"


def _line(
    rule: class_rules.Scores,
    grid: attendance.RollCall,
    who: enrollments.Enrollment,
    points: Mapping[str, int],
) -> Line:
    marks = [grid.marks.get((who.id, session.id)) for session in grid.sessions]
    came, blank, held = sum(mark in CAME for mark in marks), marks.count(None), len(marks)
    lacking = [part.title for part in rule.parts if part.key not in points]
    least, whole = rule.least_attendance
    # A half-day not yet marked may still count for them.
    if (came + blank) * whole < held * least:
        why = f"出勤 {came}/{held} 个半天，低于 {least}/{whole}，不计成绩"
    elif lacking:
        why = f"没有{'、'.join(lacking)}成绩"
    else:
        total = (2 * sum(points[part.key] * part.weight for part in rule.parts) + 100) // 200
        passes = total >= rule.pass_mark * 10
        why = "" if passes else f"总评 {points_text(total)} 分，不到 {rule.pass_mark} 分"
        return Line(who, points, total, rule.band(total), passes, came, held, why)
    return Line(who, points, None, "", False, came, held, why)


def enter(db: Register, *, enrollment: int, part: str, tenths: int | None) -> None:
    """Keep, change or (with None) take away one score; raise `UserError` where the class is closed."""
    (who,) = enrollments.rows(db, [enrollment])
    enter_all(db, who.training_class, [Entry(enrollment, part, tenths)])


def enter_all(db: Register, training_class: int, entries: Sequence[Entry]) -> int:
    """Keep several scores of a class as one act; give how many are different now.

    Raise `UserError` where the class is closed or has no such part, or points are none.
    """
    found = classes.still_open(db, training_class)
    titles = {part.key: part.title for part in rule_of(db, found).parts}
    names = {who.id: who.name for who in _roster(db, training_class)}
    for entry in entries:
        if entry.enrollment not in names:
            raise ValueError("an enrollment of another class")
        if entry.part not in titles:
            raise UserError(f"本班的成绩没有“{entry.part}”这一项，只有：{'、'.join(titles.values())}。")
        if entry.tenths is not None and not 0 <= entry.tenths <= MOST_TENTHS:
            raise UserError(f"{names[entry.enrollment]}的{titles[entry.part]}成绩应在 0 到 100 分之间。")
    with db.act(_act(found, entries, names, titles)):
        return sum(_put(db, found.school, entry) for entry in entries)


def _act(
    found: classes.TrainingClass,
    entries: Sequence[Entry],
    names: Mapping[int, str],
    titles: Mapping[str, str],
) -> str:
    if len(entries) != 1:
        return f"{found.name}：录入 {len(entries)} 个成绩"
    (one,) = entries
    said = points_text(one.tenths) if one.tenths is not None else "清空"
    return f"{names[one.enrollment]}{titles[one.part]}成绩 {said}"


def _put(db: Register, school: int, entry: Entry) -> bool:
    row = db.execute(
        "SELECT id, tenths FROM score WHERE enrollment = ? AND part = ?", [entry.enrollment, entry.part]
    ).fetchone()
    if (row[1] if row else None) == entry.tenths:
        return False
    if entry.tenths is None:
        db.execute("DELETE FROM score WHERE id = ?", [row[0]])
    elif row:
        update(db, "score", row[0], {"tenths": entry.tenths})
    else:
        insert(
            db,
            "score",
            {"school": school, "enrollment": entry.enrollment, "part": entry.part, "tenths": entry.tenths},
        )
    return True


def points(text: str) -> int | None:
    """Read points as people write them, in tenths; None for an empty cell and for 缺考.

    Raise `UserError` for anything else than 0 to 100 with one decimal.
    """
    said = unicodedata.normalize("NFKC", text).strip().removesuffix("分").strip()
    if not said or said in MISSED:
        return None
    found = _POINTS.fullmatch(said)
    tenths = int(found[1]) * 10 + int(found[2] or 0) if found else MOST_TENTHS + 1
    if tenths > MOST_TENTHS:
        raise UserError(
            f"“{text.strip()}”不是成绩，请写 0 到 100 的分数，最多一位小数，例如 86.5；缺考不用填。"
        )
    return tenths


def points_text(tenths: int) -> str:
    """Write tenths of a point: 865 as 86.5, 860 as 86."""
    return f"{tenths / 10:g}"


def listed(
    db: Register, training_class: int, cells: Sequence[Sequence[str]], *, parts: Sequence[str] = ()
) -> list[Entry]:
    """Read a pasted list of names (or numbers on the roster) with their points; nothing is kept yet.

    The headings, where the list has them, say which column is which part; otherwise the columns after the
    name are `parts`, all of the class's unless given. Raise `UserError` for the first line that fits nobody
    or holds no points.
    """
    rule = rule_of(db, classes.row(db, training_class))
    order = [(at, part) for at, part in enumerate(parts or [part.key for part in rule.parts], start=1)]
    lines = [
        (number, [cell.strip() for cell in row]) for number, row in enumerate(cells, start=1) if any(row)
    ]
    name_at = 0
    if lines and (heads := [at for at, cell in enumerate(lines[0][1]) if cell in _HEADINGS]):
        headings = lines.pop(0)[1]
        name_at = next((at for at in heads if headings[at] != "序号"), heads[0])
        titles = {part.title: part.key for part in rule.parts}
        order = [(at, titles[cell]) for at, cell in enumerate(headings) if cell in titles]
        if not order:
            raise UserError(f"表头里没有成绩的列。请写上：{'、'.join(titles)}。")
    roster = _roster(db, training_class)
    entries: list[Entry] = []
    for number, row in lines:
        who = _named(roster, row[name_at] if name_at < len(row) else "", number)
        for at, part in order:
            if at < len(row):
                entries.append(Entry(who.id, part, _points(row[at], number)))
    if len({(entry.enrollment, entry.part) for entry in entries}) != len(entries):
        raise UserError("表里有人出现了两次，分不清以哪一行为准；请删去重复的行再粘贴。")
    return entries


def _points(cell: str, number: int) -> int | None:
    try:
        return points(cell)
    except UserError as error:
        raise UserError(f"第 {number} 行：{error}") from error


def _named(roster: Iterable[enrollments.Enrollment], said: str, number: int) -> enrollments.Enrollment:
    wanted = "".join(said.split())
    found = [who for who in roster if wanted in (who.name, str(who.seq_no))]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(f"第 {number} 行的“{said}”不在本班名册里，没有录入成绩。请改成名册上的姓名或序号。")
    raise UserError(f"第 {number} 行的“{said}”在本班有 {len(found)} 人同名，请改写名册上的序号。")


def _roster(db: Register, training_class: int) -> list[enrollments.Enrollment]:
    return enrollments.rows(db, enrollments.find(db, training_class=training_class))
