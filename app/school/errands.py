"""Errands: what a class needs, from its first trainee to the archive, each with the one step that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.school import (
    CLASS_STATES,
    attendance,
    certificates,
    clashes,
    classes,
    graduations,
    leave_slips,
    requirements,
    sign_in_sheets,
    walk_ins,
)
from app.school.class_rules import Proof
from db.register import Register

SOON_DAYS = 7
State = Literal["done", "open", "soon", "wrong"]
Do = Literal[
    "", "enrol", "timetable", "print", "attendance", "walk_ins", "leave_slips", "scores", "file", "close",
    "issue", "certificates", "report", "archive",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing a class needs: how it stands in words, and the step that does it, if any.

    `key` names it within the class: that of its requirement, or `step.` and a word. `on` is the day it should
    be done by, empty where nothing says. `pressing` is false for what does not hold the class up.
    """

    key: str
    what: str
    said: str
    state: State
    do: Do = ""
    button: str = ""
    on: str = ""
    pressing: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    db: Register
    found: classes.TrainingClass
    grid: attendance.RollCall
    standings: tuple[requirements.Standing, ...]
    today: str

    @property
    def closed(self) -> bool:
        return self.found.state in classes.CLOSED

    @property
    def ready(self) -> bool:
        return bool(self.grid.sessions and self.grid.enrollments)

    def lacking(self, by: Literal["close", "archive"]) -> str:
        found = requirements.lacking(list(self.standings), by=by)
        return "、".join(one.requirement.title for one in found)


def of_class(db: Register, found: classes.TrainingClass, *, today: str) -> list[Errand]:
    """Give a class's errands in the order in which they are done."""
    grid = attendance.roll_call(db, found.id)
    standings = tuple(requirements.of_class(db, found.id, grid=grid))
    view = _View(db, found, grid, standings, today)
    listed = [
        one for standing in standings if standing.requirement.by == "close" for one in _of(view, standing)
    ]
    listed.append(_closing(view))
    listed += [
        one for standing in standings if standing.requirement.by == "archive" for one in _of(view, standing)
    ]
    return [*listed, *_after(view)]


def foremost(errands: Sequence[Errand]) -> Errand | None:
    """Give the errand to run now, or None where nothing presses."""
    return next((one for one in errands if one.do and one.pressing), None)


def due_papers(errands: Sequence[Errand]) -> list[Errand]:
    """Give the documents that should be filed by now, or within a week."""
    return [one for one in errands if one.do == "file" and one.state in ("soon", "wrong")]


def _of(view: _View, standing: requirements.Standing) -> list[Errand]:
    maker = _MAKERS.get(standing.requirement.proof)
    if maker is None or standing.papers or standing.state == "waived":
        return [_document(view, standing)]
    return maker(view, standing)


def _document(view: _View, one: requirements.Standing) -> Errand:
    key, what = one.requirement.key, one.requirement.title
    if one.state != "lacking":
        return Errand(key, what, one.said, "done" if one.state == "met" else "open")
    on = view.found.starts if one.requirement.due == "start" else view.found.ends
    if view.found.state == "archived":
        return Errand(key, what, one.said, "open")
    state: State = "open"
    timely = view.closed or one.requirement.by == "close"
    if one.requirement.required and on and timely:
        left = _days(view.today, on)
        state = "wrong" if left <= 0 else "soon" if left <= SOON_DAYS else "open"
    said = one.said if one.requirement.required else f"{one.said}（可以没有）"
    return Errand(key, what, said, state, "file", "归入材料", on)


def _people(view: _View, one: requirements.Standing) -> list[Errand]:
    key, what, found = one.requirement.key, one.requirement.title, view.found
    if one.state == "met":
        return [Errand(key, what, one.said, "done")]
    return [Errand(key, what, one.said, "wrong", "enrol", "选学员", found.starts, pressing=True)]


def _timetable(view: _View, one: requirements.Standing) -> list[Errand]:
    key, what, found = one.requirement.key, one.requirement.title, view.found
    if one.state != "met":
        return [Errand(key, what, one.said, "wrong", "timetable", "排课表", "", pressing=True)]
    if view.closed:
        return [Errand(key, what, one.said, "done")]
    ahead = {session.id for session in view.grid.sessions if session.date >= view.today}
    wrong = [clash for clash in clashes.of_class(view.db, found.id) if clash.session in ahead]
    if not wrong:
        return [Errand(key, what, one.said, "done")]
    said = f"{wrong[0].text}" + (f"等 {len(wrong)} 处冲突" if wrong[1:] else "")
    return [Errand(key, what, said, "soon", "timetable", "调整课表", found.starts)]


def _sheet(view: _View, one: requirements.Standing) -> list[Errand]:
    key, what, found, grid = one.requirement.key, one.requirement.title, view.found, view.grid
    if not view.ready:
        return [Errand(key, what, "选好人、排好课以后打印", "open")]
    sheets = sign_in_sheets.rows(view.db, sign_in_sheets.find(view.db, training_class=found.id))
    people = {who.id for who in grid.enrollments}
    covered = {one for sheet in sheets if people <= set(sheet.enrollments) for one in sheet.sessions}
    if covered >= {session.id for session in grid.sessions} or (view.closed and one.state == "met"):
        return [Errand(key, what, one.said, "done")]
    # Where everyone is marked or the class is over, printing would not bring a signature back.
    pressing = found.ends >= view.today and bool(grid.missing)
    if sheets:
        said = "打印以后名册或课表有变动"
        return [Errand(key, what, said, "soon", "print", "重新打印签到表", found.starts, pressing)]
    if found.ends < view.today:
        return [Errand(key, what, "没有打印过，请归入签过字的纸", "wrong", "file", "归入材料", found.ends)]
    state: State = "wrong" if pressing else "soon"
    return [Errand(key, what, one.said, state, "print", "打印签到表", found.starts, pressing)]


def _attendance(view: _View, one: requirements.Standing) -> list[Errand]:
    key, what, grid, today = one.requirement.key, one.requirement.title, view.grid, view.today
    if not view.ready:
        return [Errand(key, what, "选好人、排好课以后录入", "open")]
    held = [session for session in grid.sessions if session.date <= today]
    blank = [session.date for session in held for who in grid.enrollments
             if (who.id, session.id) not in grid.marks]  # fmt: skip
    if blank:
        said = f"已上的课还有 {len(blank)} 人次考勤没有录入"
        made = Errand(key, what, said, "wrong", "attendance", "录入考勤", min(blank), pressing=True)
    elif not held:
        made = Errand(key, what, f"{view.found.starts} 开始上课，上课以后录入", "open")
    elif len(held) < len(grid.sessions):
        left = len(grid.sessions) - len(held)
        made = Errand(key, what, f"已上的课都录完了，还有 {left} 个半天没有上", "open")
    else:
        made = Errand(key, what, one.said, "done")
    return [*_waiting(view), made]


def _waiting(view: _View) -> list[Errand]:
    """Give what must be settled before the roll call is whole: slips, and walk-ins to match."""
    if view.closed:
        return []
    listed = []
    slips = leave_slips.rows(view.db, leave_slips.find(view.db, training_class=view.found.id, open_only=True))
    undecided = [slip for slip in slips if not slip.approved_on]
    dates = {session.id: session.date for session in view.grid.sessions}
    over = [slip for slip in slips if slip.approved_on and slip.sessions
            and max(dates[one] for one in slip.sessions) < view.today]  # fmt: skip
    for of, said, button in (
        (undecided, "的请假条还没有批", "批请假条"),
        (over, "的假已到期，还没有销假", "办销假"),
    ):
        if of:
            said = _some([slip.name for slip in of]) + said
            on = min(slip.asked_on for slip in of)
            listed.append(Errand(f"step.{button}", "请假条", said, "soon", "leave_slips", button, on))
    strangers = walk_ins.rows(view.db, walk_ins.find(view.db, training_class=view.found.id, open_only=True))
    if strangers:
        said = f"{_some([one.name for one in strangers])}临时参加，还没有认定是谁"
        on = view.found.starts
        listed.append(Errand("step.walk_ins", "临时参加", said, "soon", "walk_ins", "认定人员", on))
    return listed


def _some(names: Sequence[str]) -> str:
    return names[0] + (f"等 {len(names)} 人" if names[1:] else "")


def _scores(view: _View, one: requirements.Standing) -> list[Errand]:
    key, what = one.requirement.key, one.requirement.title
    if one.state == "met":
        return [Errand(key, what, one.said, "done")]
    if not view.ready or view.today < view.found.ends or view.closed:
        return [Errand(key, what, one.said if view.closed else "考完以后录入", "open")]
    return [Errand(key, what, one.said, "wrong", "scores", "录入成绩", view.found.ends, pressing=True)]


def _certificates(view: _View, one: requirements.Standing) -> list[Errand]:
    key, what, found = one.requirement.key, one.requirement.title, view.found
    if not view.closed:
        return [Errand(key, what, "结班以后颁发", "open")]
    given = certificates.rows(view.db, certificates.find(view.db, training_class=found.id))
    valid = {row.enrollment: row for row in given if not row.voided_on}
    passes = {row.enrollment for row in graduations.results(view.db, found.id) if row.passes}
    wrong = len(valid.keys() - passes)
    if wrong:
        said = f"{wrong} 张证书的学员不再符合结业要求，请作废"
        return [Errand(key, what, said, "wrong", "certificates", "核对证书", found.closed_on, pressing=True)]
    due = len(passes - valid.keys())
    if due:
        said, button = f"{due} 人符合结业要求，还没有证书", f"颁发 {due} 张证书"
        return [Errand(key, what, said, "soon", "issue", button, found.closed_on, pressing=True)]
    unprinted = sum(not row.printed_on for row in valid.values())
    if unprinted:
        button = f"打印 {unprinted} 张证书"
        return [Errand(key, what, one.said, "soon", "certificates", button, found.closed_on, pressing=True)]
    if valid:
        return [Errand(key, what, one.said, "done")]
    return [Errand(key, what, "没有人符合结业要求", "open")]


_MAKERS: dict[Proof, Callable[[_View, requirements.Standing], list[Errand]]] = {
    "people": _people,
    "timetable": _timetable,
    "sign_in_sheet": _sheet,
    "attendance": _attendance,
    "scores": _scores,
    "certificates": _certificates,
}


def _closing(view: _View) -> Errand:
    found, grid = view.found, view.grid
    if view.closed:
        return Errand("step.close", "结班", f"{found.closed_on} 已结班，学时已记入台账", "done")
    if not view.ready or grid.missing or found.ends > view.today:
        return Errand("step.close", "结班", "课上完、考勤录完以后结班", "open")
    lacking = view.lacking("close")
    said = f"可以结班，还缺{lacking}" if lacking else "材料已齐，可以结班"
    return Errand("step.close", "结班", said, "soon", "close", "结班", found.ends, pressing=True)


def _after(view: _View) -> list[Errand]:
    """Give what comes after closing: the report to the county, and the archive."""
    found = view.found
    if not view.closed:
        return [Errand("step.report", "上报县级", "结班以后上报", "open"),
                Errand("step.archive", "归档", "材料齐全以后归档", "open")]  # fmt: skip
    sent = found.state in ("reported", "accepted") or any(
        step.state == "reported" for step in classes.steps(view.db, found.id)
    )
    told = (
        Errand("step.report", "上报县级", "已随数据包上报", "done")
        if sent
        else Errand(
            "step.report", "上报县级", "结班以后还没有上报", "open", "report", "去上报", found.closed_on
        )
    )
    if found.state == "archived":
        kept = Errand("step.archive", "归档", f"已{CLASS_STATES['archived']}", "done")
    elif lacking := view.lacking("archive"):
        kept = Errand("step.archive", "归档", f"还缺{lacking}", "open")
    else:
        kept = Errand(
            "step.archive",
            "归档",
            "材料已齐，可以归档",
            "soon",
            "archive",
            "归档",
            found.closed_on,
            pressing=True,
        )
    return [told, kept]


def _days(one: str, other: str) -> int:
    return (date.fromisoformat(other) - date.fromisoformat(one)).days
