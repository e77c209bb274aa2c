"""A line of the county's or city's overview: one school or county, and how its figures are said."""

from collections.abc import Callable
from dataclasses import dataclass

from app.papers import figures
from app.school import schools
from app.school.counties import Figures, Reporting
from app.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Line:
    """A school of the list: `figures` is None where nothing has come, or it could not be summed up."""

    id: int
    code: str
    name: str
    figures: Figures | None
    days: int | None
    state: str
    tone: Tone


KEYS: dict[str, Callable[[Line], tuple[bool, float]]] = {
    "points": lambda one: _number(one, lambda of: of.points),
    "classes": lambda one: _number(one, lambda of: of.classes),
    "members": lambda one: _number(one, lambda of: of.members),
    "people": lambda one: _number(one, lambda of: of.people),
    "times": lambda one: _number(one, lambda of: of.person_times),
    "covered": lambda one: _number(one, lambda of: of.covered_percent or 0),
    "met": lambda one: _number(one, lambda of: of.met_percent or 0),
    "days": lambda one: (one.days is None, -(one.days or 0)),
}


def _number(one: Line, read: Callable[[Figures], float]) -> tuple[bool, float]:
    """Sort those of whom nothing has come before the others."""
    return (one.figures is not None, read(one.figures) if one.figures else 0)


def silent(one: Reporting) -> Line:
    """Give the line of a school that was enrolled and has sent nothing."""
    since = min(laptop.enrolled_on for laptop in one.laptops)
    name, state = schools.shortened(one.name), f"{since} 登记后还没有上报，请催报"
    return Line(one.school, one.code, name, None, None, state, "bad")


def said(one: Reporting) -> tuple[str, Tone]:
    """Say where a school stands with its parcels, and in which tone."""
    if one.state == "never":
        return "没有收到数据包", "bad"
    if one.state == "late":
        return f"{one.silent_days} 天没有上报，请催报", "warn"
    if one.state == "revoked":
        return "电脑已吊销登记，请重新登记", "bad"
    if one.state == "gap":
        return "前面缺号，数据完整", "good"
    return "✓ 完整", "good"


def dots(of: Figures) -> str:
    """Show each item of the standard as a full, a half or an empty dot."""
    return "  ".join("●" if usable == every else "◐" if usable else "○" for _, usable, every in of.items)


def dots_in_words(of: Figures) -> str:
    """Say what the dots mean, item by item."""
    said = (f"{name}：{every} 项要求，{usable} 项可用" for name, usable, every in of.items)
    return "\n".join([*said, f"合计 {of.points} / {of.points_of} 分"])


def last(of: Figures) -> str:
    """Name the newest parcel."""
    return f"第 {of.last_seq} 号数据包，{of.last_parcel} 读取"


def few(one: Line) -> Tone:
    """Mark a school that held too few classes."""
    return "bad" if one.figures and one.figures.classes < one.figures.classes_wanted else "plain"


def covered(of: Figures) -> str:
    """Give the share of members who took part in anything this year."""
    return figures.share(of.party_trained, of.party)


def percent(of: Figures) -> str:
    """Give the share of people who have their hours."""
    return figures.share(of.met, of.owing)


def when(one: Line) -> str:
    """Say how long ago the newest parcel was read."""
    if one.days is None:
        return "—"
    return {0: f"今天 {one.figures.last_parcel[11:]}" if one.figures else "今天", 1: "昨天"}.get(
        one.days, f"{one.days} 天前"
    )
