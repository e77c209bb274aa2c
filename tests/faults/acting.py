"""The program's own acts, each announced before and reported after, in a folder that may lose its power."""

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple
from pathlib import Path

from app.errors import UserError
from app.jobs import backups, erasures, parcels, passphrases, registers, restores, rosters
from app.progress import silent
from app.school import attendance, classes, hours, members, schools, timetable
from app.sheets.workbooks import Workbook
from db import chain
from db.faults import UndoRefused
from db.keyring import slots
from db.register import Register
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint
from tests.sheets import messes

# Those that a person at the desk sets off, each one act or one file.
ACTS = ("mark", "roster", "close", "undo", "redo", "erase", "backup", "parcel", "restore", "rekey")
PHRASE = "下党的水很清很甜"
Say = Callable[[Mapping[str, object]], object]
# A class of that name is open as long as the folder lives; those that are closed are others.
OPEN_CLASS = "冬训班"


@contextmanager
def opened(folder: Path, *, passphrase: str | None = None) -> Iterator[Register]:
    """Open the township's register, by its own clock."""
    clock = made_up.Clock(made_up.START_MS + 60_000)
    with registers.opened(folder, clock=clock, operator="张干事", passphrase=passphrase) as db:
        yield db


def begin(root: Path) -> None:
    """Make a data folder with a class and a copy, enrolled with a county, and a stick beside it."""
    (root / "stick").mkdir(parents=True)
    with ExitStack() as stack:
        desks = []
        for name, level, code in (("data", "township", "350924100"), ("county", "county", "350924")):
            clock = made_up.Clock()
            db = stack.enter_context(registers.opened(root / name, clock=clock, operator="张干事"))
            registers.found(db, level=level, code=code, full_name=f"{name}的党校", county_name="寿宁县")
            desks.append(Desk(root / name, db, schools.own(db).id))
        township, county = desks
        people = made_up.people(township.db, township.school, 6)
        made_up.a_class(township.db, township.school, people, name=OPEN_CLASS)
        acquaint(township, county)
        backups.back_up(township.db, township.folder)


def stretch_little() -> None:
    """Make passphrases cheap to try in this process: what is cut short here is writing and not arithmetic.

    In one lane, because others are threads, and those of a process that parted in two can wait for ever.
    """
    for cost in (slots.ARGON2ID, slots.CODE_ARGON2ID):
        cost.update(iterations=1, lanes=1, memory_cost=64)


def read_rosters(folder: Path, count: int) -> list[Workbook]:
    """Write rosters of a few people and read them as the window does."""
    folder.mkdir()
    return [
        rosters.read(messes.xlsx(folder / f"{n}.xlsx", messes.plain_rows(messes.people(12, seed=100 + n))))
        for n in range(count)
    ]


class Clerk:
    """Somebody at the desk who does what is asked and says so."""

    def __init__(self, root: Path, say: Say, *, seed: int, books: list[Workbook]) -> None:
        self.folder, self.stick, self.say = root / "data", root / "stick", say
        self.chance, self.books = random.Random(seed), books

    def works(self, acts: Iterator[str], *, careless: bool = False) -> None:
        """Do one act after the other; `careless` lets the disk keep what it likes, and says so none the less.

        Restoring is done with the register closed.
        """
        wanted = next(acts, None)
        while wanted:
            if wanted == "restore":
                self.restore()
                wanted = next(acts, None)
                continue
            with opened(self.folder) as db:
                if careless:
                    db.execute("PRAGMA synchronous = OFF")
                while wanted and wanted != "restore":
                    self.do(db, wanted)
                    wanted = next(acts, None)

    def do(self, db: Register, wanted: str) -> None:
        """Do one act and report what the register is at afterwards."""
        if wanted == "close":
            held = self._held(db)
        elif wanted == "erase":
            who = self._reached(db)
        self.say({"begin": wanted})
        about: dict[str, object] = {}
        if wanted == "mark":
            self.mark(db)
        elif wanted == "roster":
            self.roster(db)
        elif wanted == "close":
            hours.close_class(db, held, today=made_up.TODAY)
        elif wanted == "erase":
            asked = {"asked_by": "本人", "reason": "换了号码", "today": made_up.TODAY}
            erasures.erase(db, who, ["phone"], **asked)
        elif wanted == "backup":
            about["backup"] = backups.back_up(db, self.folder).name
        elif wanted == "parcel":
            sent = parcels.send(db, folder=self.folder, target=self.stick, now=NOW, tell=silent)
            about["parcel"] = [sent.path.name, hashlib.sha256(sent.path.read_bytes()).hexdigest()]
        elif wanted == "rekey":
            passphrases.rekey(db, self.folder, PHRASE, old=None, clerk="张干事")
            about["phrase"] = PHRASE
        else:
            self.turn_back(db, wanted)
        self.say({"done": wanted, "head": astuple(chain.head(db)), **about})

    def mark(self, db: Register) -> None:
        """Change one mark of the class that is open."""
        (training,) = [
            one.id
            for one in classes.rows(db, classes.find(db))
            if one.name == OPEN_CLASS and one.state not in classes.CLOSED
        ]
        grid = attendance.roll_call(db, training)
        who, when = self.chance.choice(grid.enrollments).id, self.chance.choice(grid.sessions).id
        new = "present" if grid.marks.get((who, when)) != "present" else "absent"
        attendance.mark(db, enrollment=who, session=when, mark=new, today=made_up.TODAY)

    def roster(self, db: Register) -> None:
        """Import a roster; one that is there already is still an act, for it is kept."""
        book = self.books[self.chance.randrange(len(self.books))]
        school = schools.own(db).id
        plans = rosters.plan_all(db, book, school=school, today=made_up.TODAY)
        rosters.commit_all(db, plans, school=school, today=made_up.TODAY)

    def _held(self, db: Register) -> int:
        """Hold a class up to its last mark, as one act."""
        self.say({"begin": "hold"})
        school = schools.own(db).id
        name = f"第 {len(classes.find(db))} 个班"
        with db.act(f"办{name}"):
            people = self.chance.sample(members.find(db, school=school), 3)
            held = made_up.a_class(db, school, people, name=name)
            attendance.mark_all(
                db, held, sessions=timetable.find(db, training_class=held), today=made_up.TODAY
            )
        self.say({"done": "hold", "head": astuple(chain.head(db))})
        return held

    def _reached(self, db: Register) -> int:
        """Write down somebody's telephone number, as one act."""
        self.say({"begin": "tell"})
        who = self.chance.choice(members.find(db, school=schools.own(db).id))
        members.amend(db, who, {"phone": f"139{self.chance.randrange(10**8):08}"})
        self.say({"done": "tell", "head": astuple(chain.head(db))})
        return who

    def turn_back(self, db: Register, wanted: str) -> None:
        """Undo the newest mark, or do again what was undone."""
        with suppress(UndoRefused):
            if wanted == "redo":
                db.redo()
            elif (db.undoable() or "").startswith("标记"):
                db.undo()

    def restore(self) -> None:
        """Put the newest copy in the register's place."""
        newest = backups.find(self.folder)[0]
        content = backups.content(newest)
        if content is None:
            raise UserError("没有核对记录。")
        self.say({"begin": "restore", "then": astuple(content.head)})
        restores.restore(self.folder, newest, clock=made_up.Clock())
        self.say({"done": "restore", "head": astuple(content.head)})
