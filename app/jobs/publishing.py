"""Publishing: load the consolidated register into a PostgreSQL server, school by school."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.progress import Tell
from app.school import counties, schools, transfers
from app.school.counties import Figures, Period
from app.school.counties import rows as kept
from db import postgres, published
from db.register import Register

SAID = {
    "address": "数据库地址写得不对。应写成 postgresql://用户:口令@主机:端口/数据库名，请核对后再试。",
    "unreachable": "连不上数据库服务器。请核对主机和端口，看网络通不通、服务器开着没有，然后再试一次。",
    "tls": "数据库服务器没有加密连接，或证书不受信任，没有发送。请让管理员配好证书；"
    "确实在内网里，可在地址后面加 ?sslmode=disable。",
    "login": "数据库的用户或口令不对，没有发送。请向数据库管理员核对。",
    "no_database": "服务器上没有这个数据库。请核对数据库名，或让管理员先建好。",
    "denied": "这个数据库用户没有权限建表或写入，没有发送。请让管理员授权（CREATE）后再试。",
    "depended_on": "那里有别人建在旧版表上的视图，没有改动。请让管理员先删去那些视图，发布以后再建。",
    "full": "数据库服务器的磁盘或连接数已满。请让管理员腾出空间后再发布一次。",
    "gone": "与数据库服务器的连接断了。已发布的学校是完整的，正在发布的那一所没有改动；恢复以后再发布一次。",
    "newer": "那里的数据是新版五有发布的，本机程序较旧，没有改动。请先升级本机的五有。",
    "foreign": "数据库里已有别人的“wuyou”模式，没有改动。请换一个数据库，或让管理员先移开它。",
    "claimed": "这些学校已由{detail}发布在这个数据库里，没有改动：同样的学校由两家发布，合计会重复扣减。"
    "请看那里的数字，或另用一个数据库；确是归属变了、重新设立过的，请让管理员删去那里的“wuyou”模式再发布。",
    "refused": "数据库没有接受：{detail}。请把这句话告诉数据库管理员。",
}


@dataclass(frozen=True, slots=True)
class Published:
    """What was sent: the schools whose rows were loaded, those that were there already, and the rows.

    `instead_of` names the counties of a city whose own publishing it took the place of.
    """

    sent: tuple[str, ...]
    same: tuple[str, ...]
    rows: int
    instead_of: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Say it."""
        said = f"已发布 {len(self.sent)} 所学校、{self.rows:,} 条记录。"
        if self.same:
            said += f"{len(self.same)} 所没有新的数据包，只更新了数字。"
        if self.instead_of:
            said += f"{'、'.join(self.instead_of)}发布过的，改由本单位发布。"
        return said


def publish(
    db: Register,
    url: str,
    *,
    year: int,
    today: str,
    tell: Tell,
    password: str | None = None,
    with_id_numbers: bool = False,
    again: bool = False,
) -> Published:
    """Load every school that reported, each in one transaction; what is there already is not sent twice.

    The figures are those of `counties.figures` and `counties.period`. ID numbers go as keyed hashes unless
    asked for. A school is published by one desk: a city takes the place of its counties, and a county is
    refused where its city has published. Raise `UserError` for that, for a desk that gathers nothing, and for
    what the server does not take.
    """
    own = schools.own(db)
    if own.level == "township":
        raise UserError("乡镇党校的电脑不发布数据，请在县级或市级的电脑上发布。")
    try:
        where = postgres.address(url, password=password)
        with postgres.connected(where) as server:
            return _publish(
                db,
                server,
                own,
                year=year,
                today=today,
                tell=tell,
                with_id_numbers=with_id_numbers,
                again=again,
            )
    except postgres.PostgresFault as fault:
        raise UserError(SAID[fault.reason].format(detail=fault.detail)) from fault


def _publish(
    db: Register,
    server: postgres.Server,
    own: schools.School,
    *,
    year: int,
    today: str,
    tell: Tell,
    with_id_numbers: bool,
    again: bool,
) -> Published:
    server.prepare()
    there = server.published()
    every = schools.rows(db, schools.find(db))
    above = {one.id: one.full_name for one in counties.counties_of(db)}
    desks = server.desks()
    _require_unclaimed(desks, [own.id, *above], [one.id for one in every])
    sent: list[str] = []
    same: list[str] = []
    rows = 0
    for done, school in enumerate(every):
        tell(done, len(every), f"正在发布{school.short_name}")
        stamp = f"{counties.whose(db, school.id)} {int(with_id_numbers)}"
        # Without a parcel nobody can say what is new.
        known = not again and there.get(school.id) == stamp and bool(stamp.split()[1:])
        known = known and desks[school.id][0] == own.id
        years = sorted({year, *server.years(school.id)})
        tables: dict[str, Iterable[Sequence[object]]] = {}
        if not known:
            tables |= dict(kept.published(db, school.id, with_id_numbers=with_id_numbers))
        tables |= _figures(db, school.id, years, today)
        news = counties.newest(db, school.id)
        head = {
            "id": school.id, "code": school.code, "name": school.short_name,
            "county": above.get(counties.under(db, school.id) or 0, own.full_name),
            "desk": own.id, "desk_name": own.full_name,
            "parcel_no": news.seq if news else 0, "parcel_read": news.received_at if news else "",
            "as_of": today, "stamp": stamp,
        }  # fmt: skip
        written = server.load(school.id, head, tables, instead_of=above)
        (same if known else sent).append(school.short_name)
        rows += 0 if known else written
    seen = sorted({year, *(one for school in every for one in server.years(school.id))})
    server.load_desk(
        own.id,
        {
            "one_person": ((own.id, *pair) for pair in kept.one_person(db)),
            "counted_twice": (row for one in seen for row in _twice(db, own.id, one)),
        },
        instead_of=above,
    )
    tell(len(every), len(every), "已发布")
    replaced = dict(desk for desk in desks.values() if desk[0] in above)
    return Published(tuple(sent), tuple(same), rows, tuple(replaced.values()))


def _require_unclaimed(
    desks: Mapping[int, tuple[int, str]], ours: Container[int], every: Iterable[int]
) -> None:
    """Raise `PostgresFault` where a school lies there that a desk other than ours published."""
    for school in every:
        desk, name = desks.get(school, (0, ""))
        if desk and desk not in ours:
            raise postgres.PostgresFault("claimed", name)


def _figures(
    db: Register, school: int, years: Sequence[int], today: str
) -> dict[str, list[tuple[object, ...]]]:
    """Work out a school's figures of years, quarters too, as the tables there have them."""
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in published.FIGURES}
    for year in years:
        counties.bring_up(db, school=school, year=year, today=today)
        asked = {"school": school, "year": year}
        of = counties.at_hand(db, **asked, today=today) or counties.figures(db, **asked, today=today)
        found["figure"].append(_line(of, year, today))
        found["figure_item"] += [
            (school, year, seq, name, usable, every) for seq, (name, usable, every) in enumerate(of.items, 1)
        ]
        for quarter in range(5):
            period = counties.period_at_hand(db, **asked, quarter=quarter) or counties.period(
                db, **asked, quarter=quarter
            )
            found["count_line"] += _counts(school, period)
    return found


def _twice(db: Register, desk: int, year: int) -> Iterable[tuple[object, ...]]:
    """Give what sums over the schools count too often, as the desk takes it off; the whole under no side."""
    for quarter in range(5):
        once = counties.once(db, year=year, quarter=quarter)
        moved = sum(transfers.counted_elsewhere(db, year=year, quarter=quarter).values())
        yield (desk, year, quarter, "", "", once.people, once.people, once.turns, 0, 0, moved)
        for (side, title), off in once.lines.items():
            if side:
                yield (desk, year, quarter, side, title, off.people, off.trained, off.turns, off.required,
                       off.met, off.earned)  # fmt: skip


def _line(of: Figures, year: int, today: str) -> tuple[object, ...]:
    return (
        of.school, year, today, of.points, of.points_of, of.classes, *of.classes_by_quarter,
        of.classes_wanted, of.members, of.people, of.person_times, of.quarter_hours, of.owing, of.met,
        of.party, of.party_trained,
    )  # fmt: skip


def _counts(school: int, period: Period) -> Iterable[tuple[object, ...]]:
    for side_no, side in enumerate(period.sides, 1):
        for seq, one in enumerate(side.lines, 1):
            yield (
                school, period.year, period.quarter, side_no, side.title, seq, one.title, one.people,
                one.trained, one.turns, one.target, one.required, one.met, one.earned,
            )  # fmt: skip
