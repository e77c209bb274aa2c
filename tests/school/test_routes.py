import pytest

from app.errors import UserError
from app.school import ledgers, places, routes
from db.register import Register
from tests.made_up import TODAY


def made(db: Register, school: int, stops: str) -> int:
    return ledgers.record(db, routes.LEDGER, {"name": "难忘下党", "stops": stops}, school=school, today=TODAY)


@pytest.mark.parametrize("stops", ["村史馆 60分钟 1.1学时", "村史馆 9999分钟", "→".join(["甲"] * 31)])
def test_points_nobody_can_read_are_refused_and_nothing_is_kept(
    db: Register, school: int, stops: str
) -> None:
    with pytest.raises(UserError, match="读不懂|最多"):
        made(db, school, stops)
    assert routes.find(db, school=school, gone=True) == []
    assert places.find(db, school=school) == []


def test_points_are_read_off_a_cell_in_their_order_and_written_back_the_same(
    db: Register, school: int
) -> None:
    known = places.add(db, {"name": "村史馆", "kind": "site"}, school=school)
    one = made(db, school, "村史馆（60分钟，1学时）→鸾峰桥 30分钟 -> 党群服务中心")
    (found,) = routes.rows(db, [one])
    assert found.stops == "村史馆 60分钟 1学时 → 鸾峰桥 30分钟 → 党群服务中心"
    assert {one.kind for one in places.rows(db, places.find(db, school=school))} == {"site"}
    assert (found.points[0].place, found.minutes, found.quarter_hours) == (known, 90, 4)
    assert routes.read_stops(found.stops) == routes.read_stops(
        "村史馆 60分钟 1学时;鸾峰桥 30分钟;党群服务中心"
    )


def test_points_change_with_the_line_and_come_back_when_it_is_undone(db: Register, school: int) -> None:
    one = made(db, school, "村史馆 → 鸾峰桥")
    ledgers.change(db, routes.LEDGER, one, {"theme": "扶贫"}, today=TODAY)
    assert routes.rows(db, [one])[0].stops == "村史馆 → 鸾峰桥"
    ledgers.change(db, routes.LEDGER, one, {"stops": "鸾峰桥 20分钟"}, today=TODAY)
    assert routes.rows(db, [one])[0].stops == "鸾峰桥 20分钟"
    assert db.undo() == "修改路线：难忘下党"
    assert routes.rows(db, [one])[0].stops == "村史馆 → 鸾峰桥"
