"""The checklist: how much of 五有 daily work proves, and how fast many schools are judged again."""

import gc
import random
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from time import perf_counter

from app.jobs import registers
from app.jobs.demo import road, stage
from app.jobs.demo.stage import Clock
from app.school import checklist, measures, rules, schools, standards
from bench.bars import Figure
from db.register import Register
from db.rows import insert

TODAY = date(2026, 11, 22)
YEARS = range(2022, 2027)
SCHOOLS, MEMBERS, CRITERIA = 126, 40, 40
CLASSES, SESSIONS, TRAINEES = 4, 4, 20
PROVED_PERCENT, JUDGED_S = 60, 2.0
DEMO_PEOPLE = 120


def bars(folder: Path, rounds: int) -> Iterator[Figure]:
    """Judge the demonstration's township, then a city's schools over five years."""
    yield from proved(folder)
    with ExitStack() as stack:
        clock = Clock(TODAY)
        db = stack.enter_context(registers.opened(folder / "city", clock=clock, operator="钟小兰"))
        yield judged(db, rounds, schools_=SCHOOLS)


def proved(folder: Path) -> Iterator[Figure]:
    """Count what the demonstration proves without a document or a fact filed under a criterion."""
    for _ in road.walk(folder / "demo", today=TODAY, count=DEMO_PEOPLE):
        pass
    data = folder / "demo" / stage.TOWNSHIP
    with registers.opened(data, clock=Clock(TODAY), operator="钟小兰") as db:
        school = schools.own(db).id
        found = checklist.assess(db, school=school, year=TODAY.year, today=TODAY.isoformat())
        filed = {
            row[0] for row in db.execute("SELECT c.key FROM proof p JOIN criterion c ON c.id = p.criterion")
        }
        by_work = [
            one
            for one in found
            if one.state == "usable"
            and one.value is not None
            and one.pieces
            and one.value >= one.criterion.need
        ]
        alone = [one for one in by_work if one.criterion.key not in filed]
    share = 100 * len(by_work) // len(found)
    yield Figure(
        "演示党校由日常工作证明的要求",
        f"{len(by_work)} / {len(found)} 条，{share}%，其中 {len(alone)} 条一件材料也没有归入",
        f"≥ {PROVED_PERCENT}%",
        share >= PROVED_PERCENT,
    )


def judged(db: Register, rounds: int, *, schools_: int) -> Figure:
    """Time judging every school and year again, each with a standard of forty criteria."""
    registers.found(db, level="city", code="3509", full_name="宁州市委党校")
    ids = fill(db, random.Random(1), schools_)
    times = []
    judged_ = 0
    for _ in range(rounds + 1):
        gc.collect()
        began = perf_counter()
        found = checklist.assess_many(db, schools=ids, years=YEARS, today=TODAY.isoformat())
        times.append(perf_counter() - began)
        judged_ = sum(len(one) for one in found.values())
    took = statistics.median(times[1:])
    marks = schools_ * len(YEARS) * CLASSES * SESSIONS * TRAINEES
    return Figure(
        f"{schools_} 所党校 × {CRITERIA} 条 × {len(YEARS)} 年重新评一遍"
        f"（每校 {MEMBERS} 人，共 {marks:,} 格考勤）",
        f"{took:.2f} 秒，评了 {judged_:,} 条",
        f"≤ {JUDGED_S:g} 秒",
        took <= JUDGED_S and judged_ == schools_ * CRITERIA * len(YEARS),
    )


def fill(db: Register, chance: random.Random, many: int) -> list[int]:
    """Put schools with five years of classes into a register as rows of others, and forty criteria each."""
    ids = []
    with db.act("基准", recording=False):
        for number in range(many):
            school = db.new_id()
            db.execute(
                "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
                "VALUES (?1, ?1, ?2, 'township', ?3, ?3, ?3, '')",
                [school, f"3509{number:05}", f"第 {number} 乡党校"],
            )
            rules.load_presets(db, school=school)
            _standard(db, school)
            _years(db, chance, school)
            ids.append(school)
    return ids


def _standard(db: Register, school: int) -> None:
    keys = list(measures.MEASURES)
    said = [
        {
            "key": key,
            "text": key,
            "proof": "count",
            "measure": key,
            "need": 10,
            "points": 1,
            "partial": "share",
        }
        for key in keys[:CRITERIA]
    ]
    whole = {"name": "四十条", "source": "基准", "effective_from": "2020-01-01",
             "item": [{"name": "基准", "criterion": said}]}  # fmt: skip
    standard = standards.draft(db, school=school, said=whole)
    db.execute("UPDATE standard SET adopted_on = '2020-01-01' WHERE id = ?", [standard])


def _years(db: Register, chance: random.Random, school: int) -> None:
    teachers = [insert(db, "teacher", {"school": school, "name": f"教师{n}"}) for n in range(12)]
    course = insert(db, "course", {"school": school, "title": "党课", "category": "理论武装"})
    place = insert(db, "place", {"school": school, "name": "教室", "kind": "classroom", "seats": 60})
    people = [
        insert(
            db, "member", {"school": school, "name": f"党员{n}", "name_key": f"{n}", "member_type": "full"}
        )
        for n in range(MEMBERS)
    ]
    for year in YEARS:
        insert(
            db, "plan_line", {"school": school, "year": year, "seq": 1, "title": "轮训", "classes": CLASSES}
        )
        insert(db, "meeting", {"school": school, "held_on": f"{year}-03-01", "topic": "研究"})
        insert(db, "fund", {"school": school, "year": year, "source": "fiscal", "received_fen": 6_000_000})
        for term in range(1, CLASSES + 1):
            _class(
                db, chance, school, year, term, teachers=teachers, course=course, place=place, people=people
            )


def _class(
    db: Register,
    chance: random.Random,
    school: int,
    year: int,
    term: int,
    *,
    teachers: list[int],
    course: int,
    place: int,
    people: list[int],
) -> None:
    held = insert(
        db,
        "training_class",
        {"school": school, "year": year, "term_no": term, "name": f"第{term}期", "adviser": "钟小兰",
         "state": "closed", "closed_on": f"{year}-{2 * term:02}-20"},
    )  # fmt: skip
    rolled = [
        insert(db, "enrollment", {"school": school, "training_class": held, "member": member, "seq_no": seq,
                                  "type_at_enrollment": "full"})
        for seq, member in enumerate(chance.sample(people, TRAINEES), start=1)
    ]  # fmt: skip
    for number in range(SESSIONS):
        session = insert(
            db,
            "session",
            {"school": school, "training_class": held, "date": f"{year}-{2 * term:02}-1{number // 2}",
             "half_day": ("am", "pm")[number % 2], "starts": "08:00", "ends": "11:00", "course": course,
             "teacher": chance.choice(teachers), "place": place, "quarter_hours": 16},
        )  # fmt: skip
        for enrollment in rolled:
            insert(db, "attendance", {"school": school, "session": session, "enrollment": enrollment,
                                      "mark": "present"})  # fmt: skip
