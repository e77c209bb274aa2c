"""Routes: teaching points in the order they are visited, how long at each, and the hours they come to."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import hours_text, ledgers, places
from app.school.ledgers import Field, Ledger, Values
from db.register import Register
from db.rows import by_id, insert

ARROW = " → "
MOST_STOPS = 30
MOST_MINUTES = 600
_BETWEEN = re.compile(r"\s*(?:→|⟶|➝|-+>|—+>?|－+>?|;|；|\n)\s*")
_STOP = re.compile(
    r"(?P<place>.+?)\s*[(（]?\s*(?:(?P<minutes>\d{1,4})\s*(?:分钟|分|min))?[\s，,、]*"
    r"(?:(?P<hours>\d{1,2}(?:\.\d{1,2})?)\s*学时)?\s*[)）]?"
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A point of a route: `minutes` and `quarter_hours` are 0 where nobody said."""

    place: int
    place_name: str
    minutes: int
    quarter_hours: int


@dataclass(frozen=True, slots=True)
class Route:
    """A route with its points; `minutes` and `quarter_hours` are those of all points together."""

    id: int
    school: int
    name: str
    theme: str
    guide: str
    contact: str
    opened_on: str
    ended_on: str
    end_reason: str
    evidence: int | None
    note: str
    voided_on: str
    void_reason: str
    points: tuple[Stop, ...]

    @property
    def stops(self) -> str:
        """Write the points as a cell does: 下党村史馆 60分钟 → 鸾峰桥 30分钟."""
        return ARROW.join(_written(one) for one in self.points)

    @property
    def minutes(self) -> int:
        """Give the minutes of all points."""
        return sum(one.minutes for one in self.points)

    @property
    def quarter_hours(self) -> int:
        """Give the hours credited at all points."""
        return sum(one.quarter_hours for one in self.points)


def _written(one: Stop) -> str:
    minutes = f"{one.minutes}分钟" if one.minutes else ""
    hours = f"{hours_text(one.quarter_hours)}学时" if one.quarter_hours else ""
    return " ".join(filter(None, (one.place_name, minutes, hours)))


def read_stops(text: str) -> list[tuple[str, int, int]]:
    """Read the points of a route off a cell: name, minutes, quarter-hours; raise `UserError`."""
    pieces = [piece for piece in _BETWEEN.split(text.strip()) if piece]
    if len(pieces) > MOST_STOPS:
        raise UserError(f"一条路线最多 {MOST_STOPS} 个点，请分成几条路线。")
    made = []
    for piece in pieces:
        found = _STOP.fullmatch(piece)
        quarters = float(found["hours"] or 0) * 4 if found else 0.1
        minutes = int(found["minutes"] or 0) if found else 0
        if found is None or quarters != int(quarters) or quarters > 48 or minutes > MOST_MINUTES:
            raise UserError(f"沿线点位“{piece}”读不懂，请写成“村史馆 60分钟 → 古桥 30分钟”的样子。")
        made.append((" ".join(found["place"].split()), minutes, int(quarters)))
    return made


def _check_stops(_: Register, values: Values, __: int) -> Values:
    if values.get("stops"):
        read_stops(str(values["stops"]))
    return {}


def _keep_stops(db: Register, route: int, values: Values, school: int) -> None:
    if "stops" not in values:
        return
    wanted = [
        (_point(db, name, school), minutes, quarters)
        for name, minutes, quarters in read_stops(str(values["stops"]))
    ]
    found = db.execute(
        "SELECT place, minutes, quarter_hours FROM route_stop WHERE route = ? ORDER BY seq", [route]
    )
    if [tuple(row) for row in found] == wanted:
        return
    db.execute("DELETE FROM route_stop WHERE route = ?", [route])
    for seq, (place, minutes, quarters) in enumerate(wanted, start=1):
        insert(db, "route_stop", {"school": school, "route": route, "seq": seq, "place": place,
                                  "minutes": minutes, "quarter_hours": quarters})  # fmt: skip


def _point(db: Register, name: str, school: int) -> int:
    """Give the place of this name; one that the school has not yet is a teaching point."""
    known = places.named(db, name, school)
    return places.add(db, {"name": name, "kind": "site"}, school=school) if known is None else known


LEDGER = Ledger(
    "route",
    "路线",
    "现场教学路线",
    (
        Field("name", "路线名称", also=("名称", "路线", "线路名称", "线路"), must=True, width=10),
        Field("theme", "主题", also=("路线主题", "教学主题"), width=8),
        Field(
            "stops",
            "沿线点位",
            also=("点位", "途经点", "教学点", "沿线教学点", "路线安排"),
            width=26,
            aside=True,
            rule="按先后写，用 → 隔开，点名后面写分钟和学时：村史馆 60分钟 1学时 → 古桥 30分钟。"
            "没有登记过的点会自动记入地点。",
        ),
        Field("guide", "讲解员", also=("讲解", "讲解人"), width=5),
        Field("contact", "联系方式", also=("联系人", "联系电话", "电话"), width=6),
        Field("opened_on", "启用时间", "date", also=("开通时间", "启用日期")),
        Field("ended_on", "停用时间", "date", also=("停用日期",), rule="从哪一天起不再使用；在用的空着。"),
        Field("note", "备注", width=8),
    ),
    order={
        "name": ("x.name",),
        "theme": ("x.theme", "x.name"),
        "guide": ("x.guide", "x.name"),
        "opened_on": ("x.opened_on DESC",),
        "ended_on": ("x.ended_on DESC",),
    },
    lasts=True,
    since="opened_on",
    derive=_check_stops,
    keep=_keep_stops,
)


def find(
    db: Register, text: str = "", *, school: int, on: str = "", gone: bool = False, order_by: str = ""
) -> list[int]:
    """List routes by words in them: those in use, those used `on` a day, or with `gone` all."""
    return ledgers.find(db, LEDGER, text, school=school, on=on, gone=gone, order_by=order_by)


def rows(db: Register, ids: list[int]) -> list[Route]:
    """Give routes with their points in the order asked."""
    select = (
        "SELECT id, school, name, theme, guide, contact, opened_on, ended_on, end_reason, evidence, note, "
        "coalesce(voided_on, ''), coalesce(void_reason, '') FROM route "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    points = _points(db, ids)
    found = by_id(db, select, ids)
    return [Route(*(*row, tuple(points.get(row[0], ())))) for row in found]


def _points(db: Register, ids: Sequence[int]) -> dict[int, list[Stop]]:
    found: dict[int, list[Stop]] = {}
    for route, *stop in db.execute(
        "SELECT r.route, r.place, p.name, r.minutes, r.quarter_hours FROM route_stop r "
        "JOIN place p ON p.id = r.place WHERE r.route IN (SELECT value FROM json_each(?)) "
        "ORDER BY r.route, r.seq",
        [json.dumps(list(ids))],
    ):
        found.setdefault(route, []).append(Stop(*stop))
    return found
