from collections.abc import Callable

import pytest

from app.errors import UserError
from app.exchange import cards
from app.jobs import devices
from app.school import devices as enrolled
from app.school import schools
from tests import made_up
from tests.jobs.conftest import Desk, acquaint


def test_card_request_and_certificate_make_two_desks_acquainted(township: Desk, county: Desk) -> None:
    fingerprint = devices.take_card(township.db, devices.county_card(county.db))
    assert fingerprint == devices.own_fingerprint(county.db)
    assert not devices.is_enrolled(township.db)
    request = devices.request(township.db, device_name="办公室的电脑")
    wish, theirs = devices.read_request(request)
    assert (wish.school_name, wish.device_name) == ("下党乡党校", "办公室的电脑")
    assert theirs == devices.own_fingerprint(township.db)
    devices.take_certificate(township.db, devices.enrol(county.db, request, today=made_up.TODAY))
    assert devices.is_enrolled(township.db)
    (laptop,) = enrolled.enrolled(county.db)
    assert (laptop.school, laptop.school_code, laptop.enrolled_on) == (
        township.school, "350924100", made_up.TODAY
    )  # fmt: skip


def test_a_laptop_keeps_the_keys_it_made(township: Desk) -> None:
    first = devices.own_keys(township.db)
    assert devices.own_keys(township.db) == first
    assert str(first) == "Keys()"


def test_keys_never_travel(township: Desk, county: Desk, acquainted: None) -> None:
    kept = enrolled.secret(township.db, "keys")
    assert kept
    for rows in made_up.content(township.db).values():
        assert kept not in str(rows)


def test_each_level_does_its_own_part(township: Desk, county: Desk, acquainted: None) -> None:
    with pytest.raises(UserError, match="要由县级的电脑导出"):
        devices.county_card(township.db)
    request = devices.request(township.db, device_name="x")
    with pytest.raises(UserError, match="登记要在县级的电脑上办"):
        devices.enrol(township.db, request, today=made_up.TODAY)


def test_nothing_is_asked_of_a_county_nobody_knows(township: Desk) -> None:
    with pytest.raises(UserError, match="还没有导入县级名片"):
        devices.request(township.db, device_name="x")


def test_another_county_s_card_is_not_taken_silently(
    township: Desk, county: Desk, open_desk: Callable[..., Desk]
) -> None:
    devices.take_card(township.db, devices.county_card(county.db))
    devices.take_card(township.db, devices.county_card(county.db))
    other = open_desk("other", level="county", code="350925")
    with pytest.raises(UserError, match="已经登记到另一个上级"):
        devices.take_card(township.db, devices.county_card(other.db))
    assert devices.county_of(township.db).county_code == "350924"


def test_a_certificate_is_for_one_laptop_of_this_county(
    township: Desk, county: Desk, open_desk: Callable[..., Desk]
) -> None:
    other = open_desk("other", code="350924101")
    for desk in (township, other):
        devices.take_card(desk.db, devices.county_card(county.db))
    theirs = devices.enrol(county.db, devices.request(other.db, device_name="x"), today=made_up.TODAY)
    with pytest.raises(UserError, match="发给另一台电脑"):
        devices.take_certificate(township.db, theirs)
    stranger = open_desk("stranger", level="county", code="350925")
    forged = devices.enrol(stranger.db, devices.request(township.db, device_name="x"), today=made_up.TODAY)
    with pytest.raises(UserError, match="不是名片上的上级签发"):
        devices.take_certificate(township.db, forged)
    assert not devices.is_enrolled(township.db)


def test_a_school_that_was_begun_anew_is_not_enrolled_beside_itself(
    township: Desk, county: Desk, acquainted: None, open_desk: Callable[..., Desk]
) -> None:
    again = open_desk("again")
    with pytest.raises(UserError, match="不要另起一套"):
        acquaint(again, county)
    assert len(enrolled.enrolled(county.db)) == 1


def test_a_laptop_may_be_enrolled_again_after_it_was_revoked(
    township: Desk, county: Desk, acquainted: None
) -> None:
    (laptop,) = enrolled.enrolled(county.db)
    enrolled.revoke(county.db, laptop.device, today=made_up.TODAY)
    acquaint(township, county)
    (again,) = enrolled.enrolled(county.db)
    assert (again.revoked_on, again.serial) == ("", laptop.serial + 1)


@pytest.mark.parametrize("at", [0, 20, 100, -1])
def test_what_was_altered_on_the_way_is_refused(township: Desk, county: Desk, at: int) -> None:
    card = bytearray(devices.county_card(county.db))
    card[at] ^= 1
    with pytest.raises(UserError):
        devices.take_card(township.db, bytes(card))
    devices.take_card(township.db, devices.county_card(county.db))
    request = bytearray(devices.request(township.db, device_name="x"))
    request[at] ^= 1
    with pytest.raises(UserError):
        devices.enrol(county.db, bytes(request), today=made_up.TODAY)
    assert enrolled.enrolled(county.db) == []


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4", bytes(5000)])
def test_a_file_that_is_no_card_is_refused(township: Desk, county: Desk, data: bytes) -> None:
    with pytest.raises(UserError):
        devices.take_card(township.db, data)
    with pytest.raises(UserError):
        devices.read_request(data)


def test_one_paper_is_not_taken_for_another(township: Desk, county: Desk) -> None:
    card = devices.county_card(county.db)
    with pytest.raises(UserError, match="这是上级名片，不是登记申请"):
        devices.enrol(county.db, card, today=made_up.TODAY)
    devices.take_card(township.db, card)
    with pytest.raises(UserError, match="这是上级名片，不是登记证"):
        devices.take_certificate(township.db, card)
    assert cards.read_card(card).county_name == schools.own(county.db).full_name
