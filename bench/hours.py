"""Where everybody stands at a county's size, from a ledger of five years, beside the bare SQL."""

import gc
import random
import statistics
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlcipher3 import dbapi2

from app import paths
from app.jobs import registers
from app.jobs.demo.stage import Clock
from app.school import rules, schools, standings
from bench.bars import FULL_ROUNDS, Bar
from db.register import Register

# People and half-days a year: a county of 200 000 over five years, and a tenth of it.
WHOLE, SHARE = 200_000, 20_000
HALF_DAYS, YEARS = 10, range(2022, 2027)
TODAY = date(2026, 11, 22)
TOWNSHIPS, BRANCHES = 20, 20
SHOWN = 128
# Who lacks most is only known when everybody is summed up, which takes the bare query as long.
PERSON_S, PAGE_S, EVERYBODY_S, RATIO = 0.005, 1.0, 5.0, 1.5
_QUARTERS = 16


@dataclass(frozen=True, slots=True)
class Within(Bar):
    """How long ours takes, in seconds, and how long it may, alone and beside the bare query."""

    within: float

    @property
    def holds(self) -> bool:
        """Tell whether both are kept."""
        return self.ours <= self.within and self.ratio <= self.most

    @property
    def line(self) -> str:
        """Write it as `name: figure (bar)`."""
        short = "" if self.holds else "，没有达到"
        ratio = f"，≤ 裸 SQL {self.most:g} 倍" if self.most < float("inf") else ""
        return (
            f"{self.name}: {self.ours * 1000:.1f} 毫秒 (≤ {self.within * 1000:g} 毫秒{ratio})"
            f"　裸 SQL {self.bare * 1000:.1f} 毫秒，{self.ratio:.2f} 倍{short}"
        )


def bars(folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure one person's sum and the first pages of everybody's list."""
    people = WHOLE if rounds == FULL_ROUNDS else SHARE
    with ExitStack() as stack:
        bench = _Bench(folder, stack, rounds, people)
        yield bench.one_person()
        yield bench.first_page()
        yield bench.who_lacks_most()


class _Bench:
    """A county's register, and a bare connection to the same file."""

    def __init__(self, folder: Path, stack: ExitStack, rounds: int, people: int) -> None:
        self.rounds, self.people = rounds, people
        data = folder / "county"
        self.db = stack.enter_context(registers.opened(data, clock=Clock(TODAY), operator="钟小兰"))
        registers.found(self.db, level="county", code="350999", full_name="青岚县")
        self.members = fill(self.db, random.Random(1), people)
        self.bare = dbapi2.connect(paths.register(data))
        self.bare.execute(f"PRAGMA key = \"x'{self.db.key.hex()}'\"")
        self.bare.execute("PRAGMA cache_size = -65536")
        stack.callback(self.bare.close)
        lines = people * HALF_DAYS * len(YEARS)
        self.size = f"{people // 10000} 万人、{lines // 10000} 万行台账"

    def one_person(self) -> Bar:
        """Sum up somebody, each time somebody else."""
        chance = random.Random(2)
        return self._timed(
            f"{self.size}，一个人的学时",
            lambda: standings.of_member(self.db, chance.choice(self.members), year=2026),
            lambda: self._asked(
                "SELECT sum(quarter_hours) FROM hour_line WHERE member = ? "
                "AND date BETWEEN '2026-01-01' AND '2026-12-31' AND ledger = 'member'",
                chance.choice(self.members),
            ),
            within=PERSON_S,
            most=float("inf"),
        )

    def first_page(self) -> Bar:
        """Find the first of everybody by name and read what each has."""

        def ours() -> object:
            found = standings.find(self.db, year=2026, limit=SHOWN)
            return standings.rows(self.db, found, year=2026, today=TODAY.isoformat())

        return self._timed(
            f"{self.size}，全县学时清单第一页",
            ours,
            lambda: self._asked(
                f"{_SUMMED} ORDER BY m.pinyin, m.name_key, m.birth, m.id LIMIT {SHOWN}",
            ),
            within=PAGE_S,
            most=RATIO,
        )

    def who_lacks_most(self) -> Bar:
        """Find who lacks most, for which everybody has to be summed up."""

        def ours() -> object:
            found = standings.find(self.db, year=2026, state="not_met", order_by="-lacking", limit=SHOWN)
            return standings.rows(self.db, found, year=2026, today=TODAY.isoformat())

        return self._timed(
            f"{self.size}，还差学时最多的第一页",
            ours,
            lambda: self._asked(
                "WITH summed AS MATERIALIZED (SELECT m.*, CASE WHEN m.frail THEN 0 "
                "WHEN m.role <> '' THEN 224 WHEN m.member_type = 'candidate' THEN 96 ELSE 128 END AS owed, "
                "coalesce((SELECT sum(l.quarter_hours) FROM hour_line l WHERE l.member = m.id "
                "AND l.date BETWEEN '2026-01-01' AND '2026-12-31' AND l.ledger = 'member'), 0) AS earned "
                "FROM (SELECT id, name_key, pinyin, birth, member_type, role, frail FROM member "
                "WHERE left_on IS NULL) m) SELECT id, earned FROM summed WHERE owed > earned "
                f"ORDER BY owed - earned DESC, pinyin, name_key, birth, id LIMIT {SHOWN}"
            ),
            within=EVERYBODY_S,
            most=RATIO,
        )

    def _timed(
        self,
        name: str,
        ours: Callable[[], object],
        bare: Callable[[], object],
        *,
        within: float,
        most: float,
    ) -> Bar:
        """Time both by turns and compare the medians; one round goes before."""
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(self.rounds + 1):
            for at, do in ((0, ours), (1, bare)) if turn % 2 else ((1, bare), (0, ours)):
                gc.collect()
                began = perf_counter()
                do()
                if turn:
                    times[at].append(perf_counter() - began)
        return Within(name, statistics.median(times[0]), statistics.median(times[1]), most, within)

    def _asked(self, query: str, *given: object) -> list[Any]:
        return list(self.bare.execute(query, given).fetchall())


_SUMMED = (
    "SELECT m.id, m.name, b.name, m.member_type, m.role, m.frail, coalesce((SELECT sum(l.quarter_hours) "
    "FROM hour_line l WHERE l.member = m.id AND l.date BETWEEN '2026-01-01' AND '2026-12-31' "
    "AND l.ledger = 'member'), 0) AS earned FROM member m LEFT JOIN branch b ON b.id = m.branch "
    "WHERE m.left_on IS NULL"
)


def fill(db: Register, chance: random.Random, people: int, *, years: Iterable[int] = YEARS) -> list[int]:
    """Put a county's townships, people and ledger into a register as rows of other schools; give the people.

    They are written as parcels write them, without history of their own.
    """
    members: list[int] = []
    with db.act("接收各乡镇", recording=False):
        own = schools.own(db).id
        for number in range(TOWNSHIPS):
            school = db.new_id()
            name = f"第{number + 1}镇党校"
            db.execute(
                "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
                "VALUES (?, ?, ?, 'township', ?, ?, ?, '青岚县')",
                [school, school, f"3509991{number:02}", name, name, name],
            )
            rules.load_presets(db, school=school)
            rule = rules.in_force(db, school=school, on="2026-12-31").id
            members += _township(db, chance, school, rule, people // TOWNSHIPS, len(members), years)
        rules.load_presets(db, school=own)
    return members


def _township(
    db: Register,
    chance: random.Random,
    school: int,
    rule: int,
    people: int,
    before: int,
    years: Iterable[int],
) -> list[int]:
    homes = [db.new_id() for _ in range(BRANCHES)]
    db.conn.executemany(
        "INSERT INTO branch (id, school, name) VALUES (?, ?, ?)",
        [(home, school, f"第{at + 1}村党支部") for at, home in enumerate(homes)],
    )
    made = []
    for number in range(before, before + people):
        # Made-up letters are as good as names here: nobody reads them, they are only sorted by.
        pinyin = "".join(chance.choices("abcdefghjklmnopqrstwxyz", k=9))
        role = "secretary" if number % 250 == 0 else "committee" if number % 50 == 1 else ""
        kind = chance.choices(("full", "probationary", "candidate"), (96, 2, 2))[0]
        made.append(
            (db.new_id(), school, f"雷{pinyin}", pinyin, pinyin, kind, chance.choice(homes), role,
             int(chance.random() < 0.05), f"1{chance.randrange(10**10):010}")
        )  # fmt: skip
    db.conn.executemany(
        "INSERT INTO member (id, school, name, name_key, pinyin, member_type, branch, role, frail, phone) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        made,
    )
    ids = [one[0] for one in made]
    for year in years:
        _lines(db, chance, school, rule, ids, year)
    return ids


def _lines(db: Register, chance: random.Random, school: int, rule: int, people: list[int], year: int) -> None:
    """Write a class of a year with its half-days, and a line for each person and half-day."""
    held, course = db.new_id(), db.new_id()
    db.execute("INSERT INTO course (id, school, title) VALUES (?, ?, ?)", [course, school, f"{year} 年党课"])
    db.execute(
        "INSERT INTO training_class (id, school, year, term_no, name, state, closed_on) "
        "VALUES (?, ?, ?, 1, '集中轮训', 'closed', ?)",
        [held, school, year, f"{year}-10-31"],
    )
    days = [f"{year}-10-{day:02}" for day in range(11, 11 + HALF_DAYS // 2)]
    sessions = [(db.new_id(), day, half) for day in days for half in ("am", "pm")]
    db.conn.executemany(
        "INSERT INTO session (id, school, training_class, date, half_day, starts, ends, course, "
        "quarter_hours) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(one, school, held, day, half, "08:30", "11:30", course, _QUARTERS) for one, day, half in sessions],
    )
    db.conn.executemany(
        "INSERT INTO hour_line (id, school, member, training_class, session, date, quarter_hours, rule, "
        "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (db.new_id(), school, member, held, session, day, _QUARTERS if chance.random() < 0.9 else 0, rule,
             "到课")
            for member in people
            for session, day, _ in sessions
        ),
    )  # fmt: skip
