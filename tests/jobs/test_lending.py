"""What a county lends and then takes back or loses: no parcel is refused for it, and no row names nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import parcels as exchange
from app.jobs import merging, parcels, refdata
from app.jobs.parcels import sealing
from app.progress import silent
from app.school import assessments, checklist, courses, places, rules, schools, standards, teachers
from app.school import parcels as ledger
from app.school import refdata as given
from db import history
from db.register import Register
from tests import made_up
from tests.jobs.conftest import NOW, Desk
from tests.jobs.test_merging import join
from tests.jobs.test_receipts import read, reply, up
from tests.jobs.test_recovery import enrol_in_place, seal_recovery

TODAY = made_up.TODAY
Lent = dict[str, int]

# A row of a school in every table that names what a county lends, and in which column it names what.
NAMING: dict[tuple[str, str], dict[str, object]] = {
    ("hour_rule", "based_on"): {
        "key": "copy", "title": "抄来的", "source": "通知", "effective_from": "2030-01-01",
        "status": "to be confirmed", "body": "{}", "adopted_on": None,
    },
    ("standard", "based_on"): {
        "key": "copy", "name": "抄来的", "source": "通知", "effective_from": "2030-01-01",
        "status": "to be confirmed", "adopted_on": None,
    },
    ("standard_choice", "standard"): {
        "effective_from": TODAY, "chosen_on": TODAY, "chosen_by": "张",
    },
    ("assessment_round", "standard"): {
        "kind": "yearly", "year": 2026, "opened_on": TODAY, "opened_by": "张",
    },
    ("proof", "criterion"): {"evidence": "evidence"},
    ("stated_fact", "criterion"): {"value": 1, "holds_on": TODAY, "stated_on": TODAY, "stated_by": "张"},
    ("assessment_line", "criterion"): {
        "round": "assessment_round", "seq": 1, "item_name": "有阵地", "text": "要求", "points_full": 1,
        "state": "proved", "proposed": 1, "self_points": 1,
    },
    ("rectification", "criterion"): {
        "what": "补", "responsible": "张", "due_on": TODAY, "opened_on": TODAY, "opened_by": "张",
    },
    ("session", "teacher"): {},
    ("session", "course"): {},
    ("session", "place"): {},
    ("training_class", "place"): {},
    ("evaluation_count", "course"): {
        "training_class": "training_class", "aspect": "a", "grade": "b", "tally": 1
    },
    ("evaluation_count", "teacher"): {
        "training_class": "training_class", "aspect": "c", "grade": "d", "tally": 1
    },
    ("fund_spending", "teacher"): {"year": 2026, "spent_on": TODAY, "fen": 100},
    ("equipment", "place"): {"name": "投影仪"},
    ("book", "place"): {"title": "党章"},
    ("route_stop", "place"): {"route": "route", "seq": 1},
    ("teacher", "same_as"): {"name": "并入的"},
    ("course", "same_as"): {"title": "并入的"},
    ("place", "same_as"): {"name": "并入的"},
    ("hour_line", "rule"): {
        "member": "member", "session": "session", "training_class": "training_class", "date": TODAY,
        "quarter_hours": 4, "reason": "到课",
    },
}  # fmt: skip
# These stand in the county's own register and never name another's rows from below.
ABOVE = {
    ("menu_item", "course"),
    ("menu_item", "teacher"),
    ("dispatch", "teacher"),
    ("criterion", "standard"),
}
ASIDE: dict[str, dict[str, object]] = {
    "evidence": {"sha256": "e" * 64, "file_name": "文件.pdf", "media_type": "application/pdf", "bytes": 5,
                 "formed_on": "", "filed_on": TODAY, "filed_by": "张"},
    "route": {"name": "红色路线"},
}  # fmt: skip


def references(db: Register) -> dict[tuple[str, str], str]:
    return {one: parent for parent in ledger.UNIQUE for one in ledger.naming(db, parent)}


def put(db: Register, table: str, values: dict[str, object]) -> int:
    new = db.new_id()
    row = {"id": new, **values}
    db.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' for _ in row)})", [*row.values()]
    )
    return new


def name_everything(desk: Desk, lent: Lent) -> None:
    """Let a row of the school name each lent row in each column that can."""
    db, made = desk.db, dict[str, int]()
    with db.act("都用上"):
        for table, row in ASIDE.items():
            made[table] = put(db, table, {"school": desk.school, **row})
        for (table, column), parent in references(db).items():
            if (table, column) in ABOVE:
                continue
            said = NAMING[table, column]
            if not said:
                db.execute(f"UPDATE {table} SET {column} = ? WHERE school = ?", [lent[parent], desk.school])
                continue
            values = {
                name: _own(db, desk.school, str(value), made) if name == value or value in made else value
                for name, value in said.items()
            }
            if table == "hour_rule":
                (values["body"],) = db.execute(
                    "SELECT body FROM hour_rule WHERE adopted_on NOT NULL"
                ).fetchone()
            made[table] = put(db, table, {"school": desk.school, **values, column: lent[parent]})


def _own(db: Register, school: int, table: str, made: dict[str, int]) -> int:
    found = db.execute(f"SELECT id FROM {table} WHERE school = ? ORDER BY id", [school]).fetchone()
    return made.get(table) or int(found[0])


@pytest.fixture
def lent(county: Desk) -> Lent:
    """One row of everything that a county lends."""
    db, school = county.db, county.school
    base = rules.in_force(db, school=school, on=TODAY)
    rule = rules.draft(
        db, based_on=base.id, title="本县口径", source="通知", effective_from="2030-01-01", changes={}
    )
    with db.act("采用"):
        rules.put_in_force(db, rule, today=TODAY)
    shipped = standards.in_force(db, school=school, on=TODAY)
    standard = standards.draft(
        db, school=school, based_on=shipped.id,
        changes={"name": "本县标准", "effective_from": "2026-01-01"},
    )  # fmt: skip
    standards.adopt(db, standard, school=school, today=TODAY)
    return {
        "hour_rule": rule,
        "standard": standard,
        "criterion": checklist.criteria(db, standard)[0].id,
        "teacher": teachers.add(db, {"name": "王志远", "post": "讲师"}, school=school),
        "course": courses.add(db, {"title": "二十大精神"}, school=school),
        "place": places.add(db, {"name": "下党教学点", "kind": "site"}, school=school),
    }


def hand_down(county: Desk, township: Desk, stick: Path) -> None:
    path = refdata.issue(county.db, folder=county.folder, now=NOW, tell=silent, target=stick).paths[0]
    read(township, path)


@contextmanager
def unhindered(db: Register) -> Iterator[None]:
    """Do what no button does: lose rows, as a register from an old backup has."""
    with db.act("失去", recording=False):
        db.execute("PRAGMA defer_foreign_keys = ON")
        yield


def lose(county: Desk, *, remembered: bool) -> None:
    """Let the county lose all it lends, with its history of it or without."""
    with county.db.act("收回", recording=remembered):
        county.db.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("standard_choice", "criterion", "standard", "teacher", "course", "place", "hour_rule"):
            county.db.execute(f"DELETE FROM {table} WHERE school = ?", [county.school])


def whole(db: Register) -> None:
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def named(db: Register, school: int) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [school]).fetchall()
        for table, _ in NAMING
    }


def test_every_column_that_names_what_is_lent_is_tried(county: Desk) -> None:
    assert references(county.db).keys() == NAMING.keys() | ABOVE


@pytest.mark.parametrize("remembered", [True, False])
@pytest.mark.parametrize("first", [True, False])
def test_a_parcel_is_read_whatever_the_county_took_back_or_lost(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path, first: bool, remembered: bool
) -> None:
    hand_down(county, township, stick)
    if not first:
        up(township, county, stick)
    name_everything(township, lent)
    lose(county, remembered=remembered)
    path = township.send(stick).path
    parcels.preview(county.db, path, folder=county.folder, tell=silent)
    county.receive(path)
    assert named(county.db, township.school) == named(township.db, township.school)
    whole(county.db)
    for table, one in lent.items():
        kept = county.db.execute(f"SELECT school FROM {table} WHERE id = ?", [one]).fetchone()
        assert kept == (county.school,), table
    assert courses.rows(county.db, [lent["course"]])[0].title == "二十大精神"
    down = {table: [row["id"] for row in rows] for table, rows in given.outgoing(county.db)}
    assert lent["standard"] not in down["standard"], "it is not handed down to anybody again"
    assert lent["hour_rule"] not in down["hour_rule"]
    for table, find in (("teacher", teachers.find), ("course", courses.find), ("place", places.find)):
        assert lent[table] not in find(county.db, school=county.school), f"{table} is out of use"
    # What came is as it was; the next version and the next parcel are read too.
    hand_down(county, township, stick)
    whole(township.db)
    up(township, county, stick)
    whole(county.db)
    assert named(county.db, township.school) == named(township.db, township.school)


def test_a_parcel_of_an_older_program_is_read_too(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path
) -> None:
    hand_down(county, township, stick)
    name_everything(township, lent)
    lose(county, remembered=False)
    with county.db.act("另有规则"):
        rules.load_presets(county.db, school=county.school)
    path = stick / "旧版.wuyou"
    last = ledger.last_sent(township.db)
    sealing.sealed(
        township.db, path, kind="snapshot", seq=1, prev=last.header_sha256 if last else None,
        recipients=[parcels.sending.county_of(township.db).keys.age],
        tables=ledger.outgoing(township.db, school=township.school), now=NOW, tell=silent,
    )  # fmt: skip
    assert county.receive(path).verdict == "ok"
    whole(county.db)
    assert named(county.db, township.school) == named(township.db, township.school)
    assert courses.rows(county.db, [lent["course"]])[0].title == "名称不详的课程"
    assert rules.by_id(county.db, lent["hour_rule"]).title == "已撤回的学时规则（内容不详）"


def test_what_took_its_name_meanwhile_stands_beside_it(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path
) -> None:
    hand_down(county, township, stick)
    name_everything(township, lent)
    lose(county, remembered=False)
    new = courses.add(county.db, {"title": "二十大精神"}, school=county.school)
    again = teachers.add(county.db, {"name": "王志远", "post": "讲师"}, school=county.school)
    hand_down(county, township, stick)
    found = courses.rows(township.db, [lent["course"], new])
    assert [one.title for one in found] == ["二十大精神（已撤回）", "二十大精神"]
    up(township, county, stick)
    whole(county.db)
    posts = [one.post for one in teachers.rows(county.db, [lent["teacher"], again])]
    assert posts == ["讲师（已撤回）", "讲师"]


def test_a_withdrawn_standard_judges_nobody_but_keeps_its_proofs(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path
) -> None:
    hand_down(county, township, stick)
    db, school = township.db, township.school
    assert standards.in_force(db, school=school, on=TODAY).name == "本县标准"
    every = len(checklist.criteria(db, lent["standard"]))
    with db.act("佐证"):
        filed = put(db, "evidence", {"school": school, **ASIDE["evidence"]})
        put(db, "proof", {"school": school, "criterion": lent["criterion"], "evidence": filed})
    lose(county, remembered=True)
    hand_down(county, township, stick)
    assert standards.in_force(db, school=school, on=TODAY).id != lent["standard"]
    assert len(checklist.criteria(db, lent["standard"])) == every
    up(township, county, stick)
    whole(county.db)
    assert len(checklist.criteria(county.db, lent["standard"])) == every


@pytest.mark.parametrize(
    "said",
    [
        [],
        {"course": "x"},
        {"course": [1]},
        {"course": [{"id": "1", "title": "夹带"}]},
        {"course": [{"id": 77, "title": {"a": 1}}]},
        {"course": [{"id": 77, "title": ""}]},
        {"course": [{"id": 77, "usual_quarter_hours": 9999, "title": "夹带"}]},
        {"hour_rule": [{"id": 77, "key": "k", "title": "夹带", "source": "x", "effective_from": "2026-01-01",
                        "status": "confirmed", "body": "[1]"}]},
        {"standard": [{"id": 77, "key": "k", "name": "夹带", "source": "x", "effective_from": "2026-01-01",
                       "status": "confirmed", "body": "[1]"}]},
        {"criterion": [{"id": 77, "standard": 78}]},
    ],
)  # fmt: skip
def test_what_is_lent_without_sense_is_refused_whole(
    township: Desk, county: Desk, acquainted: None, stick: Path, said: object
) -> None:
    path = stick / "夹带.wuyou"
    sealing.sealed(
        township.db, path, kind="snapshot", seq=1, prev=None,
        recipients=[parcels.sending.county_of(township.db).keys.age],
        tables=ledger.outgoing(township.db, school=township.school), now=NOW, tell=silent,
        manifest={"lent": said},
    )  # fmt: skip
    before = made_up.content(county.db)
    with pytest.raises(UserError):
        county.receive(path)
    assert made_up.content(county.db) == before


def test_a_school_slips_nothing_into_what_is_handed_down(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path
) -> None:
    path = stick / "夹带.wuyou"
    standard = {"id": 77, "key": "k", "name": "夹带", "source": "x", "effective_from": "2026-01-01",
                "status": "confirmed", "adopted_on": "2026-01-01", "school": county.school}  # fmt: skip
    course = {"id": lent["course"], "title": "改了名", "school": county.school}
    sealing.sealed(
        township.db, path, kind="snapshot", seq=1, prev=None,
        recipients=[parcels.sending.county_of(township.db).keys.age],
        tables=ledger.outgoing(township.db, school=township.school), now=NOW, tell=silent,
        manifest={"lent": {"standard": [standard], "course": [course]}},
    )  # fmt: skip
    county.receive(path)
    assert standards.by_id(county.db, 77).adopted_on in ("", None)
    assert courses.rows(county.db, [lent["course"]])[0].title == "二十大精神"
    assert 77 not in [row["id"] for table, rows in given.outgoing(county.db) for row in rows]


def test_a_score_of_a_line_that_is_gone_waits_and_comes_back(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path
) -> None:
    hand_down(county, township, stick)
    name_everything(township, lent)
    up(township, county, stick)
    (line,) = township.db.execute("SELECT id FROM assessment_line").fetchone()
    assessments.county_score(county.db, line, points=1, by=county.school, today=TODAY)
    kept = [dict(row) for row in _rows(township.db, "assessment_line")]
    with unhindered(township.db):
        township.db.execute("DELETE FROM assessment_line")
    up(township, county, stick)
    assert county.db.execute("SELECT count(*) FROM county_score").fetchone() == (0,)
    with unhindered(township.db):
        for row in kept:
            put_back = ", ".join(row), ", ".join("?" for _ in row)
            township.db.execute(
                f"INSERT INTO assessment_line ({put_back[0]}) VALUES ({put_back[1]})", [*row.values()]
            )
    up(township, county, stick)
    assert county.db.execute("SELECT line, points FROM county_score").fetchall() == [(line, 1)]
    assert read(township, reply(county, township.school, stick).path).new


def _rows(db: Register, table: str) -> Iterator[dict[str, object]]:
    names = history.columns(db, table)
    for row in db.execute(f"SELECT * FROM {table}").fetchall():
        yield dict(zip(names, row, strict=True))


def test_a_new_laptop_gets_what_the_county_took_back_too(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path,
    open_desk: Callable[..., Desk],
) -> None:  # fmt: skip
    hand_down(county, township, stick)
    name_everything(township, lent)
    lose(county, remembered=True)
    up(township, county, stick)
    new = open_desk("new")
    enrol_in_place(new, county)
    parcels.recover(new.db, seal_recovery(county, new, stick), folder=new.folder, tell=silent)
    whole(new.db)
    assert named(new.db, township.school) == named(township.db, township.school)
    assert schools.own(new.db).id == township.school


def test_what_is_lent_goes_with_the_parcel_and_no_more(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path
) -> None:
    courses.add(county.db, {"title": "没人用的课"}, school=county.school)
    hand_down(county, township, stick)
    name_everything(township, lent)
    said = ledger.lent(township.db, schools_=[township.school])
    assert [row["title"] for row in said["course"]] == ["二十大精神"]  # type: ignore[index,attr-defined]
    assert exchange.peek(township.send(stick).path).kind == "snapshot"
    assert len(json.dumps(said)) < 200_000


def test_a_second_laptop_stands_as_the_first_before_it_read_what_came_down(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path,
    fresh: Callable[[str], Desk],
) -> None:  # fmt: skip
    hand_down(county, township, stick)
    name_everything(township, lent)
    second = join(township, fresh("second"), county)
    brought = merging.receive(
        second.db, township.send(stick).path, folder=second.folder, now=NOW, tell=silent
    )
    assert brought.merged.aside == 0
    there, here = named(second.db, township.school), named(township.db, township.school)
    # The line of hours was made up for this test, so the second laptop takes it back.
    del there["hour_line"], here["hour_line"]
    assert there == here
    assert courses.rows(second.db, [lent["course"]])[0].ended_on in ("", None)
    hand_down(county, second, stick)
    whole(second.db)


def test_a_second_laptop_is_told_no_nonsense_of_the_county(
    township: Desk, county: Desk, acquainted: None, lent: Lent, stick: Path,
    fresh: Callable[[str], Desk],
) -> None:  # fmt: skip
    second = join(township, fresh("second"), county)
    before = made_up.content(second.db)
    for said in (
        {"school": [{"id": "x", "school": "x", "level": "county"}]},
        {"school": [{"id": 5, "school": 5, "level": "county"}]},
        {"school": [7]},
        {"course": [{"id": 77, "title": "夹带", "school": 6}]},
    ):
        with pytest.raises(UserError), second.db.act("试", recording=False):
            ledger.keep_beside(second.db, said)
    assert made_up.content(second.db) == before
