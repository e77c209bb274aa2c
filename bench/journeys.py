"""Random journeys of parcels: what may happen to a stick, and that the county ends with the truth.

Two schools with one laptop each and one with two send sealed parcels. On the way they are lost, repeated,
put in another order, cut short, altered, signed anew by somebody else, made by a copy of a laptop or by a
newer program. After every journey the county either has a state that a laptop really sealed, or has
refused and is as it was; and what it says is missing is what is missing.
"""

import io
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.errors import UserError
from app.exchange import envelopes, keys
from app.jobs import devices, merging, parcels, registers, siblings
from app.progress import silent
from app.school import attendance, branches, classes, enrollments, hours, members, rules, schools, timetable
from app.school import parcels as ledger
from bench.bars import FULL_ROUNDS, Figure
from db import history
from db.register import Register

JOURNEYS, SHARE = 10_000, 120
# A county whose every school has reported for years answers slowly: so many journeys, then a new one.
EACH = 500
TODAY = "2026-11-22"
START_MS = 1_795_136_400_000
NOW = datetime(2026, 11, 22, 9, 0)
# Found out at the end: everything that must be nought.
FAULTS = ("lost", "wrong", "accepted", "refused", "half", "unsaid")

Content = dict[str, list[tuple[object, ...]]]


def bars(folder: Path, rounds: int) -> Iterator[Figure]:
    """Carry parcels about and count what went wrong; ten thousand of them where more rounds are asked for."""
    count = JOURNEYS if rounds == FULL_ROUNDS else SHARE
    found = Found()
    for start in range(0, count, EACH):
        world = folder / f"journeys{start}"
        found.add(carry(world, count=min(EACH, count - start), seed=20261122 + start))
        shutil.rmtree(world)
    kinds = "，".join(f"{said} {found.kinds[kind]}" for kind, said in SAID.items())
    yield Figure(f"随机递送（{kinds}）", f"{sum(found.kinds.values())} 次", f"{count} 次", bool(found.kinds))
    for fault, said in (
        ("lost", "丢失的更改"), ("wrong", "错误的数据"), ("accepted", "不该收而收下的"),
        ("refused", "该收而没收的"), ("half", "收了一半的"), ("unsaid", "缺号没有说清的"),
    ):  # fmt: skip
        yield Figure(said, str(found.faults[fault]), "0", found.faults[fault] == 0)


@dataclass(slots=True)
class Found:
    """How many journeys of each kind there were, what went wrong, and where first."""

    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    first: str = ""

    def fault(self, what: str, where: str) -> None:
        """Count a fault and remember the first."""
        self.faults[what] += 1
        self.first = self.first or f"{what}: {where}"

    def add(self, other: "Found") -> None:
        """Count what another county's journeys found as well."""
        self.kinds += other.kinds
        self.faults += other.faults
        self.first = self.first or other.first


@dataclass(slots=True)
class _Laptop:
    """A laptop with its folder; `sealed` are its parcels with what was in them."""

    name: str
    folder: Path
    db: Register
    school: int
    shared: bool = False
    sealed: list[tuple[Path, Content]] = field(default_factory=list)
    delivered: set[int] = field(default_factory=set)

    @property
    def newest(self) -> int:
        """Give the number of the newest parcel the county has read, 0 before the first."""
        return max(self.delivered, default=0)


class _Clock:
    def __init__(self, off: int) -> None:
        self._now = START_MS + off

    def __call__(self) -> int:
        self._now += 1
        return self._now


def carry(folder: Path, *, count: int, seed: int) -> Found:
    """Make a county with its schools and carry so many parcels about."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        world = _World(folder, stack, random.Random(seed))
        for number in range(count):
            world.journey(number)
            if world.found.first:
                break
        world.end()
        return world.found


class _World:
    def __init__(self, folder: Path, stack: ExitStack, chance: random.Random) -> None:
        self.folder, self.stack, self.chance, self.found = folder, stack, chance, Found()
        self.stick, self.minutes = folder / "stick", 0
        self.stick.mkdir()
        self.county = self._open("county", 0)
        registers.found(self.county, level="county", code="350924", full_name="寿宁县委组织部")
        self.laptops = [self._school(f"school{at}", f"35092410{at}") for at in range(3)]
        self.laptops.append(self._second(self.laptops[-1]))

    # making

    def _open(self, name: str, off: int) -> Register:
        place = self.folder / name
        place.mkdir()
        return self.stack.enter_context(registers.opened(place, clock=_Clock(off * 1000), operator="张干事"))

    def _school(self, name: str, code: str) -> _Laptop:
        db = self._open(name, len(self.folder.name) + int(code[-1]))
        with db.act("开始使用"):
            school = schools.found(db, level="township", code=code, full_name=f"{name}党校")
            rules.load_presets(db, school=school)
            branch = branches.add(db, "下党村党支部", school=school)
            people = [
                members.enrol(db, {"name": who, "member_type": "full", "branch": branch}, school=school)
                for who in ("雷金花", "钟雪梅", "兰青松")
            ]
            of = classes.prepare(db, school=school, year=2026, name="冬训班")
            enrollments.enrol(db, of, people)
            timetable.add(db, of, on="2026-11-20", half_day="am", quarter_hours=16, course="党课", teacher="")
        devices.take_card(db, devices.county_card(self.county))
        wish = devices.request(db, device_name=name)
        devices.take_certificate(db, devices.enrol(self.county, wish, today=TODAY))
        return _Laptop(name, self.folder / name, db, school)

    def _second(self, first: _Laptop) -> _Laptop:
        db = self._open("second", 99)
        siblings.begin(db, siblings.card(first.db), today=TODAY)
        wish = siblings.request(db, device_name="second")
        certificate = devices.enrol(self.county, wish, today=TODAY)
        siblings.take_certificate(db, certificate)
        siblings.accept(first.db, certificate, today=TODAY)
        made = _Laptop("second", self.folder / "second", db, first.school, shared=True)
        first.shared = True
        self._exchange(first, made)
        return made

    # what happens

    def journey(self, number: int) -> None:
        """Let one thing happen, and look at the county afterwards."""
        kind = self.chance.choice([*SAID, "plain", "plain", "gap", "siblings"])
        if kind == "clone" and not any(one.newest for one in self.laptops):
            kind = "plain"
        self.found.kinds[kind] += 1
        laptop = self.chance.choice(self.laptops)
        where = f"第 {number} 次 {kind} {laptop.name}"
        _JOURNEYS[kind](self, laptop, where)

    def work(self, laptop: _Laptop) -> None:
        """Do a few things at a laptop."""
        for _ in range(self.chance.randrange(1, 4)):
            try:
                self.chance.choice(_WORK)(laptop, self.chance)
            except UserError:
                continue

    def seal(self, laptop: _Laptop) -> Path:
        """Seal a parcel, and remember what was in it."""
        self.minutes += 1
        now = NOW + timedelta(minutes=self.minutes)
        sent = parcels.send(laptop.db, folder=laptop.folder, target=self.stick, now=now, tell=silent)
        laptop.sealed.append((sent.path, content(laptop.db, laptop.school)))
        return sent.path

    def deliver(self, path: Path) -> str:
        """Hand a file to the county; give what became of it, or "refused"."""
        now = NOW + timedelta(minutes=self.minutes)
        try:
            read = parcels.receive(self.county, path, folder=self.folder / "county", now=now, tell=silent)
        except UserError:
            return "refused"
        return read.verdict

    def expect(self, laptop: _Laptop, path: Path, number: int, where: str) -> None:
        """Deliver a good parcel of a laptop: it is read if newer, refused if older, nothing new if known."""
        before = content(self.county, laptop.school)
        verdict = self.deliver(path)
        after = content(self.county, laptop.school)
        if number in laptop.delivered:
            self._same(verdict == "duplicate", before, after, where)
        elif number < laptop.newest:
            self._same(verdict == "refused", before, after, where)
        elif verdict not in ("ok", "gap"):
            self.found.fault("refused", where)
        else:
            if (verdict == "gap") != (number != laptop.newest + 1):
                self.found.fault("unsaid", where)
            laptop.delivered.add(number)
            truth = laptop.sealed[number - 1][1]
            if not laptop.shared and after != truth:
                self.found.fault("wrong", where)

    def reject(self, laptop: _Laptop, path: Path, where: str) -> None:
        """Deliver a bad file: it must be refused, and the county be as it was."""
        before = content(self.county, laptop.school)
        verdict = self.deliver(path)
        self._same(verdict == "refused", before, content(self.county, laptop.school), where)

    def _same(self, right: bool, before: Content, after: Content, where: str) -> None:
        if not right:
            self.found.fault("accepted", where)
        if before != after:
            self.found.fault("half", where)

    # kinds of journeys

    def plain(self, laptop: _Laptop, where: str) -> None:
        self.work(laptop)
        path = self.seal(laptop)
        self.expect(laptop, path, len(laptop.sealed), where)

    def gap(self, laptop: _Laptop, where: str) -> None:
        self.work(laptop)
        self.seal(laptop)

    def again(self, laptop: _Laptop, where: str) -> None:
        if laptop.sealed:
            number = self.chance.randrange(1, len(laptop.sealed) + 1)
            self.expect(laptop, laptop.sealed[number - 1][0], number, where)

    def cut(self, laptop: _Laptop, where: str) -> None:
        whole = self._fresh(laptop).read_bytes()
        self._bad(laptop, whole[: self.chance.randrange(len(whole))], where)

    def flipped(self, laptop: _Laptop, where: str) -> None:
        spoilt = bytearray(self._fresh(laptop).read_bytes())
        spoilt[self.chance.randrange(len(spoilt))] ^= 1 << self.chance.randrange(8)
        self._bad(laptop, bytes(spoilt), where)

    def resigned(self, laptop: _Laptop, where: str) -> None:
        whole = self._fresh(laptop).read_bytes()
        other = self.chance.choice([one for one in self.laptops if one.school != laptop.school])
        stranger = self.chance.choice([keys.make(), devices.own_keys(other.db)])
        envelope = envelopes.read(io.BytesIO(whole))
        fields = dict(envelope.fields)
        if self.chance.random() < 0.5:
            fields |= {"sign_fp": keys.fingerprint(keys.public(stranger))}
        if self.chance.random() < 0.5:
            fields |= {"school": other.school, "device": ledger.device(other.db)}
        again = envelopes.write(fields, secret=stranger.sign_secret) + whole[envelope.size :]
        self._bad(laptop, again, where)

    def future(self, laptop: _Laptop, where: str) -> None:
        whole = self._fresh(laptop).read_bytes()
        envelope = envelopes.read(io.BytesIO(whole))
        change: dict[str, object] = self.chance.choice(
            [{"min_reader": 99}, {"critical": ["later"]}, {"fmt": 99}]
        )
        mine = devices.own_keys(laptop.db)
        again = envelopes.write({**envelope.fields, **change}, secret=mine.sign_secret)
        self._bad(laptop, again + whole[envelope.size :], where)

    def clone(self, laptop: _Laptop, where: str) -> None:
        """Copy a laptop, let the first one report, and then the copy under the same number."""
        self.minutes += 1
        self.work(laptop)
        twin = self.folder / f"clone{self.minutes}"
        laptop.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copytree(
            laptop.folder, twin, ignore=shutil.ignore_patterns("*.lock", "outbox", "staging", "*-wal")
        )
        sent = self.seal(laptop)
        self.expect(laptop, sent, len(laptop.sealed), where)
        with registers.opened(twin, clock=_Clock(10**6 + self.minutes), operator="李干事") as db:
            members.amend(db, members.find(db)[0], {"note": f"另一台 {self.minutes}"})
            now = NOW + timedelta(minutes=self.minutes, seconds=30)
            false = parcels.send(db, folder=twin, target=self.stick, now=now, tell=silent)
        self.reject(laptop, false.path, where)
        shutil.rmtree(twin, ignore_errors=True)

    def siblings(self, laptop: _Laptop, where: str) -> None:
        first, second = (one for one in self.laptops if one.shared)
        self.work(first)
        self.work(second)
        self._exchange(*self.chance.sample([first, second], 2))

    def _exchange(self, sender: _Laptop, reader: _Laptop) -> None:
        path = self.seal(sender)
        merging.receive(reader.db, path, folder=reader.folder, now=NOW, tell=silent)

    def _fresh(self, laptop: _Laptop) -> Path:
        self.work(laptop)
        return self.seal(laptop)

    def _bad(self, laptop: _Laptop, data: bytes, where: str) -> None:
        path = self.stick / "bad.wuyou"
        path.write_bytes(data)
        self.reject(laptop, path, where)

    # the end

    def end(self) -> None:
        """Let everybody report once more: the county has everything then, and says what never came."""
        first, second = (one for one in self.laptops if one.shared)
        for _ in range(3):
            self._exchange(first, second)
            self._exchange(second, first)
        if content(first.db, first.school) != content(second.db, first.school):
            self.found.fault("lost", "两台电脑互读以后不一样")
        for laptop in self.laptops:
            self.expect(laptop, self.seal(laptop), len(laptop.sealed), f"最后 {laptop.name}")
            if content(self.county, laptop.school) != content(laptop.db, laptop.school):
                self.found.fault("lost", f"最后 {laptop.name}")
            said = {one.seq for one in ledger.received(self.county, device=ledger.device(laptop.db))}
            if said != laptop.delivered:
                self.found.fault("unsaid", f"最后 {laptop.name}")


def content(db: Register, school: int) -> Content:
    """Give a school's rows, table by table."""
    return {
        table: db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [school]).fetchall()
        for table in history.travelling_tables(db)
    }


def _amend(laptop: _Laptop, chance: random.Random) -> None:
    who = chance.choice(members.find(laptop.db))
    members.amend(laptop.db, who, {chance.choice(["note", "address", "job"]): f"写法{chance.random()}"})


def _enrol(laptop: _Laptop, chance: random.Random) -> None:
    if len(members.find(laptop.db)) < 12:
        name = chr(0x4E00 + chance.randrange(2000))
        members.enrol(laptop.db, {"name": f"蓝{name}", "member_type": "full"}, school=laptop.school)


def _mark(laptop: _Laptop, chance: random.Random) -> None:
    of = chance.choice(classes.find(laptop.db, school=laptop.school))
    grid = attendance.roll_call(laptop.db, of)
    who, when = chance.choice(grid.enrollments).id, chance.choice(grid.sessions).id
    said = chance.choice(["present", "late", "absent", None])
    attendance.mark(laptop.db, enrollment=who, session=when, mark=said, today=TODAY)


def _close(laptop: _Laptop, chance: random.Random) -> None:
    (of,) = classes.find(laptop.db, school=laptop.school)
    if classes.row(laptop.db, of).state in classes.CLOSED:
        hours.take_back(laptop.db, of, why="补材料")
    else:
        sessions = [one.id for one in attendance.roll_call(laptop.db, of).sessions]
        attendance.mark_all(laptop.db, of, sessions=sessions, today=TODAY)
        hours.close_class(laptop.db, of, today="2026-12-31")


def _branch(laptop: _Laptop, chance: random.Random) -> None:
    branches.add(laptop.db, f"支部{chance.randrange(12)}", school=laptop.school)


_WORK: tuple[Callable[[_Laptop, random.Random], None], ...] = (
    _amend,
    _amend,
    _enrol,
    _mark,
    _mark,
    _close,
    _branch,
)
SAID = {
    "plain": "照常", "gap": "丢失", "again": "重复或次序颠倒", "cut": "截断", "flipped": "改动一位",
    "resigned": "另行签名", "future": "更新的程序", "clone": "复制的电脑", "siblings": "两台电脑互读",
}  # fmt: skip
_JOURNEYS: dict[str, Callable[[_World, _Laptop, str], None]] = {
    "plain": _World.plain, "gap": _World.gap, "again": _World.again, "cut": _World.cut,
    "flipped": _World.flipped, "resigned": _World.resigned, "future": _World.future,
    "clone": _World.clone, "siblings": _World.siblings,
}  # fmt: skip
