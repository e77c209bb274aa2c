"""Recording: an activity with everybody who took part; whatever changes it posts the hours."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.errors import UserError
from app.school import ACTIVITY_KINDS, evidence, hours, members, persons
from app.school.activities.reading import participants, rows
from app.school.activities.records import FORMS_OF, Activity, Share
from app.spelling import dates
from db.register import Register
from db.rows import insert, update

MOST_MINUTES = 100_000
_MOST = {"minutes": MOST_MINUTES, "half_days": 1000, "stated": 4000}


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
    days = days_of(on, ends, today)
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


def _standing(db: Register, activity: int) -> Activity:
    found = rows(db, [activity])
    if not found:
        raise UserError("没有找到这次活动，可能已被撤销，请刷新后再试。")
    if found[0].voided_on:
        raise UserError(f"“{found[0].title}”在 {found[0].voided_on} 已经作废（{found[0].void_reason}）。")
    return found[0]


def days_of(on: str, ends: str, today: str) -> tuple[str, str]:
    """Give the first and the last day as ISO text; raise `UserError` where they are none or lie ahead."""
    first = dates.typed_day(on)
    last = dates.typed_day(ends) if ends.strip() else first
    if last < first:
        raise UserError("结束日期在开始日期以前，请核对。")
    if last > today:
        raise UserError(f"{last} 还没有到，学完以后再登记。")
    if (date.fromisoformat(last) - date.fromisoformat(first)).days > 366:
        raise UserError("一次活动最长登记一年；时间更长的请分次登记。")
    return first, last


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
