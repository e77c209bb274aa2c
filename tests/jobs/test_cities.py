"""A city's desk, one level up: a county's parcel brings all its schools."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import devices, parcels, registers
from app.progress import silent
from app.school import attendance, counties, members, people, schools, timetable
from app.school import parcels as ledger
from db import history
from db.register import Register
from tests import made_up
from tests.jobs.conftest import Desk, acquaint

ASKED = {"year": 2026, "today": made_up.TODAY}


@pytest.fixture
def city(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("city", level="city", code="350900")


@pytest.fixture
def gathered(township: Desk, county: Desk, city: Desk, acquainted: None, stick: Path) -> Desk:
    """A county that has read its township, and is enrolled at the city."""
    held = 0
    for held in _classes(township.db):
        attendance.mark_all(
            township.db, held, sessions=timetable.find(township.db, training_class=held), today=made_up.TODAY
        )
    county.receive(township.send(stick).path)
    acquaint(county, city)
    return county


def _classes(db: Register) -> list[int]:
    return [row[0] for row in db.execute("SELECT id FROM training_class").fetchall()]


def rows(db: Register, school: int) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: db.execute(f"SELECT * FROM {table} WHERE school = ? ORDER BY id", [school]).fetchall()
        for table in history.travelling_tables(db)
    }


def test_a_county_s_parcel_brings_all_its_schools(
    township: Desk, gathered: Desk, city: Desk, stick: Path
) -> None:
    receipt = city.receive(gathered.send(stick).path)
    assert receipt.verdict == "ok"
    assert rows(city.db, township.school) == rows(township.db, township.school)
    assert rows(city.db, gathered.school) == rows(gathered.db, gathered.school)
    assert [one.id for one in counties.counties_of(city.db)] == [gathered.school]
    assert counties.schools_of(city.db, gathered.school) == [township.school]
    assert schools.own(city.db).id == city.school


def test_the_city_s_figures_are_the_county_s(township: Desk, gathered: Desk, city: Desk, stick: Path) -> None:
    city.receive(gathered.send(stick).path)
    asked = {"school": township.school, **ASKED}
    (there,) = counties.summary(city.db, keep=True, **ASKED)
    (here,) = counties.summary(gathered.db, keep=True, **ASKED)
    assert (there.points, there.people, there.person_times, there.quarter_hours, there.met) == (
        here.points, here.people, here.person_times, here.quarter_hours, here.met
    )  # fmt: skip
    assert there.last_seq == 1
    assert counties.at_hand(city.db, **asked) == there
    assert people.came(city.db, year=2026).people == 4


def test_the_next_parcel_replaces_what_was_there(
    township: Desk, gathered: Desk, city: Desk, stick: Path
) -> None:
    city.receive(gathered.send(stick).path)
    counties.summary(city.db, keep=True, **ASKED)
    members.enrol(township.db, {"name": "钟木生", "member_type": "full"}, school=township.school)
    gathered.receive(township.send(stick).path)
    assert city.receive(gathered.send(stick).path).counts.added == 1
    assert counties.lacking(city.db, **ASKED) == [township.school]
    assert counties.summary(city.db, **ASKED)[0].members == 5


def test_reading_it_again_changes_nothing(gathered: Desk, city: Desk, stick: Path) -> None:
    path = gathered.send(stick).path
    city.receive(path)
    before = made_up.content(city.db)
    assert city.receive(path).verdict == "duplicate"
    assert made_up.content(city.db) == before


def test_a_school_that_a_county_no_longer_sends_is_named(
    township: Desk, gathered: Desk, city: Desk, stick: Path
) -> None:
    city.receive(gathered.send(stick).path)
    gone = city.db.new_id()
    with city.db.act("接收", recording=False):
        city.db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, '350924299', 'township', '古田乡党校', '古田乡党校', '古田乡党校', '')",
            [gone],
        )
        counties.put_under(city.db, county=gathered.school, of=[gone])
    receipt = city.receive(gathered.send(stick).path)
    assert receipt.problems[0].startswith("古田乡党校以前随这个县的数据包来过，这一次没有。")
    assert set(counties.schools_of(city.db, gathered.school)) == {township.school, gone}


def test_a_county_does_not_read_a_county_s_parcel(
    gathered: Desk, open_desk: Callable[..., Desk], stick: Path
) -> None:
    other = open_desk("other", level="county", code="350925")
    # It sends to another county as if that were its city.
    with gathered.db.atomic():
        gathered.db.execute("DELETE FROM setting WHERE key IN ('county_card', 'epoch')")
    acquaint(gathered, other)
    with pytest.raises(UserError, match="要在市级的电脑上读取"):
        other.receive(gathered.send(stick).path)
    assert schools.find(other.db) == []


def take(city: Desk, tables: list[tuple[str, list[dict[str, object]]]], county: int) -> None:
    with city.db.act("接收", recording=False):
        ledger.take_several(city.db, tables, county=county)


def sent(db: Register) -> list[tuple[str, list[dict[str, object]]]]:
    return [(table, [dict(row) for row in found]) for table, found in ledger.outgoing_several(db)]


def test_a_school_that_somebody_else_sends_is_refused_and_nothing_is_written(
    township: Desk, gathered: Desk, city: Desk, stick: Path
) -> None:
    city.receive(gathered.send(stick).path)
    before = made_up.content(city.db)
    tables = sent(gathered.db)
    thief = 12345
    for _, found in tables:
        for row in found:
            if row["school"] == gathered.school:
                row["school"] = thief
            if row["id"] == gathered.school:
                row["id"], row["code"] = thief, "350926"
    with pytest.raises(UserError, match="已由别的单位上报"):
        take(city, tables, thief)
    assert made_up.content(city.db) == before


@pytest.mark.parametrize("wrong", ["level", "own", "foreign", "no county", "table first"])
def test_rows_that_are_not_the_county_s_are_refused(
    wrong: str, township: Desk, gathered: Desk, city: Desk
) -> None:
    tables = sent(gathered.db)
    of = dict(tables)
    if wrong == "level":
        of["school"][-1]["level"] = "city"
    elif wrong == "own":
        of["school"][-1]["id"] = of["school"][-1]["school"] = city.school
    elif wrong == "foreign":
        of["member"][0]["school"] = city.school
    elif wrong == "no county":
        of["school"][:] = [row for row in of["school"] if row["id"] != gathered.school]
    else:
        tables = tables[1:]
    before = made_up.content(city.db)
    with pytest.raises(UserError, match=r"不属于这个县|已由别的单位"):
        take(city, tables, gathered.school)
    assert made_up.content(city.db) == before


def test_a_city_is_told_of_counties_what_a_county_is_told_of_townships(
    township: Desk, gathered: Desk, city: Desk, stick: Path
) -> None:
    strange = township.send(stick).path
    assert "乡镇登记" in parcels.foresee(gathered.db, _of(strange, gathered, stick)).sentence
    said = parcels.foresee(city.db, strange).sentence
    assert "请先在“各县登记”里给它登记" in said
    first, second = gathered.send(stick).path, gathered.send(stick).path
    city.receive(second)
    said = parcels.foresee(city.db, first).sentence
    assert said.endswith("市里已有更新的数据。请县级再上报一次。")


def _of(path: Path, county: Desk, stick: Path) -> Path:
    """Give a parcel of somebody the county never enrolled: its own."""
    return county.send(stick).path


def test_what_a_county_s_parcel_would_change_is_shown_and_undone(
    township: Desk, gathered: Desk, city: Desk, stick: Path
) -> None:
    first = gathered.send(stick).path
    before = made_up.content(city.db)
    shown = parcels.preview(city.db, first, folder=city.folder, tell=silent)
    assert (shown.place, shown.school_name) == ("ok", "寿宁县委组织部")
    said = {one.kind: one.sentence for one in shown.differences}
    assert said["党员"].startswith("党员：新增 4 人（单晓红、曾国强、买买提·吐尔逊、雷金花）")
    assert said["学校资料"].startswith("学校资料：新增 2 份")
    assert made_up.content(city.db) == before
    assert counties.counties_of(city.db) == []
    city.receive(first)

    members.enrol(township.db, {"name": "钟木生", "member_type": "full"}, school=township.school)
    gathered.receive(township.send(stick).path)
    shown = parcels.preview(city.db, gathered.send(stick).path, folder=city.folder, tell=silent)
    said = {one.kind: one.sentence for one in shown.differences}
    assert said["党员"] == "党员：新增 1 人（钟木生）。"
    assert shown.schools == "有变化的学校：下党乡党校 1 条。"
    assert [one.kind for one in shown.differences if one.missing] == []


def test_a_county_s_name_is_said_as_it_is(
    gathered: Desk, city: Desk, fresh: Callable[[str], Desk], stick: Path
) -> None:
    called = "县级乡镇示范县学校工作办公室"
    with city.db.atomic():
        city.db.execute("UPDATE enrolled_device SET school_name = ?", [called])
    path = gathered.send(stick).path
    assert parcels.foresee(city.db, path).school_name == called
    assert city.receive(path).school_name == called
    twin = fresh("twin").db
    code = schools.own(gathered.db).code
    registers.found(twin, level="county", code=code, full_name="另一个县级", county_name="")
    devices.take_card(twin, devices.county_card(city.db))
    request = devices.request(twin, device_name="办公室")
    with pytest.raises(UserError, match=f"代码 {code} 的单位已由另一台电脑登记（{called}）"):
        devices.enrol(city.db, request, today=made_up.TODAY)


def test_a_county_that_sends_speaks_of_its_city(open_desk: Callable[..., Desk]) -> None:
    alone = open_desk("alone", level="county", code="350925").db
    with pytest.raises(UserError, match="还没有导入市级名片.*在“上报市级”页导入"):
        devices.request(alone, device_name="办公室")
