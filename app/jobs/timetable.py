"""Timetable: take in what a clerk copied from a sheet, merged days, headings and all."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import HALF_DAYS, classes, timetable
from app.spelling import cells, dates
from db.register import Register

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("日期", "月日", "上课日期", "培训日期"),
    "half_day": ("时段", "半天", "上午/下午", "午别", "上下午"),
    "times": ("时间", "上课时间", "起止时间", "具体时间"),
    "course": ("课程", "课程名称", "内容", "教学内容", "授课内容", "培训内容", "专题", "课题", "课程内容"),
    "teacher": ("教师", "授课人", "主讲人", "授课人及单位职务", "授课教师", "主讲教师", "老师", "讲师"),
    "place": ("地点", "上课地点", "授课地点", "培训地点", "场地"),
    "method": ("方式", "教学方式", "授课方式", "形式", "培训方式"),
    "hours": ("学时", "课时", "学时数"),
}
_FIELDS = {heading: field for field, headings in _HEADINGS.items() for heading in headings}
_TEXTS = ("course", "teacher", "place")
_TIME = r"(\d{1,2}[::]\d{2})"
_TIMES = re.compile(rf"{_TIME}\s*(?:-|—|–|~|至|到|―)+\s*{_TIME}")
_HALF_DAY = re.compile(r"上午|下午|晚上|晚间|夜间|晚")
_HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*(?:个)?(?:学时|课时)?")
_WEEKDAY = re.compile(r"[(\s]*(?:周|星期|礼拜)[一二三四五六日天][)\s]*")
_MONTH_DAY = re.compile(r"(\d{1,2})[月./-](\d{1,2})[日号]?")
_DAY = re.compile(r"(\d{1,2})[日号]")
_NOON, _EVENING = "12:00", "18:00"
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class Line:
    """One half-day as it was copied; `number` counts rows from 1, hours are None where none are said."""

    number: int
    on: str
    half_day: str
    starts: str
    ends: str
    course: str
    teacher: str
    place: str
    method: str
    quarter_hours: int | None


@dataclass(frozen=True, slots=True)
class Pasted:
    """How many half-days are new, and how many that were there say something else now."""

    added: int
    amended: int


def paste(db: Register, training_class: int, rows: Sequence[Sequence[str]]) -> Pasted:
    """Put copied rows on a timetable: new half-days are added, those that are there amended; all or none.

    Raise `UserError` naming the row where one cannot be read or is refused.
    """
    found = classes.still_open(db, training_class)
    lines = read(rows, year=found.year)
    held = {
        (one.date, one.half_day): one.id
        for one in timetable.rows(db, timetable.find(db, training_class=training_class))
    }
    amended = 0
    with db.act(f"{found.name}：粘贴课表 {len(lines)} 个半天"):
        for line in lines:
            session = held.get((line.on, line.half_day))
            amended += session is not None
            try:
                _put(db, training_class, session, line)
            except UserError as error:
                raise UserError(f"第 {line.number} 行：{error}一行也没有排入。") from error
    return Pasted(len(lines) - amended, amended)


def _put(db: Register, training_class: int, session: int | None, line: Line) -> None:
    if session is None:
        timetable.add(
            db,
            training_class,
            on=line.on,
            half_day=line.half_day,
            starts=line.starts,
            ends=line.ends,
            course=line.course,
            teacher=line.teacher,
            place=line.place,
            method=line.method,
            quarter_hours=line.quarter_hours,
        )
        return
    timetable.amend(
        db,
        session,
        starts=line.starts or None,
        ends=line.ends or None,
        course=line.course,
        teacher=line.teacher or None,
        place=line.place or None,
        method=line.method or None,
        quarter_hours=line.quarter_hours,
    )


def read(rows: Sequence[Sequence[str]], *, year: int) -> list[Line]:
    """Read copied rows, under headings or known by what their columns hold.

    A day without a year is of `year`; an empty day is that of the row above, as in merged cells. Raise
    `UserError` where a row has no day or no half-day, or two rows are of one half-day.
    """
    table = [[_cell(cell) for cell in row] for row in rows]
    fields = _headed(table[0]) if table else {}
    first = 1 if fields else 0
    body = table[first:]
    if not body:
        raise UserError("没有可以粘贴的课表。请在表格里选中日期、时段、课程这几列再复制。")
    if len(body) > MOST_ROWS:
        raise UserError(f"一次最多粘贴 {MOST_ROWS} 行，请分几次粘贴。")
    fields = fields or _recognized(body)
    if "course" not in fields.values() or not {"day", "times", "half_day"} & set(fields.values()):
        raise UserError("没有认出日期和课程。请让第一行是表头，例如：日期、时段、课程、教师、地点、学时。")
    lines: list[Line] = []
    day, half_day = "", ""
    for number, row in enumerate(body, start=first + 1):
        said = {field: row[at] for at, field in fields.items() if at < len(row) and row[at]}
        newly = _read_day(said.get("day", ""), year=year, above=day, number=number)
        half_day = _read_half_day(said) or ("" if newly and newly != day else half_day)
        day = newly or day
        if said.get("course"):
            lines.append(_line(number, day, half_day, said))
    _check_twice(lines)
    if not lines:
        raise UserError("粘贴的内容里没有课程。请把课程一列也选上再复制。")
    return lines


def _cell(text: str) -> str:
    written = " ".join(cells.written(text).split())
    return "" if written in ("-", "—", "/", "无") else written


def _headed(row: Sequence[str]) -> dict[int, str]:
    """Tell the columns by their headings, where at least two are known."""
    plain = [re.sub(r"[\s()]", "", cell) for cell in row]
    found = {at: _FIELDS[cell] for at, cell in enumerate(plain) if cell in _FIELDS}
    return found if len(found) > 1 else {}


def _recognized(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Tell the columns by what stands in them: days, half-days, times, hours; the texts by their order."""
    tests: dict[str, Callable[[str], object]] = {
        "times": _TIMES.fullmatch,
        "half_day": _HALF_DAY.fullmatch,
        "day": _looks_like_a_day,
        "method": lambda cell: cell.removesuffix("式") in timetable.METHODS.values(),
        "hours": _HOURS.fullmatch,
    }
    fields: dict[int, str] = {}
    texts = list(_TEXTS)
    for at in range(max(map(len, rows))):
        column = [row[at] for row in rows if at < len(row) and row[at]]
        kind = next(
            (one for one, test in tests.items() if one not in fields.values() and all(map(test, column))), ""
        )
        if column and kind:
            fields[at] = kind
        elif column and texts:
            fields[at] = texts.pop(0)
        elif not column and len(texts) < len(_TEXTS) and texts:
            # An empty column after the courses is one of teachers or places that nobody filled in.
            fields[at] = texts.pop(0)
    return fields


def _looks_like_a_day(cell: str) -> bool:
    bare = _HALF_DAY.sub("", _WEEKDAY.sub("", cell)).strip()
    return bool(_MONTH_DAY.fullmatch(bare) or _DAY.fullmatch(bare) or dates.read(bare).precision == "day")


def _read_day(said: str, *, year: int, above: str, number: int) -> str:
    bare = _HALF_DAY.sub("", _WEEKDAY.sub("", said)).strip()
    if not bare:
        return ""
    read = dates.read(bare)
    written = read.value if read.precision == "day" else ""
    if match := _MONTH_DAY.fullmatch(bare):
        written = dates.read(f"{year}-{match[1]}-{match[2]}").value
    elif (match := _DAY.fullmatch(bare)) and above:
        written = dates.read(f"{above[:7]}-{match[1]}").value
    if len(written) < len("2026-11-20"):
        raise UserError(f"第 {number} 行的日期“{said}”认不出，请写成 2026-11-20 或 11月20日 的样子。")
    return written


def _read_half_day(said: Mapping[str, str]) -> str:
    """Give the half-day a row says: in its own column, beside the day, or by its time."""
    words = {word: key for key, word in HALF_DAYS.items()} | {
        "晚间": "evening",
        "夜间": "evening",
        "晚": "evening",
    }
    for field in ("half_day", "day", "times"):
        if match := _HALF_DAY.search(said.get(field, "")):
            return words[match[0]]
    if match := _TIMES.search(said.get("times", "")):
        starts = match[1].rjust(len(_NOON), "0")
        return "am" if starts < _NOON else "pm" if starts < _EVENING else "evening"
    return ""


def _line(number: int, day: str, half_day: str, said: Mapping[str, str]) -> Line:
    if not day:
        raise UserError(f"第 {number} 行“{said['course']}”没有日期，请把日期一列也选上再复制。")
    if not half_day:
        raise UserError(f"第 {number} 行“{said['course']}”没有写是上午、下午还是晚上，请补上。")
    times = _TIMES.search(said.get("times", ""))
    hours = _HOURS.fullmatch(said.get("hours", ""))
    if said.get("hours") and not hours:
        raise UserError(f"第 {number} 行的学时“{said['hours']}”不是数字，请改正。")
    return Line(
        number=number,
        on=day,
        half_day=half_day,
        starts=times[1] if times else "",
        ends=times[2] if times else "",
        course=said["course"],
        teacher=said.get("teacher", ""),
        place=said.get("place", ""),
        method=said.get("method", ""),
        quarter_hours=round(float(hours[1]) * 4) if hours else None,
    )


def _check_twice(lines: Sequence[Line]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line in lines:
        before = seen.setdefault((line.on, line.half_day), line.number)
        if before != line.number:
            when = f"{int(line.on[5:7])}月{int(line.on[8:])}日{HALF_DAYS[line.half_day]}"
            raise UserError(
                f"第 {before} 行和第 {line.number} 行都是{when}。一个半天排一课，请把两行并成一行再粘贴。"
            )
