"""Plans: what a school means to teach in a year, line by line, and what came of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import hours_text
from db.register import Register
from db.rows import by_id, insert, update

FIELDS = {
    "title": "班次名称",
    "class_type": "类型",
    "trainee_group": "培训对象",
    "classes": "期数",
    "people": "人次",
    "quarter_hours": "每期学时",
    "months": "时间",
    "responsible": "责任人",
    "note": "备注",
}
"""What a line of the plan says, in the order of the sheet."""
_ALSO = {
    "班次名称": "title", "培训班名称": "title", "名称": "title", "班次": "title", "内容": "title",
    "类型": "class_type", "培训类型": "class_type", "班次类型": "class_type",
    "培训对象": "trainee_group", "对象": "trainee_group",
    "期数": "classes", "期次": "classes", "班数": "classes",
    "人次": "people", "人数": "people", "培训人数": "people", "计划人数": "people", "计划人次": "people",
    "每期学时": "quarter_hours", "学时": "quarter_hours", "计划学时": "quarter_hours",
    "时间": "months", "月份": "months", "培训时间": "months", "办班时间": "months",
    "责任人": "responsible", "负责人": "responsible", "责任单位": "responsible",
    "备注": "note", "序号": "",
}  # fmt: skip
QUARTERS = 4
MOST = 100_000
_MONTHS = re.compile(r"(?:第)?(\d{1,2})月?(?:份)?(?:[-－—–~～至到、](\d{1,2})月?(?:份)?)?")
_QUARTER = re.compile(r"(?:第)?([一二三四1-4])季度")
_HALVES = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12), "": (1, 12)}
_PLAN_COLUMNS = (
    "id, school, year, seq, title, class_type, trainee_group, classes, people, quarter_hours, "
    "month_from, month_to, responsible, note"
)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a year's plan; `people` are 人次 of all its classes, `quarter_hours` those of one."""

    id: int
    school: int
    year: int
    seq: int
    title: str
    class_type: str
    trainee_group: str
    classes: int
    people: int
    quarter_hours: int
    month_from: int
    month_to: int
    responsible: str
    note: str

    @property
    def months(self) -> str:
        """Write when it is to be, as the sheet does: 3—4月."""
        if self.month_from == self.month_to:
            return f"{self.month_from}月"
        return (
            "全年" if (self.month_from, self.month_to) == (1, 12) else f"{self.month_from}—{self.month_to}月"
        )

    def said(self, field: str) -> str:
        """Write one of `FIELDS` as it stands in the sheet; a count of nought is left empty."""
        value = getattr(self, field)
        if field == "quarter_hours":
            return hours_text(value) if value else ""
        return str(value or "")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a line: classes held (with a mark) and still to be held, 人次, distinct people, hours.

    `quarter_hours` is the sum of the half-days that were held and marked.
    """

    held: int
    to_come: int
    person_times: int
    people: int
    quarter_hours: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the plan and what came of it."""

    line: PlanLine
    done: Done

    @property
    def lacking(self) -> int:
        """Give how many classes are neither held nor being prepared."""
        return max(self.line.classes - self.done.held - self.done.to_come, 0)


NOTHING = Done(0, 0, 0, 0, 0)


def find(db: Register, *, school: int, year: int) -> list[int]:
    """List the lines of a year's plan in their order."""
    found = db.execute("SELECT id FROM plan_line WHERE school = ? AND year = ? ORDER BY seq", [school, year])
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[PlanLine]:
    """Give lines in the order asked."""
    select = f"SELECT {_PLAN_COLUMNS} FROM plan_line WHERE id IN (SELECT value FROM json_each(?))"
    return [PlanLine(*row) for row in by_id(db, select, ids)]


def years(db: Register, *, school: int) -> list[int]:
    """List the years for which there is a plan, the newest first."""
    found = db.execute("SELECT DISTINCT year FROM plan_line WHERE school = ? ORDER BY year DESC", [school])
    return [row[0] for row in found]


# entering


def add(db: Register, said: Mapping[str, str], *, school: int, year: int) -> int:
    """Put a line at the end of a year's plan, as written in the sheet by `FIELDS`, and give its id.

    Raise `UserError` for what cannot be read.
    """
    values = _read(said)
    if not values.get("title"):
        raise UserError("请填写班次名称，例如“农村党员冬训”。")
    with db.act(f"{year} 年培训计划：{values['title']}"):
        last = "SELECT coalesce(max(seq), 0) + 1 FROM plan_line WHERE school = ? AND year = ?"
        seq = db.execute(last, [school, year]).fetchone()[0]
        return insert(db, "plan_line", {"school": school, "year": year, "seq": seq, **values})


def amend(db: Register, line: int, said: Mapping[str, str]) -> None:
    """Change what some of `FIELDS` say on a line; raise `UserError` for what cannot be read."""
    before = _row(db, line)
    values = _read(said)
    if values.get("title") == "":
        raise UserError("班次名称不能空着；不要这一行，请删去它。")
    with db.act(f"修改 {before.year} 年培训计划：{before.title}"):
        update(db, "plan_line", line, values)


def enter(db: Register, cells: Sequence[Sequence[str]], *, school: int, year: int) -> list[int]:
    """Put pasted rows at the end of a year's plan, all or none, and give their ids.

    The columns are those of `FIELDS`, or as the first row names them. Raise `UserError` naming the row.
    """
    columns, body = _columns(cells)
    made = []
    with db.act(f"{year} 年培训计划：粘贴 {len(body)} 行"):
        for number, row in enumerate(body, start=1):
            said = {name: cell for name, cell in zip(columns, row, strict=False) if name}
            try:
                made.append(add(db, said, school=school, year=year))
            except UserError as error:
                raise UserError(f"第 {number} 行：{error}全部没有粘贴。") from error
    return made


def _columns(cells: Sequence[Sequence[str]]) -> tuple[list[str], Sequence[Sequence[str]]]:
    """Tell which field each column holds, and leave out the heading where there is one."""
    if not cells:
        raise UserError("剪贴板里没有可以粘贴的行，请先在表格里复制。")
    if is_heading(cells[0]):
        return [name or "" for name in _names(cells[0])], cells[1:]
    numbered = all(row[1:] and row[0].isascii() and row[0].isdigit() for row in cells)
    return [*([""] if numbered else []), *FIELDS], cells


def is_heading(row: Sequence[str]) -> bool:
    """Tell whether a row names the columns of a plan."""
    named = _names(row)
    return "title" in named and sum(name is not None for name in named) >= 2


def _names(row: Sequence[str]) -> list[str | None]:
    return [_ALSO.get(re.sub(r"[\s（(].*", "", cell)) for cell in row]


def drop(db: Register, line: int) -> None:
    """Take a line off the plan; raise `UserError` where a class carries it out."""
    found = _row(db, line)
    carried = db.execute("SELECT name FROM training_class WHERE plan_line = ?", [line]).fetchone()
    if carried:
        raise UserError(
            f"“{found.title}”已有培训班“{carried[0]}”列入，不能删去；请先把那个班改列到别的计划。"
        )
    with db.act(f"删去 {found.year} 年培训计划：{found.title}"):
        db.execute("DELETE FROM plan_line WHERE id = ?", [line])


def copy(db: Register, *, school: int, source: int, year: int) -> list[int]:
    """Copy one year's plan to the end of another's, leaving out titles that stand there; give the new ids.

    Raise `UserError` where there is nothing to copy.
    """
    there = {one.title for one in rows(db, find(db, school=school, year=year))}
    lines = [one for one in rows(db, find(db, school=school, year=source)) if one.title not in there]
    if not lines:
        raise UserError(f"{source} 年没有可以照抄的培训计划，或都已经在 {year} 年里了。")
    with db.act(f"{year} 年培训计划：照抄 {source} 年 {len(lines)} 行"):
        return [add(db, {name: one.said(name) for name in FIELDS}, school=school, year=year) for one in lines]


def _row(db: Register, line: int) -> PlanLine:
    found = rows(db, [line])
    if not found:
        raise UserError("没有找到这一行培训计划，可能已被撤销，请刷新后再试。")
    return found[0]


def _read(said: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for field, text in said.items():
        written = " ".join(text.split())
        if field == "months":
            values["month_from"], values["month_to"] = months(written)
        elif field in ("classes", "people"):
            values[field] = _count(written, field)
        elif field == "quarter_hours":
            values[field] = _quarter_hours(written)
        else:
            values[field] = written
    return values


def _count(text: str, field: str) -> int:
    digits = re.sub(r"[期个班人次名左右约,，\s]", "", text)
    if not digits:
        return 1 if field == "classes" else 0
    if not (digits.isascii() and digits.isdigit() and int(digits) <= MOST):
        raise UserError(f"{FIELDS[field]}“{text}”不是一个数，请写成 2 的样子。")
    return int(digits)


def _quarter_hours(text: str) -> int:
    digits = re.sub(r"(个)?(学时|课时)|\s", "", text)
    if not digits:
        return 0
    try:
        quarters = float(digits) * QUARTERS
    except ValueError:
        quarters = -1.0
    if not 0 <= quarters <= MOST or quarters != int(quarters):
        raise UserError(f"学时“{text}”读不懂，请写以 0.25 为单位的数，例如 24。")
    return int(quarters)


def months(text: str) -> tuple[int, int]:
    """Read when a line is to be carried out: 3月、3-4月、二季度、上半年、全年; raise `UserError`."""
    written = re.sub(r"\s|\d{4}年", "", text)
    if written in _HALVES:
        return _HALVES[written]
    if quarter := _QUARTER.fullmatch(written):
        number = "一二三四".find(quarter[1]) + 1 or int(quarter[1])
        return 3 * number - 2, 3 * number
    if found := _MONTHS.fullmatch(written):
        first, last = int(found[1]), int(found[2] or found[1])
        if 1 <= first <= last <= 12:
            return first, last
    raise UserError(f"时间“{text}”读不懂，请写成 3月、3-4月、二季度或上半年的样子。")


# plan against done


def standings(db: Register, *, school: int, year: int, today: str) -> list[Standing]:
    """Give every line of a year's plan with what came of it by today."""
    lines = rows(db, find(db, school=school, year=year))
    done = _done(db, school=school, year=year, today=today)
    return [Standing(line, done.get(line.id, NOTHING)) for line in lines]


def unplanned(db: Register, *, school: int, year: int, today: str) -> Done:
    """Give what was done in classes of the year that stand in no line of the plan."""
    return _done(db, school=school, year=year, today=today).get(0, NOTHING)


def _done(db: Register, *, school: int, year: int, today: str) -> dict[int, Done]:
    """Sum up the year's classes by line, 0 for none; somebody in two rows of the rolls is one person."""
    scope = {"school": school, "year": year, "today": today}
    there = "a.mark IN ('present', 'late', 'left_early')"
    came = db.execute(
        "SELECT coalesce(c.plan_line, 0), "
        "count(DISTINCT coalesce(l.kept, e.member) || ' ' || c.id), "
        "count(DISTINCT coalesce(l.kept, e.member)) "
        "FROM training_class c JOIN enrollment e ON e.training_class = c.id "
        "LEFT JOIN person_link l ON l.other = e.member JOIN attendance a ON a.enrollment = e.id "
        f"WHERE c.school = :school AND c.year = :year AND {there} GROUP BY 1",
        scope,
    )
    people = {line: (times, distinct) for line, times, distinct in came}
    marked = "EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id)"
    held = db.execute(
        "SELECT coalesce(c.plan_line, 0), "
        "sum(EXISTS (SELECT 1 FROM session s WHERE s.training_class = c.id AND s.date <= :today "
        f"AND {marked})), "
        "count(*), coalesce(sum((SELECT sum(quarter_hours) FROM session s WHERE s.training_class = c.id "
        f"AND s.date <= :today AND {marked})), 0) "
        "FROM training_class c WHERE c.school = :school AND c.year = :year GROUP BY 1",
        scope,
    )
    return {
        line: Done(classes, every - classes, *people.get(line, (0, 0)), quarter_hours)
        for line, classes, every, quarter_hours in held
    }


def held_and_coming(db: Register, *, school: int, year: int, today: str) -> tuple[int, int]:
    """Count the classes with a half-day held and marked in a year, and those with half-days to come in it."""
    held, coming = db.execute(
        "SELECT coalesce(sum(held), 0), coalesce(sum(coming AND NOT held), 0) FROM (SELECT "
        "max(s.date <= :today AND EXISTS (SELECT 1 FROM attendance a WHERE a.session = s.id)) AS held, "
        "max(s.date > :today OR c.state NOT IN ('closed', 'reported', 'archived')) AS coming "
        "FROM session s JOIN training_class c ON c.id = s.training_class WHERE s.school = :school "
        "AND s.date BETWEEN :first AND :last GROUP BY s.training_class)",
        {"school": school, "today": today, "first": f"{year}-01-01", "last": f"{year}-12-31"},
    ).fetchone()
    return held, coming


def expected_by(on: str, *, classes_a_year: int) -> int:
    """Give how many classes of the year should be held by the end of the quarter a day lies in."""
    quarter = (int(on[5:7]) + 2) // 3
    return -(-classes_a_year * quarter // 4)


def quarter_end(on: str) -> str:
    """Give the last day of the quarter a day lies in."""
    last = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}[(int(on[5:7]) + 2) // 3]
    return f"{on[:4]}-{last}"
