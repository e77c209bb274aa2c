"""Orders for lessons 点单: the county's menu, what schools order from it, who is sent, and how it was."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.school import HALF_DAYS, schools
from app.spelling import dates, phones
from db import IntegrityError
from db.register import Register
from db.rows import by_id, insert, update

STATES = {
    "ordered": "待派单",
    "dispatched": "已派单",
    "declined": "未能安排",
    "done": "已完成",
    "withdrawn": "已撤回",
}
SCORES = {5: "很满意", 4: "满意", 3: "一般", 2: "不太满意", 1: "不满意"}
MOST_PEOPLE = 100_000
# What the slip has room for.
_SPACE = {"address": 60, "contact": 20, "phone": 40, "note": 200}
_WORDS = 200


@dataclass(frozen=True, slots=True)
class Item:
    """A course that may be ordered; `teacher_name` is who usually gives it, `quarter_hours` 0 if unsaid."""

    id: int
    school: int
    course: int
    title: str
    category: str
    quarter_hours: int
    audience: str
    teacher: int | None
    teacher_name: str
    teacher_post: str
    terms: str
    ended_on: str
    ordered: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order with what the county said to it; texts are empty and `score` 0 where nobody said."""

    id: int
    school: int
    school_name: str
    number: str
    menu_item: int
    title: str
    wished_on: str
    half_day: str
    audience: str
    people: int
    address: str
    contact: str
    phone: str
    note: str
    ordered_on: str
    ordered_by: str
    withdrawn_on: str
    done_on: str
    came: int
    score: int
    feedback: str
    teacher_name: str
    teacher_phone: str
    on_date: str
    on_half_day: str
    declined: str
    reply_note: str
    dispatched_on: str
    dispatched_by: str

    @property
    def state(self) -> str:
        """Give the key in `STATES` of how far it is."""
        if self.withdrawn_on:
            return "withdrawn"
        if self.done_on:
            return "done"
        if self.declined:
            return "declined"
        return "dispatched" if self.on_date else "ordered"

    @property
    def wished(self) -> str:
        """Say when it was wished for."""
        return f"{self.wished_on} {HALF_DAYS[self.half_day]}"

    @property
    def when(self) -> str:
        """Say when the teacher comes, empty before that is fixed."""
        return f"{self.on_date} {HALF_DAYS[self.on_half_day]}" if self.on_date else ""


# the menu


def menu(db: Register, text: str = "", *, ended: bool = False) -> list[int]:
    """List what may be ordered, by category and title; with `ended` also what no longer may."""
    desk = schools.own(db)
    county = desk.id if desk.level != "township" else schools.lender(db, school=desk.id)
    found = db.execute(
        "SELECT i.id FROM menu_item i JOIN course c ON c.id = i.course WHERE i.school = ?1 "
        "AND (?2 OR (i.ended_on IS NULL AND c.ended_on IS NULL)) AND instr(c.title, ?3) "
        "ORDER BY i.ended_on NOT NULL, c.category, c.title, i.id",
        [county, ended, text.strip()],
    )
    return [row[0] for row in found]


def items(db: Register, ids: list[int]) -> list[Item]:
    """Give lines of the menu in the order asked."""
    select = (
        "SELECT i.id, i.school, i.course, c.title, c.category, c.usual_quarter_hours, c.audience, i.teacher, "
        "coalesce(t.name, ''), coalesce(t.post, ''), i.terms, coalesce(i.ended_on, ''), "
        "(SELECT count(*) FROM lesson_order o WHERE o.menu_item = i.id AND o.withdrawn_on IS NULL) "
        "FROM menu_item i JOIN course c ON c.id = i.course LEFT JOIN teacher t ON t.id = i.teacher "
        "WHERE i.id IN (SELECT value FROM json_each(?))"
    )
    return [Item(*row) for row in by_id(db, select, ids)]


def offer(db: Register, *, course: int, teacher: int | None = None, terms: str = "", today: str) -> int:
    """Put a course of the county on the menu; raise `UserError` at a township or where it is on it."""
    desk = schools.own(db)
    if desk.level == "township":
        raise UserError("点单菜单由县级编排，乡镇的电脑上不能改。")
    row = db.execute("SELECT title, school FROM course WHERE id = ?", [course]).fetchone()
    if row is None or row[1] != desk.id:
        raise UserError("只有本级自己课程库里的课程能列入点单菜单，请先在“师资课程”里新增这门课。")
    there = db.execute(
        "SELECT 1 FROM menu_item WHERE course = ? AND teacher IS ? AND ended_on IS NULL", [course, teacher]
    ).fetchone()
    if there:
        raise UserError(f"“{row[0]}”已在点单菜单里。")
    with db.act(f"列入点单菜单：{row[0]}"):
        values = {"course": course, "teacher": teacher, "terms": " ".join(terms.split()), "listed_on": today}
        return insert(db, "menu_item", {"school": desk.id, **values})


def take_off(db: Register, item: int, *, today: str) -> None:
    """Take a course off the menu; orders already made stay."""
    (found,) = items(db, [item])
    if found.ended_on:
        raise UserError(f"“{found.title}”已在 {found.ended_on} 撤下菜单。")
    with db.act(f"撤下点单菜单：{found.title}"):
        update(db, "menu_item", item, {"ended_on": today})


# the school


def place(
    db: Register,
    *,
    menu_item: int,
    wished_on: str,
    half_day: str = "am",
    audience: str,
    people: int,
    today: str,
    about: Mapping[str, str] | None = None,
) -> int:
    """Order a lesson from the menu and give the order; `about` may have address, contact, phone and note.

    Raise `UserError` where the menu has it no more, the day is none or gone by, nobody is to hear it, or a
    telephone number is none.
    """
    desk = schools.own(db)
    if desk.level != "township":
        raise UserError("点单由下级提出，上级在“点单”页派单。")
    listed = items(db, [menu_item])
    if not listed or listed[0].ended_on:
        raise UserError("这门课已不在县级的点单菜单里，请另选一门。")
    wished = _day(wished_on, today, "希望的日期")
    if not audience.strip():
        raise UserError("请写明讲给谁听，例如“村党组织书记”。")
    if not 1 <= people <= MOST_PEOPLE:
        raise UserError("听课人数应是 1 以上的整数，请改正。")
    if half_day not in HALF_DAYS:
        raise UserError("请选上午、下午或晚上。")
    with db.act(f"点单：{listed[0].title}"):
        values = {
            "school": desk.id, "number": _next_number(db, desk, today[:4]), "menu_item": menu_item,
            "title": listed[0].title, "wished_on": wished, "half_day": half_day,
            "audience": _fit(audience, 60), "people": people, **_about(about or {}),
            "ordered_on": today, "ordered_by": db.operator,
        }  # fmt: skip
        return insert(db, "lesson_order", values)


def _next_number(db: Register, desk: schools.School, year: str) -> str:
    start = f"DD{desk.code}-{year}-"
    row = db.execute(
        "SELECT max(CAST(substr(number, ?2) AS INTEGER)) FROM lesson_order WHERE school = ?1 "
        "AND substr(number, 1, ?2 - 1) = ?3",
        [desk.id, len(start) + 1, start],
    ).fetchone()
    return f"{start}{(row[0] or 0) + 1:03}"


def _about(said: Mapping[str, str]) -> dict[str, str]:
    if strange := said.keys() - {"address", "contact", "phone", "note"}:
        raise ValueError(f"nothing an order says: {strange}")
    about = {name: _fit(text, _SPACE[name]) for name, text in said.items()}
    if about.get("phone"):
        read = phones.read(about["phone"])
        if not read.value:
            raise UserError(f"“{about['phone']}”不是电话号码，请改正；没有就空着。")
        about["phone"] = read.value
    return about


def _fit(text: str, most: int) -> str:
    shown = " ".join(text.split())
    if len(shown) > most:
        raise UserError(f"“{shown[:12]}……”太长，授课单上写不下，最多 {most} 个字，请写得短一些。")
    return shown


def _day(said: str, today: str, what: str) -> str:
    day = dates.typed_day(said, what=what, like="2026-12-05")
    if day < today:
        raise UserError(f"{what}不能早于今天，请另定一天。")
    return day


def withdraw(db: Register, order: int, *, today: str) -> None:
    """Take an order back; raise `UserError` where it is done or taken back already."""
    found = _own(db, order)
    if found.state in ("done", "withdrawn"):
        raise UserError(f"{found.number} 号点单{STATES[found.state]}，不能再撤回。")
    with db.act(f"撤回点单：{found.title}"):
        update(db, "lesson_order", order, {"withdrawn_on": today})


def done(db: Register, order: int, *, on: str, came: int, score: int, feedback: str = "", today: str) -> None:
    """Say that an ordered lesson was given, how many came and how it was; `score` is a key of `SCORES`.

    It may be said again to correct it. Raise `UserError` where nobody was sent, or what is said cannot be.
    """
    found = _own(db, order)
    if found.state not in ("dispatched", "done"):
        raise UserError(f"{found.number} 号点单现在是“{STATES[found.state]}”，县级派单以后才能评价。")
    if score not in SCORES:
        raise UserError("请选一个评价，从很满意到不满意。")
    if not 0 <= came <= MOST_PEOPLE:
        raise UserError("实到人数应是 0 以上的整数，请改正。")
    day = dates.typed_day(on, what="授课日期", like="2026-12-05")
    if day > today:
        raise UserError("授课日期不能晚于今天；还没有讲，就等讲完再填。")
    with db.act(f"评价点单：{found.title}"):
        said = {
            "done_on": day,
            "came": came,
            "score": score,
            "feedback": _fit(feedback, _WORDS),
        }
        update(db, "lesson_order", order, said)


def _own(db: Register, order: int) -> Order:
    found = row(db, order)
    if found.school != schools.own(db).id:
        raise UserError("这张点单是别的学校的，本机不能改。")
    return found


# the county


def dispatch(
    db: Register,
    order: int,
    *,
    teacher_name: str,
    on_date: str,
    half_day: str = "am",
    phone: str = "",
    teacher: int | None = None,
    note: str = "",
    today: str,
) -> None:
    """Send a teacher to an order, or another one, or on another day; it goes down with the next reply.

    Raise `UserError` where the order is done or taken back, nobody is named, or the day is none.
    """
    desk, found = _county(db, order)
    name = " ".join(teacher_name.split())
    if not name:
        raise UserError("请写明派哪位教师去。")
    day = _day(on_date, today, "派单的日期")
    if half_day not in HALF_DAYS:
        raise UserError("请选上午、下午或晚上。")
    about = _about({"phone": phone, "note": note})
    with db.act(f"派单：{found.school_name}“{found.title}”，{name}"):
        _word(db, desk, found, today, {
            "teacher": teacher, "teacher_name": name, **about, "on_date": day, "half_day": half_day,
            "declined": "",
        })  # fmt: skip


def decline(db: Register, order: int, *, reason: str, today: str) -> None:
    """Say that an order cannot be met; raise `UserError` without a reason, or where it is settled."""
    desk, found = _county(db, order)
    if not reason.strip():
        raise UserError("不能安排的，请写明原因，例如“当天教师另有任务，可改到下周”。")
    with db.act(f"未能安排：{found.school_name}“{found.title}”"):
        _word(db, desk, found, today, {
            "teacher": None, "teacher_name": "", "phone": "", "on_date": None,
            "declined": _fit(reason, _WORDS), "note": "",
        })  # fmt: skip


def _county(db: Register, order: int) -> tuple[schools.School, Order]:
    desk, found = schools.own(db), row(db, order)
    if desk.level == "township":
        raise UserError("派单由县级办理，乡镇的电脑上不能派单。")
    if found.state in ("done", "withdrawn"):
        raise UserError(f"{found.number} 号点单{STATES[found.state]}，不用再派单。")
    return desk, found


def _word(db: Register, desk: schools.School, found: Order, today: str, values: Mapping[str, object]) -> None:
    said = {**values, "dispatched_on": today, "dispatched_by": db.operator}
    known = db.execute("SELECT id FROM dispatch WHERE lesson_order = ?", [found.id]).fetchone()
    if known:
        update(db, "dispatch", known[0], said)
        return
    try:
        insert(
            db, "dispatch", {"school": desk.id, "of_school": found.school, "lesson_order": found.id, **said}
        )
    except IntegrityError as error:
        raise UserError(f"{found.number} 号点单刚刚已派过，请刷新后再看。") from error


# both


def find(db: Register, text: str = "", *, school: int | None = None, state: str | None = None) -> list[int]:
    """List orders by a part of title, audience or number: those that wait first, then the newest.

    `state` is a key of `STATES`.
    """
    listed = db.execute(
        "SELECT o.id FROM lesson_order o LEFT JOIN dispatch d ON d.lesson_order = o.id "
        "WHERE (?1 IS NULL OR o.school = ?1) "
        "AND (instr(o.title, ?2) OR instr(o.audience, ?2) OR instr(o.number, ?2)) "
        "ORDER BY o.withdrawn_on NOT NULL, o.done_on NOT NULL, d.id NOT NULL, "
        "coalesce(d.on_date, o.wished_on), o.id",
        [school, text.strip()],
    )
    ids = [one[0] for one in listed]
    return ids if state is None else [one.id for one in rows(db, ids) if one.state == state]


def rows(db: Register, ids: list[int]) -> list[Order]:
    """Give orders in the order asked."""
    select = (
        "SELECT o.id, o.school, coalesce(s.short_name, ''), o.number, o.menu_item, o.title, o.wished_on, "
        "o.half_day, o.audience, o.people, o.address, o.contact, o.phone, o.note, o.ordered_on, "
        "o.ordered_by, "
        "coalesce(o.withdrawn_on, ''), coalesce(o.done_on, ''), o.came, o.score, o.feedback, "
        "coalesce(d.teacher_name, ''), coalesce(d.phone, ''), coalesce(d.on_date, ''), "
        "coalesce(d.half_day, 'am'), coalesce(d.declined, ''), coalesce(d.note, ''), "
        "coalesce(d.dispatched_on, ''), coalesce(d.dispatched_by, '') "
        "FROM lesson_order o LEFT JOIN school s ON s.id = o.school "
        "LEFT JOIN dispatch d ON d.lesson_order = o.id WHERE o.id IN (SELECT value FROM json_each(?))"
    )
    return [Order(*one) for one in by_id(db, select, ids)]


def row(db: Register, order: int) -> Order:
    """Give one order; raise `UserError` where it is gone."""
    found = rows(db, [order])
    if not found:
        raise UserError("没有找到这张点单，请刷新后再试。")
    return found[0]
