"""The steps of the demonstration, each beside the bare library that does the same work and nothing more.

What ours does besides is what the program is for: verdicts, an audit trail, rules, signatures, papers that
read back. The bars say how much that may cost: what was seen on two busy cores, half as much again and more.
"""

import io
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pyrage
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sqlcipher3 import dbapi2

from app import paths
from app.jobs import devices, parcels, registers, rosters, sign_in_sheets
from app.jobs.demo import files, people, townships, year
from app.jobs.demo.stage import Clock
from app.papers import certificates as certificate_papers
from app.papers import sign_in_sheets as sheet_papers
from app.progress import silent
from app.school import certificates, classes, closings, enrollments, members, schools
from app.school import sign_in_sheets as issued_sheets
from bench.bars import Bar, measured
from db import history
from db.register import Register

PEOPLE = 1200
TODAY = date(2026, 11, 22)
KEY = bytes(range(32)).hex()
FONT = "Bare"

Tables = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def bars(folder: Path, rounds: int) -> Iterator[Bar]:
    """Measure every step on one township of real size."""
    with ExitStack() as stack:
        bench = _Bench(folder, stack, rounds)
        yield bench.reading_a_workbook()
        yield bench.importing()
        yield bench.enrolling()
        yield bench.signing_in()
        yield bench.closing()
        yield bench.certifying()
        yield bench.sending()
        yield bench.receiving()
        yield bench.opening()


class _Bench:
    """One township with its year behind it, from which each step takes what it needs."""

    def __init__(self, folder: Path, stack: ExitStack, rounds: int) -> None:
        self.folder, self.stack, self.rounds = folder, stack, rounds
        self.names = (folder / f"{number}" for number in count())
        self.clock = Clock(TODAY)
        made = people.of_township(random.Random(1), townships.MAIN, count=PEOPLE, today=TODAY)
        where = self.fresh()
        where.mkdir()
        self.rosters = files.write(made, townships.MAIN, folder=where, chance=random.Random(2), today=TODAY)
        self.home, self.county_home = self.fresh(), self.fresh()
        self.db = self.founded(self.home)
        for path in self.rosters:
            year.take_in(self.db, path, refused=where, today=TODAY)
        self.everyone = members.find(self.db)
        self.held = self.a_class(self.db)
        pdfmetrics.registerFont(TTFont(FONT, paths.resources() / "fonts" / "PxSong.ttf"))

    def fresh(self) -> Path:
        return next(self.names)

    def opened(self, folder: Path) -> Register:
        return self.stack.enter_context(registers.opened(folder, clock=self.clock, operator="钟小兰"))

    def founded(self, folder: Path) -> Register:
        db = self.opened(folder)
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        return db

    def a_class(self, db: Register) -> int:
        """Hold a class of 300 with everyone marked."""
        held = year.hold(
            db, "轮训", people=members.find(db)[:300], starts=TODAY.replace(day=1), days=3, lesson=0
        )
        year.call_roll(db, held, until=TODAY, chance=random.Random(3))
        return held

    def measure(
        self,
        name: str,
        ours: Callable[[Any], object],
        bare: Callable[[Any], object],
        *,
        most: float,
        ready: Callable[[], Any] = lambda: None,
        bare_ready: Callable[[], Any] = lambda: None,
    ) -> Bar:
        return measured(name, ours, bare, most=most, rounds=self.rounds, ready=ready, bare_ready=bare_ready)

    # --- rosters in ---------------------------------------------------------------------------------------

    def reading_a_workbook(self) -> Bar:
        """Open the workbook in a limited child process, against openpyxl in this one."""
        path = self.rosters[0]
        return self.measure(
            "读表（对 openpyxl 读同一文件）",
            lambda _: rosters.read(path),
            lambda _: _openpyxl(path),
            most=1.5,
        )

    def importing(self) -> Bar:
        """From the file to people on the rolls with a verdict on every cell."""
        path = self.rosters[0]

        def ours(db: Register) -> None:
            school = schools.own(db).id
            plans = rosters.plan_all(db, rosters.read(path), school=school, today=TODAY.isoformat())
            rosters.commit_all(db, plans, school=school, today=TODAY.isoformat())

        return self.measure(
            "导入名册（对 openpyxl 只读同一文件）",
            ours,
            lambda _: _openpyxl(path),
            most=7.0,
            ready=lambda: self.founded(self.fresh()),
        )

    def enrolling(self) -> Bar:
        """Put everyone into a class, against inserting the same rows into a bare encrypted table."""
        wanted = ("enrollment",)

        def ready() -> int:
            return classes.prepare(self.db, school=schools.own(self.db).id, year=2026, name="大班")

        full = ready()
        enrollments.enrol(self.db, full, self.everyone)
        names, rows = _tables(self.db, wanted)["enrollment"]
        rows = [row for row in rows if row[names.index("training_class")] == full]
        return self.measure(
            "选 1200 人进班（对 sqlcipher3 写同样的行）",
            lambda one: enrollments.enrol(self.db, one, self.everyone),
            lambda db: _insert(db, {"enrollment": (names, rows)}),
            most=40.0,
            ready=ready,
            bare_ready=lambda: _bare(self.fresh(), self.db, wanted),
        )

    def closing(self) -> Bar:
        """Judge everyone by the rule and post the hours, against inserting the same lines."""
        wanted = ("hour_line",)
        closings.close_class(self.db, self.held, today=TODAY.isoformat(), without="试")
        lines = _tables(self.db, wanted)
        return self.measure(
            "结班记学时（对 sqlcipher3 写同样的行）",
            lambda one: closings.close_class(self.db, one, today=TODAY.isoformat(), without="试"),
            lambda db: _insert(db, lines),
            most=30.0,
            ready=lambda: self.a_class(self.db),
            bare_ready=lambda: _bare(self.fresh(), self.db, wanted),
        )

    # --- papers out ---------------------------------------------------------------------------------------

    def signing_in(self) -> Bar:
        """The sheet with its codes and boxes, against the same words and lines on a bare canvas."""
        sheets = sign_in_sheets.print_sheets(self.db, self.held, today=TODAY.isoformat())
        assert sheets
        found = issued_sheets.find(self.db, training_class=self.held)
        (sheet,) = issued_sheets.rows(self.db, found[:1])
        blanks = sign_in_sheets.blanks(self.db, sheet)
        return self.measure(
            "签到表 300 人（对 reportlab 写同样的字）",
            lambda _: sheet_papers.render(blanks),
            lambda _: _bare_sheet(blanks),
            most=6.0,
        )

    def certifying(self) -> Bar:
        """The certificates, against the same words on a bare canvas."""
        ids = certificates.issue(self.db, self.held, today=TODAY.isoformat())
        made = certificate_papers_of(self.db, ids)
        return self.measure(
            f"证书 {len(made)} 张（对 reportlab 写同样的字）",
            lambda _: certificate_papers.render(made),
            lambda _: _bare_certificates(made),
            most=7.0,
        )

    # --- parcels ------------------------------------------------------------------------------------------

    def sending(self) -> Bar:
        """Sign, seal, write and read back, against dumping and encrypting the same rows."""
        self.enrol()
        stick = self.fresh()
        stick.mkdir()
        now = datetime.combine(TODAY, datetime.min.time())
        recipient = pyrage.x25519.Identity.generate().to_public()

        def bare(_: object) -> None:
            rows = {name: found for name, (_names, found) in _tables(self.db).items()}
            sealed = pyrage.encrypt(json.dumps(rows, ensure_ascii=False).encode(), [recipient])
            self.fresh().write_bytes(sealed)

        return self.measure(
            "上报（对 json 加 pyrage 封同样的行）",
            lambda _: parcels.send(self.db, folder=self.home, target=stick, now=now, tell=silent),
            bare,
            most=8.0,
        )

    def enrol(self) -> None:
        """Found a county that knows the township, and close it."""
        with registers.opened(self.county_home, clock=self.clock, operator="范明辉") as county:
            registers.found(county, level="county", code="350999", full_name="青岚县")
            devices.take_card(self.db, devices.county_card(county))
            wish = devices.request(self.db, device_name="电脑")
            devices.take_certificate(self.db, devices.enrol(county, wish, today=TODAY.isoformat()))

    def receiving(self) -> Bar:
        """Verify, open and take in at a county that has nothing yet, against inserting the same rows."""
        now = datetime.combine(TODAY, datetime.min.time())
        tables = _tables(self.db)
        stick = self.fresh()
        stick.mkdir()
        sent = parcels.send(self.db, folder=self.home, target=stick, now=now, tell=silent).path

        def ready() -> tuple[Register, Path]:
            home = self.fresh()
            shutil.copytree(self.county_home, home)
            return self.opened(home), home

        return self.measure(
            "县级接收（对 sqlcipher3 写同样的行）",
            lambda county: parcels.receive(county[0], sent, folder=county[1], now=now, tell=silent),
            lambda db: _insert(db, tables),
            most=20.0,
            ready=ready,
            bare_ready=lambda: _bare(self.fresh(), self.db, tuple(tables)),
        )

    def opening(self) -> Bar:
        """Lock, unlock, migrate, check the recorders, against opening the same file bare."""
        folder = self.fresh()
        with registers.opened(folder, clock=self.clock, operator="") as db:
            registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
            key = db.key.hex()

        def ours(_: object) -> None:
            with registers.opened(folder, clock=self.clock, operator="") as db:
                schools.own(db)

        def bare(_: object) -> None:
            connection = dbapi2.connect(paths.register(folder))
            connection.execute(f"PRAGMA key = \"x'{key}'\"")
            connection.execute("SELECT * FROM school").fetchall()
            connection.close()

        return self.measure("打开数据（对 sqlcipher3 打开同一文件）", ours, bare, most=5.0)


def certificate_papers_of(db: Register, ids: list[int]) -> list[certificate_papers.Certificate]:
    """Fill in the blanks as the job does."""
    school = schools.own(db)
    return [
        certificate_papers.Certificate(
            number=one.number, holder=one.name, gender=one.gender, birth=one.birth,
            id_tail=one.id_number[-4:], class_name=one.class_name, starts=one.starts, ends=one.ends,
            hours_text=str(one.quarter_hours / 4), issuer=school.seal_name, issued_on=one.issued_on,
        )
        for one in certificates.rows(db, ids)
    ]  # fmt: skip


def _openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    cells = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return cells


def _tables(db: Register, wanted: tuple[str, ...] = ()) -> Tables:
    return {
        name: (history.columns(db, name), db.execute(f"SELECT * FROM {name}").fetchall())
        for name in wanted or history.travelling_tables(db)
    }


def _bare(file: Path, db: Register, wanted: tuple[str, ...]) -> Any:
    """Make an encrypted file with the same tables, and nothing that records, checks or refers."""
    connection = dbapi2.connect(file)
    connection.execute(f"PRAGMA key = \"x'{KEY}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for name in wanted:
        connection.execute(f"CREATE TABLE {name} ({', '.join(history.columns(db, name))})")
    connection.commit()
    return connection


def _insert(connection: Any, tables: Tables) -> None:
    for name, (names, rows) in tables.items():
        marks = ", ".join("?" for _ in names)
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    connection.commit()
    connection.close()


def _bare_sheet(sheet: sheet_papers.SignInSheet) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for start in range(0, len(sheet.rows), sheet_papers.PAGE_ROWS):
        rows = sheet.rows[start : start + sheet_papers.PAGE_ROWS]
        canvas.setFont(FONT, 11)
        for at, text in enumerate((sheet.title, sheet.dates, sheet.place, *sheet.sessions)):
            canvas.drawString(60 + 70 * at, 800, text)
        for at, row in enumerate(rows):
            top = 760 - 28 * at
            for x, text in ((40, str(row.seq)), (80, row.name), (150, row.branch)):
                canvas.drawString(x, top, text)
            canvas.line(30, top - 8, 570, top - 8)
        for at in range(len(sheet.sessions) + 4):
            canvas.line(30 + 60 * at, 780, 30 + 60 * at, 780 - 28 * len(rows))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _bare_certificates(made: list[certificate_papers.Certificate]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(842, 595))
    for one in made:
        canvas.setFont(FONT, 22)
        canvas.rect(25, 25, 792, 545)
        canvas.drawCentredString(421, 480, "结业证书")
        canvas.drawString(85, 420, one.number)
        words = f"{one.holder}，{one.gender}，{one.birth}生。于{one.starts}至{one.ends}，参加"
        canvas.drawString(240, 360, words)
        canvas.drawString(240, 320, f"{one.issuer}举办的{one.class_name}，学习期满，准予结业。")
        canvas.drawString(85, 140, f"证件号后四位：{one.id_tail}　学时：{one.hours_text}")
        canvas.drawString(540, 140, one.issuer)
        canvas.drawString(540, 100, one.issued_on)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
