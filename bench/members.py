"""The list of people at a county's size, in the real window, beside the bare SQL that asks the same.

What a clerk feels is how long until the first rows stand there; that is what the bars are about. The bare
figure is a bare connection to the same encrypted file, asked for the same first rows, nothing shown. Of each
the quickest round counts, for a thirtieth of a second is less than a busy machine's other work takes.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlcipher3 import dbapi2

from app import paths
from app.jobs import registers
from app.jobs.demo.stage import Clock
from app.school import branches, schools
from app.spelling import id_numbers, names
from app.ui import theme
from app.ui.desk import Desk
from app.ui.pages.members import Members
from app.ui.side import Place
from app.ui.window import Window
from bench.bars import Bar
from db.register import Register

PEOPLE, BRANCHES = 100_000, 400
TODAY = date(2026, 11, 22)
OPEN_MS, KEY_MS = 50, 30
SHOWN = 64
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾单解雷蓝钟仇"
GIVEN = "建国秀英志远金花春生德明丽萍国强文杰桂兰海燕永福少华玉梅晓红宝珠水根长庚"
# What is typed, letter by letter, and what a bare query would ask for it.
TYPED = {
    "拼音首字母": ("wjg", "pinyin >= :key AND pinyin < :after OR initials >= :key AND initials < :after"),
    "拼音": ("zhang", "pinyin >= :key AND pinyin < :after OR initials >= :key AND initials < :after"),
    "姓名": ("王建国", "instr(name_key, :key)"),
    "尾号": ("0418", "id_number LIKE '%' || :key OR phone LIKE '%' || :key"),
    "没有的人": ("qqqx", "pinyin >= :key AND pinyin < :after OR initials >= :key AND initials < :after"),
}
NARROWED = ("按姓氏笔画", "一个支部", "按党支部", "失联党员", "已减少")


@dataclass(frozen=True, slots=True)
class Within(Bar):
    """How long ours takes, in seconds, and how long it may; the bare query only stands beside it."""

    @property
    def holds(self) -> bool:
        """Tell whether it is kept."""
        return self.ours <= self.most

    @property
    def line(self) -> str:
        """Write it as `name: figure (bar)`."""
        short = "" if self.holds else "，没有达到"
        return (
            f"{self.name}: {self.ours * 1000:.1f} 毫秒 (≤ {self.most * 1000:g} 毫秒)"
            f"　裸 SQL {self.bare * 1000:.1f} 毫秒{short}"
        )


def bars(folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure the page of people in a window, opened and typed into."""
    with ExitStack() as stack:
        bench = _Bench(folder, stack, rounds)
        yield bench.opening()
        for name in TYPED:
            yield bench.typing(name)
        for name in NARROWED:
            yield bench.narrowing(name)
        yield bench.typing_in_a_branch()


class _Bench:
    """A register of a county's size, and its window."""

    def __init__(self, folder: Path, stack: ExitStack, rounds: int) -> None:
        self.rounds = rounds
        data = folder / "county"
        self.db = stack.enter_context(registers.opened(data, clock=Clock(TODAY), operator="钟小兰"))
        registers.found(self.db, level="township", code="350999200", full_name="云溪乡党校")
        fill(self.db, random.Random(1), PEOPLE)
        self.school = schools.own(self.db).id
        app = QApplication.instance() or QApplication(["wuyou"])
        theme.dress(app)
        self.desk = Desk(
            self.db, folder=data, level="township", school_name="云溪乡党校", operator="钟小兰",
            clock=lambda: TODAY,
        )  # fmt: skip
        self.bare = dbapi2.connect(paths.register(data))
        self.bare.execute(f"PRAGMA key = \"x'{self.db.key.hex()}'\"")
        stack.callback(self.bare.close)
        self.window = self.windowed()
        stack.callback(lambda: self.window.close())
        stack.callback(self.desk.leave)

    def windowed(self) -> Window:
        """Show a window that has not been to the list of people yet."""
        made = Window(self.desk, [Place("空", "desk", _Empty), Place("党员名册", "members", Members)])
        made.resize(1366, 768)
        made.show()
        settle()
        return made

    def page(self) -> Members:
        self.window.go(1)
        page = self.window.page()
        assert isinstance(page, Members)
        return page

    def asked(self, condition: str, *, key: str = "", order: str = "pinyin") -> float:
        """Ask a bare connection for the first rows, and give the seconds it took."""
        began = perf_counter()
        self.bare.execute(
            f"SELECT m.*, b.name FROM member m LEFT JOIN branch b ON b.id = m.branch "
            f"WHERE m.school = :school AND ({condition}) ORDER BY {order} LIMIT {SHOWN}",
            {"school": self.school, "key": key, "after": key + "\U0010ffff"},
        ).fetchall()
        return perf_counter() - began

    def opening(self) -> Bar:
        """From the place at the side to rows that stand there."""
        ours, bare = [], []
        for turn in range(self.rounds + 1):
            self.window.close()
            self.window.deleteLater()
            self.window = self.windowed()
            took = until_painted(self.page)
            if turn:
                ours.append(took)
                bare.append(self.asked("left_on IS NULL"))
        settle()
        return Within(f"{PEOPLE:,} 人的名册打开", min(ours), min(bare), OPEN_MS / 1000)

    def typing(self, name: str, *, within: str = "", also: str = "TRUE") -> Bar:
        """Type letter by letter and give the slowest of them, of each the quickest round."""
        typed, condition = TYPED[name]
        slowest, bare = 0.0, 0.0
        page = self.page()
        for at in range(len(typed)):
            ours, asked = [], []
            for _ in range(self.rounds):
                page.seeker.setText(typed[:at])
                settle()
                ours.append(until_painted(lambda sign=typed[at]: _press(page, sign), page))
                settle()
                key = typed[: at + 1]
                asked.append(self.asked(f"left_on IS NULL AND {also} AND ({condition})", key=key))
            if min(ours) > slowest:
                slowest, bare = min(ours), min(asked)
        page.show_all()
        settle()
        return Within(f"{within}查找每键一次，{name}“{typed}”", slowest, bare, KEY_MS / 1000)

    def typing_in_a_branch(self) -> Bar:
        """Type while only one branch is listed."""
        self.choose("branch", 7)
        found = self.typing(
            "拼音首字母", within="一个支部里", also=f"m.branch = {self.page().branch.itemData(7)}"
        )
        self.choose("branch", 0)
        return found

    def choose(self, box: str, number: int) -> None:
        one = getattr(self.page(), box)
        one.setCurrentIndex(number)
        one.activated.emit(number)

    def narrowing(self, name: str) -> Bar:
        """Choose another order, a branch or a group, and wait for its first rows."""
        page = self.page()
        branch = f"m.branch = {page.branch.itemData(7)} AND left_on IS NULL"
        box, number, condition, order = {
            "按姓氏笔画": ("order", 1, "left_on IS NULL", "stroke_key"),
            "一个支部": ("branch", 7, branch, "pinyin"),
            "按党支部": ("order", 2, "left_on IS NULL", "b.name, pinyin"),
            "失联党员": (
                "group",
                page.group.findText("失联党员"),
                "left_on IS NULL AND lost_contact",
                "pinyin",
            ),
            "已减少": ("group", page.group.findText("已减少"), "left_on IS NOT NULL", "pinyin"),
        }[name]
        ours, bare = [], []
        for _ in range(self.rounds):
            ours.append(until_painted(lambda: self.choose(box, number), page))
            settle()
            bare.append(self.asked(condition, order=order))
            self.choose(box, 0)
            settle()
        return Within(f"名册换成{name}", min(ours), min(bare), OPEN_MS / 1000)


class _Empty(Members):
    """A place to come from; it shows nothing."""

    def refresh(self) -> None:
        """Read nothing."""


class _Painted(QObject):
    """Notices that a list was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


def until_painted(do: Callable[[], Any], page: Members | None = None) -> float:
    """Do something and give the seconds until the list it changes is painted."""
    watch = _Painted()
    if page is not None:
        page.table.viewport().installEventFilter(watch)
    began = perf_counter()
    made = do()
    if isinstance(made, Members):
        made.table.viewport().installEventFilter(watch)
    while not watch.seen:
        # What is laid out and painted is posted; what may wait until after that has timers.
        QApplication.sendPostedEvents()
        if not watch.seen:
            QApplication.processEvents()
    return perf_counter() - began


def settle() -> None:
    """Let everything that was put off happen."""
    quiet = 0
    while quiet < 3:
        began = perf_counter()
        QTest.qWait(60)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        quiet = quiet + 1 if perf_counter() - began < 0.08 else 0


def _press(page: Members, sign: str) -> None:
    if sign.isascii():
        QTest.keyClick(page.seeker, sign)
    else:
        page.seeker.insert(sign)


def fill(db: Register, chance: random.Random, count: int) -> None:
    """Put so many people on the rolls at once, as a roster of that size would stand there."""
    school = schools.own(db).id
    with db.act("登记人员"):
        homes = [branches.add(db, f"云溪乡第{at + 1}村党支部", school=school) for at in range(BRANCHES)]
        people = [_person(db, chance, school, chance.choice(homes), at) for at in range(count)]
        columns = list(people[0])
        marks = ", ".join("?" for _ in columns)
        db.conn.executemany(
            f"INSERT INTO member ({', '.join(columns)}) VALUES ({marks})",
            [list(one.values()) for one in people],
        )


def _person(db: Register, chance: random.Random, school: int, branch: int, number: int) -> dict[str, object]:
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    reading = names.pinyin(name)
    birth = date(chance.randint(1936, 2004), chance.randint(1, 12), chance.randint(1, 28))
    first17 = f"{350000 + number // 1000}{birth:%Y%m%d}{number % 1000:03}"
    numbered = chance.random() < 0.7
    left = chance.random() < 0.02
    return {
        "id": db.new_id(), "school": school, "name": name, "name_key": names.match_key(name),
        "pinyin": reading.full, "initials": f"{reading.initials} {reading.alternatives}".strip(),
        "stroke_key": names.stroke_key(name), "gender": "男" if number % 4 else "女", "ethnicity": "汉族",
        "id_number": first17 + id_numbers.check_digit(first17) if numbered else None,
        "birth": birth.isoformat(), "education": "初中",
        "member_type": chance.choices(("full", "probationary", "candidate", "activist"), (94, 2, 2, 2))[0],
        "branch": branch, "join_date": f"{birth.year + 25}-07-01",
        "phone": f"1{chance.randrange(10**10):010}", "address": "云溪乡",
        "role": "secretary" if number % 250 == 0 else "",
        "lost_contact": int(chance.random() < 0.002), "floating": int(chance.random() < 0.06),
        "frail": int(chance.random() < 0.05), "doubts": '["请核对。"]' if chance.random() < 0.01 else "[]",
        "left_on": "2026-03-01" if left else None, "left_reason": "转出" if left else None,
    }  # fmt: skip
