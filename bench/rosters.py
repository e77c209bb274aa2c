"""Reading rosters: how fast, within how much memory, how many people right, and what hostile files do."""

import gc
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import openpyxl

from app.jobs import registers, rosters
from app.jobs.demo import files, people, townships
from app.jobs.demo.stage import Clock
from app.school import schools
from bench import watched
from bench.bars import FULL_ROUNDS, Bar, Figure, measured
from tests.sheets import judging

TODAY = date(2026, 11, 22)
# Seven villages in ten hand in the national table: of so many people it holds 5 000.
PEOPLE = 7_350
ROWS = 5_000
MOST_MIB, MOST_SECONDS = 1024, 60


def bars(folder: Path, rounds: int) -> Iterator[Bar | Figure]:
    """Measure what is quick, and with the rounds of a full run also what is not."""
    full = rounds >= FULL_ROUNDS
    yield from speed(folder, rounds)
    yield from everybody(folder, people=10_000 if full else 720)
    yield from enemies(folder, size=150 if full else 20, damaged=500 if full else 25)
    if full:
        yield large(folder)


def speed(folder: Path, rounds: int) -> Iterator[Bar]:
    """Read, clean, match with as many on the rolls and plan, against openpyxl that only reads the file.

    openpyxl has a process of its own, as ours has: whatever it leaves behind in memory is not in our way.
    """
    made = people.of_township(random.Random(1), townships.MAIN, count=PEOPLE, today=TODAY)
    where = folder / "files"
    where.mkdir()
    path, *_ = files.write(made, townships.MAIN, folder=where, chance=random.Random(2), today=TODAY)
    with ExitStack() as stack:
        db = stack.enter_context(registers.opened(folder / "home", clock=Clock(TODAY), operator="钟小兰"))
        registers.found(db, level="township", code="350999200", full_name="云溪乡党校")
        school = schools.own(db).id

        def plan() -> tuple[rosters.Plan, ...]:
            return rosters.plan_all(db, rosters.read(path), school=school, today=TODAY.isoformat())

        rosters.commit_all(db, plan(), school=school, today=TODAY.isoformat())
        rows = sum(len(one.rows) for one in plan())
        assert rows >= ROWS, rows
        other = stack.enter_context(get_context("spawn").Pool(1))
        for way, read_only, most in (("", False, 0.5), ("用只读方式", True, 1.5)):
            yield measured(
                f"名册 {rows} 行读、清洗、与在册的对照、出计划（对 openpyxl {way}光是读同一文件）",
                lambda _: plan(),
                lambda _, read_only=read_only: other.apply(_openpyxl, (path, read_only)),
                most=most,
                rounds=max(rounds, 9),
                bare_ready=lambda: other.apply(gc.collect),
            )


def _openpyxl(path: Path, read_only: bool) -> int:
    book = openpyxl.load_workbook(path, data_only=True, read_only=read_only)
    cells = sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))
    book.close()
    return cells


def everybody(folder: Path, *, people: int) -> Iterator[Figure]:
    """Write people out in every mess of the catalogue and read them back from real files."""
    judged = judging.read_back(folder, people=people, seed=1)
    for said in (judged.wrong + judged.needless)[:10]:
        print(said)
    wrong, needless = len(judged.wrong), len(judged.needless)
    name = f"写成各种样子再读回 {judged.people} 人（对 {judged.right}，标出 {judged.doubted}）"
    yield Figure(f"{name}，悄悄读错的格", f"{wrong}", "= 0", not wrong and judged.people == people)
    yield Figure(f"{name}，写得清楚却被标出的格", f"{needless}", "= 0", not needless)


def enemies(folder: Path, *, size: int, damaged: int) -> Iterator[Figure]:
    """Read files built to hurt and files damaged on the way."""
    where = folder / "hostile"
    where.mkdir()
    built = watched.run("build-hostile", where, str(size), str(damaged))
    assert built.code == 0, built.output
    wanted = len(list(where.glob("* *")))
    seen = watched.run("read-hostile", where)
    found = [json.loads(line) for line in seen.output.splitlines()]
    unclear = [one for one in found if one[2] != "read" and not _is_clear(one[2])]
    slowest = max(found, key=lambda one: one[1])
    read = sum(one[2] == "read" for one in found)
    for one in unclear:
        print(one)
    whole = seen.code == 0 and len(found) == wanted
    name = f"恶意和损坏的文件 {wanted} 个（读出 {read}，说明原因 {len(found) - read}）"
    yield Figure(f"{name}，程序没倒下的", f"{len(found)} 个", f"= {wanted} 个", whole)
    yield Figure(f"{name}，没说清楚的", f"{len(unclear)} 个", "= 0 个", not unclear)
    seconds = f"{slowest[1]:.1f} 秒（{slowest[0]}）"
    yield Figure(f"{name}，最久", seconds, f"≤ {MOST_SECONDS} 秒", slowest[1] <= MOST_SECONDS)
    yield Figure(f"{name}，最多占用", f"{seen.peak} MB", f"≤ {MOST_MIB} MB", 0 < seen.peak <= MOST_MIB)


def _is_clear(sentence: str) -> bool:
    """Tell whether a refusal is a whole sentence in Chinese that says what to do."""
    return sentence.endswith("。") and "请" in sentence and "Error" not in sentence


def large(folder: Path) -> Figure:
    """Plan a list of 100 000 people."""
    where = folder / "large"
    where.mkdir()
    watched.run("build-large", where)
    seen = watched.run("plan-large", where)
    rows, seconds = seen.output.split()
    return Figure(
        f"名册 {rows} 行读完出计划（{float(seconds):.1f} 秒），父子进程合计最多占用",
        f"{seen.peak} MB",
        f"≤ {MOST_MIB} MB",
        int(rows) == 100_000 and 0 < seen.peak <= MOST_MIB,
    )
