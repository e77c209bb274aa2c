"""Walk the whole road, from a village's file to the county's summary, by the jobs a clerk uses."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from app.errors import UserError
from app.jobs import backups, counties, devices, files, parcels, registers
from app.jobs.demo import files as roster_files
from app.jobs.demo import ledgers, stage, year
from app.jobs.demo import people as makers
from app.jobs.demo.stage import Clock, Step
from app.jobs.demo.townships import COUNTY, COUNTY_CODE, MAIN, SMALL, Township
from app.progress import silent
from app.school import counties as figures
from app.school import members, schools
from db.register import Register

SEED = 350999
LEAST = 60
_SMALL_SHARE = 12
_CLERK, _OFFICER = "钟小兰", "范明辉"


def walk(out: Path, *, today: date, count: int, seed: int = SEED) -> Iterator[Step]:
    """Walk the road in a folder, giving each step once it is done.

    The same `today`, `count` (of the township's people) and `seed` give the same people and figures.
    Raise `UserError` where the folder holds anything else.
    """
    folder = stage.cleared(out)
    try:
        yield from _walk(folder, year.calendar(today), count=count, seed=seed)
    finally:
        stage.finish(folder)


def _walk(folder: Path, days: year.Calendar, *, count: int, seed: int) -> Iterator[Step]:
    # Each part draws from its own chance, so that more steps in one change nothing in another.
    with ExitStack() as open_:
        clock = Clock(days.founded)
        county = open_.enter_context(registers.opened(folder / stage.COUNTY, clock=clock, operator=_OFFICER))
        registers.found(county, level="county", code=COUNTY_CODE, full_name=f"中共{COUNTY}委组织部")
        schools.keep(county, "operator", _OFFICER)
        card = files.keep(folder / stage.STICK / f"县级名片-{COUNTY}.wycard", devices.county_card(county))
        yield Step(f"县里设立“{COUNTY}”，导出县级名片", (card,))
        town = open_.enter_context(registers.opened(folder / stage.TOWNSHIP, clock=clock, operator=_CLERK))
        yield from _township(town, folder, days, clock, count=count, seed=seed)
        yield from _report(town, county, MAIN, folder / stage.TOWNSHIP, folder=folder, clock=clock)
        yield from _small_townships(county, folder, days, clock, count=count, seed=seed)
        yield from _county_looks(county, folder, days, clock)


def _township(
    db: Register, folder: Path, days: year.Calendar, clock: Clock, *, count: int, seed: int
) -> Iterator[Step]:
    _found(db, MAIN)
    yield Step(f"设立“{MAIN.school}”，采用学时规则和五有标准")
    people = makers.of_township(random.Random(f"{seed} people"), MAIN, count=count, today=days.founded)
    rosters = roster_files.write(
        people, MAIN, folder=folder / stage.ROSTERS, chance=random.Random(f"{seed} files"), today=days.founded
    )
    yield Step(f"编出 {len(people)} 名党员，写成村里交来的 {len(rosters)} 个文件", tuple(rosters))
    for path in rosters:
        # The list of posts, which comes last, is of people who are on the rolls by then.
        yield year.take_in(
            db, path, refused=folder / stage.REFUSED, today=clock.now.date(), same=path == rosters[-1]
        )
    yield year.mark_frail(db, people)
    clock.turn_to(days.first.replace(day=1) if days.first.day > 5 else days.founded)
    chance = random.Random(f"{seed} roll")
    printed = folder / stage.PRINTED
    yield from year.classes_of(
        db, MAIN, days, folder=folder / stage.TOWNSHIP, printed=printed,
        proofs_folder=folder / stage.PROOFS, clock=clock, chance=chance,
    )  # fmt: skip
    yield year.learn_elsewhere(db, MAIN, days)
    yield year.statement(db, days, printed=printed)
    yield ledgers.keep(
        db, MAIN, days, folder=folder / stage.TOWNSHIP, made=folder / stage.PROOFS,
        chance=random.Random(f"{seed} ledgers"),
    )  # fmt: skip
    yield year.prove(db, MAIN, days, folder=folder / stage.TOWNSHIP, proofs_folder=folder / stage.PROOFS)
    yield year.ledger(db, days, printed=printed)
    copy = backups.back_up(db, folder / stage.TOWNSHIP)
    yield Step("备份并重新打开核对", (copy,))


def _found(db: Register, township: Township) -> None:
    registers.found(
        db,
        level="township",
        code=township.code,
        full_name=township.school,
        short_name=f"{township.name}党校",
        seal_name=township.school,
        county_name=COUNTY,
    )
    schools.keep(db, "operator", _CLERK)


def _enrol(db: Register, county: Register, township: Township, *, stick: Path, clock: Clock) -> Step:
    devices.take_card(db, (stick / f"县级名片-{COUNTY}.wycard").read_bytes())
    wish = files.keep(
        stick / f"登记申请-{township.name}.wycard", devices.request(db, device_name="党校办公室电脑")
    )
    _, shown = devices.read_request(wish.read_bytes())
    if shown != devices.own_fingerprint(db):
        raise UserError("登记申请的指纹与电脑上的不同，文件被换过，演示停在这里。")
    word = devices.enrol(county, wish.read_bytes(), today=clock.now.date().isoformat())
    made = files.keep(stick / f"登记证-{township.name}.wycard", word)
    devices.take_certificate(db, made.read_bytes())
    return Step(f"向县级登记“{township.name}”：两边的指纹一致，换回登记证", (wish, made))


def _report(
    db: Register, county: Register, township: Township, data: Path, *, folder: Path, clock: Clock
) -> Iterator[Step]:
    stick = folder / stage.STICK
    yield _enrol(db, county, township, stick=stick, clock=clock)
    sent = parcels.send(db, folder=data, target=stick, now=clock.now, tell=silent)
    yield Step(f"上报“{township.name}”第 {sent.seq} 号数据包：签名、加密、写到 U 盘、读回核对", (sent.path,))
    there = folder / stage.COUNTY
    for _ in range(2):
        receipt = parcels.receive(county, sent.path, folder=there, now=clock.now, tell=silent)
        yield Step(f"县级读“{receipt.school_name}”：{receipt.sentence}")


def _small_townships(
    county: Register, folder: Path, days: year.Calendar, clock: Clock, *, count: int, seed: int
) -> Iterator[Step]:
    """Two more schools: one reports a closed class, the other is enrolled and says nothing."""
    for number, township in enumerate(SMALL):
        data = folder / stage.OTHERS / township.name
        chance = random.Random(f"{seed} {township.name}")
        with registers.opened(data, clock=clock, operator=_CLERK) as db:
            _found(db, township)
            people = makers.of_township(
                chance, township, count=max(LEAST // 2, count // _SMALL_SHARE), today=days.today
            )
            where = folder / stage.ROSTERS / township.name
            where.mkdir()
            roster = roster_files.plain(people, folder=where, chance=chance)
            yield year.take_in(db, roster, refused=folder / stage.REFUSED, today=days.today)
            if number:
                yield _enrol(db, county, township, stick=folder / stage.STICK, clock=clock)
                continue
            trained = members.find(db, school=schools.own(db).id)
            held = year.hold(db, "党员冬春训", people=trained, starts=days.second, days=2, lesson=1)
            printed = folder / stage.PRINTED / township.name
            printed.mkdir()
            yield from year.held_and_closed(db, held, printed=printed, clock=clock, chance=chance)
            yield from _report(db, county, township, data, folder=folder, clock=clock)


def _county_looks(county: Register, folder: Path, days: year.Calendar, clock: Clock) -> Iterator[Step]:
    today = days.today.isoformat()
    for one in figures.summary(county, year=days.year, today=today):
        usable, of_all = sum(item[1] for item in one.items), sum(item[2] for item in one.items)
        yield Step(
            f"县级看“{one.name}”：党员 {one.members} 人，班次 {one.classes} 期，参训 {one.people} 人 "
            f"{one.person_times} 人次，五有 {usable}/{of_all}"
        )
    quiet = "、".join(one.school_name for one in figures.silent(county))
    pdf, xlsx = counties.summary(county, year=days.year, today=today)
    where = folder / stage.SUMMARY
    made = (
        files.keep(where / f"{COUNTY}汇总表-{days.year}年.pdf", pdf),
        files.keep(where / f"{COUNTY}汇总表-{days.year}年.xlsx", xlsx),
    )
    yield Step(f"县级汇总表：PDF 和工作簿；还没有上报的：{quiet}", made)
