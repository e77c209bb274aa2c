"""Activities: learning outside the school's own classes, from a county's class to a visit at home."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.school import ACTIVITY_KINDS, evidence, hours, hours_text, members, persons
from db.register import Register
from db.rows import by_id, insert, ordered, update

# What each kind may be; the first is meant where nothing is said.
FORMS_OF = {
    "county_class": ("training",),
    "joint_class": ("training",),
    "online": ("online_course", "online_total"),
    "branch_study": ("branch_study", "theme_practice"),
    "home_delivery": ("home_delivery",),
    "external": ("external",),
    "teaching": ("teaching",),
}
LEDGERS = {"member": "党员学时", "cadre": "干部学时"}
_MOST = {"minutes": 100_000, "half_days": 1000, "stated": 4000}
_ORDER = {
    "date": ("date DESC", "id DESC"),
    "title": ("title", "date", "id"),
    "kind": ("kind", "date DESC", "id DESC"),
}


@dataclass(frozen=True, slots=True)
class Activity:
    """Something learned outside the own classes, by how many; `stated` is what a paper says.

    Quarter-hours; `minutes`, `half_days` and `stated` are None where that is not how it was measured.
    `central` counts as a class of county level or above. `evidence` is 0 where nothing proves it.
    """

    id: int
    school: int
    kind: str
    form: str
    title: str
    organiser: str
    platform: str
    date: str
    ends: str
    half_day: str
    minutes: int | None
    half_days: int | None
    stated: int | None
    central: int
    ledger: str
    evidence: int
    note: str
    recorded_on: str
    recorded_by: str
    voided_on: str
    void_reason: str
    people: int


@dataclass(frozen=True, slots=True)
class Participant:
    """One person in an activity: their own minutes or stated quarter-hours, and what they were given."""

    id: int
    member: int
    name: str
    branch_name: str
    minutes: int | None
    stated: int | None
    tested: int
    quarter_hours: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one person did of an activity, where it differs from the others: quarter-hours, test passed."""

    minutes: int | None = None
    stated: int | None = None
    tested: bool = False


def record(
    db: Register,
    *,
    school: int,
    kind: str,
    title: str,
    on: str,
    people: Sequence[int],
    today: str,
    form: str = "",
    ends: str = "",
    half_day: str = "am",
    organiser: str = "",
    platform: str = "",
    minutes: int | None = None,
    half_days: int | None = None,
    stated: int | None = None,
    central: bool | None = None,
    ledger: str = "member",
    proof: int | None = None,
    note: str = "",
    shares: Mapping[int, Share] | None = None,
) -> int:
    """Write an activity down with everybody who took part, and post their hours; give its id.

    How much it was is said once: in minutes, in half-days, or as a paper states it; a visit needs none.
    `shares` says who did more or less. Raise `UserError` where that is not so, a day is none or lies
    ahead, nobody took part, what proves it is not said, or its year is closed.
    """
    values = {"title": title.strip(), "organiser": organiser.strip(), "platform": platform.strip()}
    chosen = form or FORMS_OF[kind][0]
    if chosen not in FORMS_OF[kind]:
        raise ValueError(f"{chosen} is no form of {kind}")
    days = _days(on, ends, today)
    whom = _people(db, people, school)
    merged = persons.kept_for(db, school=school)
    each = {merged.get(one, one): share for one, share in (shares or {}).items()}
    how = {"minutes": minutes, "half_days": half_days, "stated": stated}
    _sense(kind, chosen, values, how, [each.get(one, Share()) for one in whom])
    if proof is not None and not evidence.rows(db, [proof]):
        raise UserError("没有找到这份凭证，请重新选择。")
    values |= {"kind": kind, "form": chosen, "note": note.strip()}
    with db.act(f"登记{ACTIVITY_KINDS[kind]}：{values['title']}（{len(whom)} 人）"):
        activity = insert(
            db,
            "activity",
            {
                **values, **how, "school": school, "date": days[0], "ends": days[1], "half_day": half_day,
                "central": int(kind == "county_class" if central is None else central), "ledger": ledger,
                "evidence": proof, "recorded_on": today, "recorded_by": db.operator,
            },
        )  # fmt: skip
        _put(db, activity, school, whom, each)
        _post(db, school, whom, days, why=f"登记“{values['title']}”")
    return activity


def add(
    db: Register, activity: int, people: Sequence[int], *, shares: Mapping[int, Share] | None = None
) -> int:
    """Add people to an activity that stands, and post their hours; give how many were new in it."""
    found = _standing(db, activity)
    inside = {one for who in participants(db, activity) for one in persons.same(db, who.member)}
    whom = [one for one in _people(db, people, found.school) if one not in inside]
    if not whom:
        raise UserError("选中的人都已在这次活动里。")
    _check_shares(found.form, (shares or {}).values())
    with db.act(f"{found.title}：补登 {len(whom)} 人"):
        _put(db, activity, found.school, whom, shares or {})
        _post(db, found.school, whom, (found.date, found.ends), why=f"补登“{found.title}”")
    return len(whom)


def strike(db: Register, activity: int, people: Iterable[int], *, why: str) -> int:
    """Take people off an activity in which they had no part, and their hours with it; give how many."""
    found = _standing(db, activity)
    if not why.strip():
        raise UserError("划去人员要写明原因，例如“登记错人”。")
    wanted = {one for who in people for one in persons.same(db, who)}
    struck = [who for who in participants(db, activity) if who.member in wanted]
    if not struck:
        raise UserError("选中的人不在这次活动里。")
    if len(struck) == found.people:
        raise UserError("这样一个人也不剩了；整件登错的，请作废这次活动。")
    with db.act(f"{found.title}：划去 {len(struck)} 人（{why.strip()}）"):
        for who in struck:
            db.execute("DELETE FROM participation WHERE id = ?", [who.id])
        whom = [who.member for who in struck]
        _post(db, found.school, whom, (found.date, found.ends), why=f"{found.title}：{why.strip()}")
    return len(struck)


def void(db: Register, activity: int, *, why: str, today: str) -> int:
    """Void an activity with a reason: it stays to be seen, its hours are taken back; give how many lines."""
    found = _standing(db, activity)
    if not why.strip():
        raise UserError("作废要写明原因，例如“重复登记”。")
    with db.act(f"作废{ACTIVITY_KINDS[found.kind]}：{found.title}"):
        update(db, "activity", activity, {"voided_on": today, "void_reason": why.strip()})
        whom = [who.member for who in participants(db, activity)]
        said = f"“{found.title}”作废，{why.strip()}"
        return _post(db, found.school, whom, (found.date, found.ends), why=said)


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    year: int | None = None,
    kind: str = "",
    member: int | None = None,
    voided: bool = True,
    order_by: str = "date",
) -> list[int]:
    """List activities by a part of the title, newest first; `order_by` is date, title or kind.

    Those of a `member` are the person's, under whichever of their rows. `voided=False` leaves out what
    was voided.
    """
    several = "[]" if member is None else str(list(persons.same(db, member)))
    found = db.execute(
        "SELECT id FROM activity WHERE (?1 IS NULL OR school = ?1) "
        "AND (?2 IS NULL OR date <= ?2 || '-12-31' AND ends >= ?2 || '-01-01') "
        "AND (?3 = '' OR kind = ?3) AND (?4 OR voided_on IS NULL) "
        "AND (?5 = '[]' OR id IN (SELECT activity FROM participation "
        "WHERE member IN (SELECT value FROM json_each(?5)))) "
        f"AND (instr(title, ?6) OR instr(organiser, ?6)) ORDER BY {ordered(_ORDER, order_by)}",
        [school, year, kind, voided, several, text.strip()],
    )
    return [row[0] for row in found]


def rows(db: Register, ids: list[int]) -> list[Activity]:
    """Give activities in the order asked."""
    select = (
        "SELECT id, school, kind, form, title, organiser, platform, date, ends, half_day, minutes, "
        "half_days, stated, central, ledger, coalesce(evidence, 0), note, recorded_on, recorded_by, "
        "coalesce(voided_on, ''), coalesce(void_reason, ''), "
        "(SELECT count(*) FROM participation p WHERE p.activity = a.id) FROM activity a "
        "WHERE id IN (SELECT value FROM json_each(?))"
    )
    return [Activity(*row) for row in by_id(db, select, ids)]


def participants(db: Register, activity: int) -> list[Participant]:
    """Give everybody in an activity with what they were given for it, by name."""
    found = db.execute(
        "SELECT p.id, p.member, m.name, coalesce(b.name, ''), p.minutes, p.stated, p.tested, "
        "(SELECT coalesce(sum(l.quarter_hours), 0) FROM hour_line l "
        "WHERE l.activity = p.activity AND l.member = p.member) "
        "FROM participation p JOIN member m ON m.id = p.member LEFT JOIN branch b ON b.id = m.branch "
        "WHERE p.activity = ? ORDER BY m.pinyin, m.id",
        [activity],
    )
    return [Participant(*row) for row in found]


def amount(found: Activity) -> str:
    """Say how much an activity was, as it was recorded."""
    if found.stated is not None:
        return f"证明写明 {hours_text(found.stated)} 学时"
    if found.half_days is not None:
        return f"{found.half_days} 个半天"
    return "—" if found.minutes is None else f"{found.minutes} 分钟"


def _standing(db: Register, activity: int) -> Activity:
    found = rows(db, [activity])
    if not found:
        raise UserError("没有找到这次活动，可能已被撤销，请刷新后再试。")
    if found[0].voided_on:
        raise UserError(f"“{found[0].title}”在 {found[0].voided_on} 已经作废（{found[0].void_reason}）。")
    return found[0]


def _days(on: str, ends: str, today: str) -> tuple[str, str]:
    try:
        first, last = date.fromisoformat(on), date.fromisoformat(ends or on)
    except ValueError as error:
        raise UserError(f"“{ends or on}”不是一个日期，请写成 2026-11-20 的样子。") from error
    if last < first:
        raise UserError("结束日期在开始日期以前，请核对。")
    if last.isoformat() > today:
        raise UserError(f"{last.isoformat()} 还没有到，学完以后再登记。")
    if (last - first).days > 366:
        raise UserError("一次活动最长登记一年；时间更长的请分次登记。")
    return first.isoformat(), last.isoformat()


def _sense(
    kind: str,
    form: str,
    values: Mapping[str, str],
    how: Mapping[str, int | None],
    shares: Sequence[Share],
) -> None:
    """Raise `UserError` where an activity does not say what it was, how much, or who vouches for it."""
    if not values["title"]:
        raise UserError("请填写学了什么，例如“学习党的二十届三中全会精神”。")
    given = [one for one in how.values() if one is not None]
    each = not given and all(share.minutes is not None or share.stated is not None for share in shares)
    if len(given) != 1 and form != "home_delivery" and not each:
        raise UserError("学了多少请写一样：多少分钟、几个半天，或证明上写的学时。")
    if form == "online_course" and how["half_days"] is not None:
        raise UserError("网络课程请写分钟数，或证明上写的学时。")
    if any(one is not None and not 1 <= one <= _MOST[name] for name, one in how.items()):
        raise UserError("学了多少应当大于 0，并且不能大得离谱，请核对。")
    if kind == "online" and not values["platform"]:
        raise UserError("网络学习要写明平台，例如“共产党员网”。")
    paper = how["stated"] is not None or any(share.stated is not None for share in shares)
    if paper and not (values["organiser"] or values["platform"]):
        raise UserError("按证明记学时的，要写明出具证明的单位。")
    _check_shares(form, shares)


def _check_shares(form: str, shares: Iterable[Share]) -> None:
    for share in shares:
        for one, most in ((share.minutes, _MOST["minutes"]), (share.stated, _MOST["stated"])):
            if one is not None and not 0 <= one <= most:
                raise UserError("有人的分钟数或学时不对，请核对。")
        if share.tested and form not in FORMS_OF["online"]:
            raise UserError("只有网络学习记“测试通过”。")


def _people(db: Register, people: Iterable[int], school: int) -> list[int]:
    """Give the persons behind these rows, each once; raise `UserError` where there is none or a stranger."""
    merged = persons.kept_for(db, school=school)
    whom = list(dict.fromkeys(merged.get(one, one) for one in people))
    if not whom:
        raise UserError("还没有选参加的人。")
    found = members.rows(db, whom)
    if len(found) != len(whom) or any(who.school != school for who in found):
        raise UserError("选中的人里有不在本校名册的，请刷新后再选。")
    return whom


def _put(
    db: Register, activity: int, school: int, people: Iterable[int], shares: Mapping[int, Share]
) -> None:
    each = ((one, shares.get(one, Share())) for one in people)
    rows_ = [
        (db.new_id(), school, activity, one, share.minutes, share.stated, int(share.tested))
        for one, share in each
    ]
    db.conn.executemany(
        "INSERT INTO participation (id, school, activity, member, minutes, stated, tested) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        rows_,
    )


def _post(db: Register, school: int, people: Iterable[int], days: tuple[str, str], *, why: str) -> int:
    years = range(int(days[0][:4]), int(days[1][:4]) + 1)
    return hours.post(db, school=school, people=people, years=years, why=why)
