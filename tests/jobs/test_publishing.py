from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserError
from app.jobs import publishing
from app.progress import silent
from app.school import counties, devices, parcels, people, schools
from db import postgres, published
from db.register import Register
from tests import counties as made
from tests import made_up
from tests.postgres import Cluster, cluster

ASKED: dict[str, Any] = {"year": made.YEAR, "today": made.TODAY, "tell": silent}


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture
def url(server: Cluster, request: pytest.FixtureRequest) -> str:
    return server.create(f"t{abs(hash(request.node.name)) % 10**9}")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """One county for all: what changes its rows makes its own."""
    db = made.county(tmp_path_factory.mktemp("counties") / "county", seed=1)
    yield db
    db.close()


def there(server: Cluster, url: str, sql: str) -> list[list[Any]]:
    return server.ask(sql, url.rsplit("/", 1)[1])


def content(server: Cluster, url: str) -> dict[str, list[list[Any]]]:
    """Give everything that lies there, but for the form."""
    return {
        table: sorted(there(server, url, f"SELECT * FROM wuyou.{table}"), key=str)
        for table in published.TABLES
    }


def test_the_rows_lie_there_as_they_are_here(county: Register, server: Cluster, url: str) -> None:
    done = publishing.publish(county, url, **ASKED)
    assert len(done.sent) == 3 and done.same == () and done.rows > 300
    for table in published.ROWS:
        (here,) = county.execute(
            f"SELECT count(*) FROM {table} WHERE school IN (SELECT id FROM school WHERE level = 'township')"
        ).fetchone()
        assert there(server, url, f"SELECT count(*) FROM wuyou.{table}") == [[here]], table
    names = {row[0] for row in county.execute("SELECT short_name FROM school WHERE level = 'township'")}
    assert {row[0] for row in there(server, url, "SELECT name FROM wuyou.school")} == names
    assert any("\\" in name and "'" in name and '"' in name for name in names)


def test_the_views_say_what_the_desk_says(county: Register, server: Cluster, url: str) -> None:
    publishing.publish(county, url, **ASKED)
    for one in made.figures(county):
        (row,) = there(
            server, url,
            "SELECT f.classes, h.classes, f.people, t.people, f.person_times, t.person_times, f.members, "
            f"f.met, f.owing, f.hours FROM wuyou.school_year f JOIN wuyou.held h USING (school, year) "
            f"JOIN wuyou.turnout t USING (school, year) WHERE f.school = {one.school}",
        )  # fmt: skip
        assert row[:6] == [one.classes] * 2 + [one.people] * 2 + [one.person_times] * 2
        assert row[6:9] == [one.members, one.met, one.owing]
        assert float(row[9]) * 4 == one.quarter_hours
        items = there(
            server, url,
            f"SELECT item, usable, of_all FROM wuyou.item_year WHERE school = {one.school} ORDER BY seq",
        )  # fmt: skip
        assert [tuple(item) for item in items] == list(one.items)
    came = people.came(county, year=made.YEAR)
    assert there(server, url, "SELECT people, person_times FROM wuyou.whole_year WHERE year = 2026") == [
        [came.people, came.person_times]
    ]
    assert came.people < sum(one.people for one in made.figures(county))


def test_publishing_again_sends_nothing_twice(county: Register, server: Cluster, url: str) -> None:
    publishing.publish(county, url, **ASKED)
    before = content(server, url)
    done = publishing.publish(county, url, **ASKED)
    assert (done.sent, len(done.same), done.rows) == ((), 3, 0)
    assert "3 所没有新的数据包" in done.sentence
    assert content(server, url) == before
    assert len(publishing.publish(county, url, again=True, **ASKED).sent) == 3
    assert content(server, url) == before


def test_a_new_parcel_replaces_only_its_school(tmp_path: Path, server: Cluster, url: str) -> None:
    county = made.county(tmp_path / "own", seed=3, townships=2)
    publishing.publish(county, url, **ASKED)
    one, *_ = schools.find(county)
    (news,) = parcels.received(county, school=one)
    with county.act("接收", recording=False):
        county.execute("DELETE FROM attendance WHERE school = ?", [one])
        parcels.keep_received(county, replace(news, header_sha256="9" * 64, seq=2))
    done = publishing.publish(county, url, **ASKED)
    assert len(done.sent) == 1 and len(done.same) == 1
    assert there(server, url, f"SELECT count(*) FROM wuyou.attendance WHERE school = {one}") == [[0]]
    assert there(server, url, f"SELECT classes FROM wuyou.figure WHERE school = {one}") == [[0]]
    county.close()


def test_id_numbers_are_hashed_unless_asked_for(county: Register, server: Cluster, url: str) -> None:
    publishing.publish(county, url, **ASKED)
    number = made_up.id_number(0)
    whole = str(content(server, url))
    assert number not in whole
    hashed = there(server, url, "SELECT DISTINCT identity FROM wuyou.member WHERE name = '单晓红'")
    assert hashed == [[people.identity(county, number)]]
    publishing.publish(county, url, with_id_numbers=True, **ASKED)
    assert there(server, url, "SELECT DISTINCT identity FROM wuyou.member WHERE name = '单晓红'") == [
        [number]
    ]
    for column in ("phone", "address", "note"):
        assert column not in published.ROWS["member"]


def test_a_server_gone_halfway_leaves_whole_schools(county: Register, server: Cluster, url: str) -> None:
    publishing.publish(county, url, **ASKED)
    before = content(server, url)
    database = url.rsplit("/", 1)[1]

    def pull(done: int, total: int, note: str = "") -> None:
        if done == 1:
            server.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :of", of=database
            )

    asked = ASKED | {"tell": pull, "today": "2026-11-26"}
    with pytest.raises(UserError, match="连接断了"):
        publishing.publish(county, url, again=True, **asked)
    days = there(server, url, "SELECT as_of::text FROM wuyou.school ORDER BY code")
    assert days == [["2026-11-26"], ["2026-11-25"], ["2026-11-25"]]
    assert content(server, url)["attendance"] == before["attendance"]
    publishing.publish(county, url, **ASKED | {"today": "2026-11-26"})
    assert {row[0] for row in there(server, url, "SELECT as_of::text FROM wuyou.figure")} == {"2026-11-26"}


def test_a_connection_cut_in_the_middle_of_a_school_changes_nothing(
    county: Register, server: Cluster, url: str
) -> None:
    publishing.publish(county, url, **ASKED)
    before = content(server, url)
    database = url.rsplit("/", 1)[1]
    one = schools.find(county)[0]

    def rows() -> Iterator[tuple[object, ...]]:
        yield (1, one, "半截")
        server.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :of", of=database)
        yield (2, one, "半截")

    head = dict.fromkeys(published.TABLES["school"], "") | {
        "id": one, "desk": schools.own(county).id, "parcel_no": 1, "as_of": made.TODAY
    }  # fmt: skip
    with (
        pytest.raises(postgres.PostgresFault, match="gone"),
        postgres.connected(postgres.address(url)) as open_,
    ):
        open_.load(one, head, {"branch": rows()})
    assert content(server, url) == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("没有这样的地址", "地址写得不对"),
        ("mysql://a:b@127.0.0.1/c", "地址写得不对"),
        ("postgresql://wuyou@127.0.0.1:99999/c", "地址写得不对"),
        ("postgresql://wuyou@127.0.0.1/", "地址写得不对"),
        ("postgresql://wuyou@127.0.0.1/c?sslmode=perhaps", "地址写得不对"),
        ("postgresql://wuyou@127.0.0.1/c?options=-c%20x", "地址写得不对"),
        ("postgresql://wuyou@127.0.0.1:1/c", "连不上"),
        ("postgresql://wuyou@/c?host=/nowhere", "连不上"),
    ],
)
def test_a_wrong_address_is_said_in_a_sentence(county: Register, wrong: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        publishing.publish(county, wrong, **ASKED)


def test_what_the_server_refuses_is_said_in_a_sentence(county: Register, server: Cluster, url: str) -> None:
    for wrong, said in (
        (server.url("nowhere"), "没有这个数据库"),
        (server.url(password="x"), "用户或口令不对"),
        (url + "?sslmode=require", "没有加密连接"),
    ):
        with pytest.raises(UserError, match=said):
            publishing.publish(county, wrong, **ASKED)
    there(server, url, "CREATE ROLE reader LOGIN PASSWORD 'x'")
    with pytest.raises(UserError, match="没有权限"):
        publishing.publish(county, server.url(url.rsplit("/", 1)[1], user="reader", password="x"), **ASKED)


def test_a_socket_is_an_address_too(server: Cluster, url: str) -> None:
    _, _, database = url.rpartition("/")
    user, _, _ = url.partition("@")
    where = postgres.address(f"{user}@:{server.port}/{database}?host={server.folder}")
    assert where.socket is not None and not where.tls
    with postgres.connected(where) as open_:
        assert open_.ask("SELECT 1") == [[1]]


def test_beyond_this_machine_nothing_goes_in_the_open() -> None:
    assert postgres.address("postgresql://a@10.1.2.3/b").tls
    assert not postgres.address("postgresql://a@10.1.2.3/b?sslmode=disable").tls
    assert not postgres.address("postgresql://a@127.0.0.1/b").tls
    assert postgres.address("postgresql://a@h/b", password="p").password == "p"
    assert postgres.address("postgresql://a:q@h/b", password="p").password == "q"


def test_an_older_form_is_made_anew_and_a_newer_left_alone(
    county: Register, server: Cluster, url: str
) -> None:
    there(server, url, "CREATE SCHEMA wuyou; CREATE TABLE wuyou.form (form integer NOT NULL)")
    there(server, url, "INSERT INTO wuyou.form VALUES (0); CREATE TABLE wuyou.member (old text)")
    there(server, url, "CREATE VIEW wuyou.seen AS SELECT old FROM wuyou.member")
    there(server, url, "CREATE VIEW public.theirs AS SELECT old FROM wuyou.member")
    with pytest.raises(UserError, match="别人建在旧版表上的视图"):
        publishing.publish(county, url, **ASKED)
    assert there(server, url, "SELECT count(*) FROM public.theirs") == [[0]]
    there(server, url, "DROP VIEW public.theirs")
    assert len(publishing.publish(county, url, **ASKED).sent) == 3
    assert there(server, url, "SELECT count(*) > 0 FROM wuyou.member") == [[True]]
    there(server, url, "UPDATE wuyou.form SET form = 99")
    with pytest.raises(UserError, match="先升级本机的五有"):
        publishing.publish(county, url, **ASKED)


def test_somebody_else_s_schema_is_not_touched(county: Register, server: Cluster, url: str) -> None:
    there(server, url, "CREATE SCHEMA wuyou; CREATE TABLE wuyou.member (theirs text)")
    with pytest.raises(UserError, match="别人的"):
        publishing.publish(county, url, **ASKED)
    assert there(server, url, "SELECT count(*) FROM wuyou.member") == [[0]]


def test_two_counties_lie_side_by_side(county: Register, server: Cluster, url: str, tmp_path: Path) -> None:
    other = made.county(tmp_path / "other", seed=2, townships=1)
    for db in (county, other):
        publishing.publish(db, url, **ASKED)
    assert there(server, url, "SELECT county, count(*) FROM wuyou.school GROUP BY 1 ORDER BY 1") == [
        ["青岚1县委组织部", 3], ["青岚2县委组织部", 1]
    ]  # fmt: skip
    other.close()


def test_a_township_publishes_nothing(tmp_path: Path) -> None:
    db = made_up.register(tmp_path)
    made_up.school(db)
    with pytest.raises(UserError, match="县级或市级的电脑"):
        publishing.publish(db, "postgresql://a@127.0.0.1/b", **ASKED)
    db.close()


def test_every_fault_has_its_sentence() -> None:
    reasons = {
        "address",
        "unreachable",
        "tls",
        "newer",
        "foreign",
        "claimed",
        "refused",
        *postgres._REASONS.values(),
    }
    assert reasons == set(publishing.SAID)


def test_what_no_text_of_the_server_can_hold_is_left_out() -> None:
    assert postgres.written("a\tb\\c\nd\re\x00f") == "a\\tb\\\\c\\nd\\ref"
    assert postgres.written(None) == "\\N"
    assert postgres.written("\ud800") == "?"
    assert postgres.written(-3) == "-3"


def test_the_quarters_figures_are_those_of_the_period(county: Register, server: Cluster, url: str) -> None:
    publishing.publish(county, url, **ASKED)
    one = schools.find(county)[1]
    for quarter in range(5):
        lines = there(
            server, url,
            "SELECT side, title, people, trained, turns, met, hours FROM wuyou.training "
            f"WHERE school = {one} AND quarter = {quarter} ORDER BY side_no, seq",
        )  # fmt: skip
        period = counties.period(county, school=one, year=made.YEAR, quarter=quarter)
        assert [[*line[:6], float(line[6]) * 4] for line in lines] == [
            [side.title, of.title, of.people, of.trained, of.turns, of.met, of.earned]
            for side in period.sides
            for of in side.lines
        ]


# a county and its city at one server


@pytest.fixture
def moved(tmp_path: Path) -> Iterator[Register]:
    """A county of two townships between which people moved: sums over its schools count too often."""
    db = made.county(tmp_path / "moved", seed=5, townships=2, moving=True)
    yield db
    db.close()


@pytest.fixture
def city(moved: Register, tmp_path: Path) -> Iterator[Register]:
    """The city that has read this county's parcel."""
    (tmp_path / "city").mkdir()
    db = made_up.register(tmp_path / "city", operator="市委组织部", seed=77)
    schools.found(db, level="city", code="350900", full_name="青岚市委组织部")
    read_at_city(db, moved, seq=1)
    yield db
    db.close()


def read_at_city(city: Register, county: Register, *, seq: int) -> None:
    """Bring a county's rows to its city as a parcel would, and write the parcel down."""
    own = schools.own(county)
    if not devices.enrolled(city):
        one = devices.Device(9, own.id, own.code, own.full_name, f"{9:064x}", "age1", 1, 1, "2026-01-05", "")
        devices.enrol(city, one)
    with city.act("接收", recording=False):
        _, mine = parcels.take_several(city, parcels.outgoing_several(county), county=own.id)
        counties.put_under(city, county=own.id, of=list(mine))
        parcels.keep_received(
            city,
            parcels.Received(
                f"{seq:064x}", 9, own.id, 1, seq, "2026-11-20", "2026-11-20 09:00", "", "ok",
                parcels.Counts(1, 0, 0, 0, 0), {},
            ),
        )  # fmt: skip


def whole(server: Cluster, url: str) -> list[list[Any]]:
    """Give the totals there, in which nobody may stand twice or be taken off twice."""
    return [
        *there(server, url, "SELECT year, people, person_times, hours FROM wuyou.whole_year ORDER BY 1"),
        *there(
            server, url,
            "SELECT quarter, side, title, people, trained, turns, required, met, hours "
            "FROM wuyou.training_whole ORDER BY 1, 2, 3",
        ),
    ]  # fmt: skip


def test_a_city_takes_the_place_of_its_county_and_the_totals_stay(
    moved: Register, city: Register, server: Cluster, url: str
) -> None:
    publishing.publish(moved, url, **ASKED)
    alone = whole(server, url)
    assert there(server, url, "SELECT sum(quarter_hours) > 0 FROM wuyou.counted_twice") == [[True]]
    done = publishing.publish(city, url, **ASKED)
    assert done.instead_of == ("青岚5县委组织部",)
    assert "青岚5县委组织部发布过的，改由本单位发布" in done.sentence
    assert whole(server, url) == alone
    mine = schools.own(city).id
    for table in published.DESKS:
        assert there(server, url, f"SELECT DISTINCT desk FROM wuyou.{table}") == [[mine]]
    before = content(server, url)
    again = publishing.publish(city, url, **ASKED)
    assert (again.sent, again.instead_of) == ((), ())
    assert content(server, url) == before


def test_a_county_does_not_publish_where_its_city_has(
    moved: Register, city: Register, server: Cluster, url: str
) -> None:
    publishing.publish(city, url, **ASKED)
    before = content(server, url)
    with pytest.raises(UserError, match="已由青岚市委组织部发布在这个数据库里，没有改动"):
        publishing.publish(moved, url, again=True, **ASKED)
    assert content(server, url) == before


def test_a_school_the_city_no_longer_has_goes_with_its_county_s_rows(
    moved: Register, city: Register, server: Cluster, url: str, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    other = made_up.register(tmp_path / "more", seed=909)
    more = made_up.school(other, code="350905009", name="第9镇党校")
    made.take_in(moved, other, more, device=909, code="350905009", name="第9镇党校")
    assert len(publishing.publish(moved, url, **ASKED).sent) == 3
    publishing.publish(city, url, **ASKED)
    assert there(server, url, "SELECT count(*) FROM wuyou.school") == [[2]]
    for table in (*published.ROWS, *published.FIGURES):
        assert there(server, url, f"SELECT count(*) FROM wuyou.{table} WHERE school = {more}") == [[0]]
    read_at_city(city, moved, seq=2)
    assert len(publishing.publish(city, url, **ASKED).sent) == 3
    other.close()


def test_a_cut_while_a_city_takes_over_is_made_good_by_the_next_time(
    moved: Register, city: Register, server: Cluster, url: str
) -> None:
    publishing.publish(moved, url, **ASKED)
    alone, database = whole(server, url), url.rsplit("/", 1)[1]

    def pull(done: int, total: int, note: str = "") -> None:
        if done == 1:
            server.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :of", of=database
            )

    with pytest.raises(UserError, match="连接断了"):
        publishing.publish(city, url, **ASKED | {"tell": pull})
    with pytest.raises(UserError, match="已由青岚市委组织部发布"):
        publishing.publish(moved, url, **ASKED)
    publishing.publish(city, url, **ASKED)
    assert whole(server, url) == alone


def test_a_school_claimed_by_another_meanwhile_is_not_written_over(
    county: Register, server: Cluster, url: str
) -> None:
    publishing.publish(county, url, **ASKED)
    before = content(server, url)
    one = schools.find(county)[0]
    head = dict.fromkeys(published.TABLES["school"], "") | {
        "id": one, "desk": 5, "parcel_no": 1, "as_of": made.TODAY
    }  # fmt: skip
    with (
        pytest.raises(postgres.PostgresFault, match="claimed: 青岚1县委组织部"),
        postgres.connected(postgres.address(url)) as open_,
    ):
        open_.load(one, head, {"branch": []})
    assert content(server, url) == before
