"""The made-up school's own registers: posts, bylaws, meetings, money, rooms, books, contracts, a route."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from app.jobs import evidence, files
from app.jobs.demo import names, proofs
from app.jobs.demo.stage import Step
from app.jobs.demo.townships import Township
from app.jobs.demo.year import Calendar
from app.school import (
    books,
    bylaws,
    classes,
    equipment,
    funds,
    ledgers,
    meetings,
    places,
    posts,
    routes,
    schools,
    teachers,
)
from app.school.ledgers import Ledger
from app.spelling import dates
from db.register import Register

_POSTS = (
    ("校长", "党委书记", "全面工作"),
    ("常务副校长", "党委副书记", "日常工作"),
    ("副校长", "党委组织委员", "培训和学员管理"),
    ("教务主任", "党建办主任", "教学安排"),
    ("教务员", "党建办干事", "学籍、学时和档案"),
)
_BYLAWS = (
    ("学员管理实施细则", "学员管理", "是"),
    ("教学管理制度", "教学管理", "是"),
    ("师资管理制度", "师资管理", "否"),
)
_ROOMS = (("综合教室", "教室", "80"), ("图书阅览室", "图书阅览室", "24"), ("党校办公室", "办公室", "4"))
_EQUIPMENT = (
    ("投影仪", "台", "1", "4200"),
    ("课桌椅", "套", "40", "12800"),
    ("音响", "套", "1", "3600"),
    ("电脑", "台", "2", "9000"),
)
_BOOKS = (("党章党规学习读本", "教材", "320", "18"), ("农村基层党组织工作手册", "教材", "160", "26"))
_OLD = 1100
_RANKS = ("associate", "", "other")


def keep(
    db: Register, township: Township, days: Calendar, *, folder: Path, made: Path, chance: random.Random
) -> Step:
    """Keep the school's registers as a clerk does, with the papers of its bylaws and meetings."""
    book = _Books(db, township, days, folder, made)
    people = [names.full_name(chance, woman=bool(at % 2), age=45) for at in range(len(_POSTS) + 1)]
    since = days.today - timedelta(days=_OLD)
    document = f"{township.name[:2]}委〔{since.year}〕8号"
    for (title, unit, duties), name in zip(_POSTS, people, strict=False):
        book.line(posts.LEDGER, title=title, name=name, unit_post=f"{township.name}{unit}", duties=duties,
                  document=document, appointed_on=since.isoformat())  # fmt: skip
    _bylaws(book, township, since)
    _meetings(book, township, days, people[0])
    _money(book, days)
    _rooms(book, township, people[-1], since)
    hired = _contracts(db, days)
    return Step(
        f"登记办学台账：任职 {len(_POSTS)} 人，制度 {len(_BYLAWS)} 项，专题研究 2 次，经费和支出，"
        f"场地设备，图书资料，聘任教师 {hired} 人，教学路线 1 条",
        tuple(book.papers),
    )


class _Books:
    """The register with what every line of it needs."""

    def __init__(self, db: Register, township: Township, days: Calendar, folder: Path, made: Path) -> None:
        self.db, self.township, self.folder, self.made = db, township, folder, made
        self.school = schools.own(db).id
        self.today = days.today.isoformat()
        self.papers: list[Path] = []

    def line(self, ledger: Ledger, **typed: str) -> int:
        return ledgers.record(self.db, ledger, typed, school=self.school, today=self.today)

    def proved(self, ledger: Ledger, row: int, title: str, lines: Sequence[str], formed: date) -> None:
        """Make the paper of a line, file it and attach it."""
        written = proofs.document(
            title, lines, signed=self.township.school, dated=dates.in_figures(formed.isoformat())
        )
        path = files.keep(self.made / f"{title}.pdf", written)
        self.papers.append(path)
        with self.db.act(f"附上{ledger.word}的材料：{path.name}"):
            filed = evidence.file(
                self.db, path, folder=self.folder, school=self.school, formed_on=formed.isoformat(),
                today=self.today,
            )  # fmt: skip
            ledgers.attach(self.db, ledger, row, filed)


def _bylaws(book: _Books, township: Township, since: date) -> None:
    for number, (title, kind, wall) in enumerate(_BYLAWS, start=1):
        named = f"{township.name}党校{title}"
        row = book.line(
            bylaws.LEDGER, title=named, kind=kind, number=f"党校〔{since.year}〕{number}号",
            issued_by=township.school, issued_on=since.isoformat(), on_wall=wall,
        )  # fmt: skip
        words = (
            "第一条　为规范党校办学，制定本制度。",
            "第二条　本制度自印发之日起施行。（演示用，内容是虚构的。）",
        )
        book.proved(bylaws.LEDGER, row, named, words, since)


def _meetings(book: _Books, township: Township, days: Calendar, chair: str) -> None:
    for day, topic in (
        (days.first - timedelta(days=3), "专题研究本年党员培训计划和党校经费"),
        (days.second - timedelta(days=3), "专题研究党员集中轮训工作"),
    ):
        row = book.line(
            meetings.LEDGER, held_on=day.isoformat(), kind="专题研究", organ=f"{township.name}党委会",
            topic=topic, chair=chair, people="9", minutes_no=f"〔{day.year}〕{day.month}号",
            decisions="按计划办班，经费按时拨付",
        )  # fmt: skip
        words = (f"会议议题：{topic}。", "议定事项：按计划办班，经费按时拨付。（演示用，内容是虚构的。）")
        book.proved(meetings.LEDGER, row, f"会议纪要{day:%m%d}", words, day)


def _money(book: _Books, days: Calendar) -> None:
    year = str(days.year)
    since = date(days.year, 1, 5).isoformat()
    for source, title, planned, received in (
        ("财政拨补", "党校办学经费", "5万元", "4万元"),
        ("党费补助", "市管党费补助", "10万元", "10万元"),
    ):
        book.line(funds.LEDGER, year=year, source=source, title=title, planned_fen=planned,
                  received_fen=received, received_on=min(since, book.today))  # fmt: skip
    held = classes.rows(book.db, classes.find(book.db, school=book.school, year=days.year))
    for one in held[-2:]:
        typed: Mapping[str, str] = {"training_class": one.name, "spent_on": book.today, "year": year}
        book.line(
            funds.SPENDINGS, kind="资料费", what="教材和学习笔记", fen="1860.50", source="财政拨补", **typed
        )
        book.line(funds.SPENDINGS, kind="伙食费", what="学员午餐", fen="2400", source="党费补助", **typed)


def _rooms(book: _Books, township: Township, guide: str, since: date) -> None:
    for name, kind, seats in _ROOMS:
        if places.named(book.db, name, book.school) is None:
            book.line(places.LEDGER, name=name, kind=kind, seats=seats)
    for name, unit, amount, value in _EQUIPMENT:
        book.line(equipment.LEDGER, name=name, unit=unit, amount=amount, value_fen=value, place="综合教室",
                  got_on=since.isoformat()[:7])  # fmt: skip
    points = [
        f"{village.name}{what}"
        for village, what in zip(township.villages, ("村史馆", "生态茶园"), strict=False)
    ]
    for name in points:
        book.line(places.LEDGER, name=name, kind="现场教学点", seats="60", guide=guide, address=name[:3])
    book.line(routes.LEDGER, name="乡村振兴路线", theme="产业兴旺",
              stops=f"{points[0]} 60分钟 1学时 → {points[1]} 90分钟 2学时", guide=guide)  # fmt: skip
    for title, kind, copies, price in _BOOKS:
        book.line(books.LEDGER, title=title, kind=kind, copies=copies, price_fen=price, place="图书阅览室",
                  got_on=since.isoformat()[:7])  # fmt: skip
    for village in township.villages[:3]:
        book.line(books.ISSUES, issued_on=book.today, book=_BOOKS[0][0], receiver=village.branch, copies="20")


def _contracts(db: Register, days: Calendar) -> int:
    """Hire every teacher of the timetables for three years, one of them until last month."""
    found = teachers.find(db, school=schools.own(db).id)
    since, until = days.today - timedelta(days=500), days.today + timedelta(days=595)
    for at, one in enumerate(found):
        over = at == len(found) - 1 > 0
        ends = days.today - timedelta(days=30) if over else until
        teachers.amend(db, one, {"hired_on": since.isoformat(), "hired_until": ends.isoformat(),
                                 "rank": _RANKS[at % len(_RANKS)]})  # fmt: skip
    return len(found)
