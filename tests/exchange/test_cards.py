import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange import cards, envelopes, keys

COUNTY, TOWNSHIP, SPARE = keys.make(), keys.make(), keys.make()
CARD = cards.CountyCard("520100", "某县委组织部", keys.public(COUNTY), keys.public(SPARE).age)
REQUEST = cards.EnrolRequest(7, "520123", "某乡党校", 9, "办公室电脑", keys.public(TOWNSHIP))
CERTIFICATE = cards.EnrolCertificate(7, "520123", 9, keys.public(TOWNSHIP), 1, 12, "520100")

FILES = {
    "card": (cards.write_card(CARD, keys=COUNTY), cards.read_card),
    "request": (cards.write_request(REQUEST, keys=TOWNSHIP), cards.read_request),
    "certificate": (
        cards.write_certificate(CERTIFICATE, keys=COUNTY),
        lambda data: cards.read_certificate(data, county=CARD.keys),
    ),
}


def test_what_is_written_is_read() -> None:
    assert [read(data) for data, read in FILES.values()] == [CARD, REQUEST, CERTIFICATE]
    bare = replace(CARD, spare_age="")
    assert cards.read_card(cards.write_card(bare, keys=COUNTY)) == bare


NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=cards.MAX_NAME)
IDS = st.integers(0, 2**63 - 1)


@settings(max_examples=60)
@given(IDS, NAMES, NAMES, IDS, NAMES)
def test_any_school_may_ask(school: int, code: str, name: str, device: int, device_name: str) -> None:
    request = cards.EnrolRequest(school, code, name, device, device_name, keys.public(TOWNSHIP))
    assert cards.read_request(cards.write_request(request, keys=TOWNSHIP)) == request


@pytest.mark.parametrize(("data", "read"), FILES.values(), ids=FILES)
def test_every_flipped_bit_cut_and_addition_is_refused(data: bytes, read) -> None:
    for position in range(len(data)):
        for bit in range(8):
            altered = bytearray(data)
            altered[position] ^= 1 << bit
            with pytest.raises(UserError):
                read(bytes(altered))
        with pytest.raises(UserError):
            read(data[:position])
    for more in (b"\0", b"x" * 512):
        with pytest.raises(UserError):
            read(data + more)


def test_a_card_of_another_kind_is_called_by_its_name() -> None:
    called = {"card": "上级名片", "request": "登记申请", "certificate": "登记证"}
    for name, (data, _) in FILES.items():
        for other, (_, read) in FILES.items():
            if other != name:
                with pytest.raises(UserError, match=f"这是{called[name]}，不是{called[other]}"):
                    read(data)


def test_a_certificate_of_another_county_is_refused() -> None:
    data = cards.write_certificate(CERTIFICATE, keys=SPARE)
    with pytest.raises(UserError, match="不是名片上的上级签发"):
        cards.read_certificate(data, county=CARD.keys)


def test_a_card_cannot_name_keys_its_maker_does_not_hold() -> None:
    with pytest.raises(ValueError, match="the keys it names"):
        cards.write_card(CARD, keys=TOWNSHIP)
    fields = dict(envelopes.read(io.BytesIO(FILES["card"][0])).fields)
    with pytest.raises(UserError, match="改动"):
        cards.read_card(envelopes.write(fields, secret=TOWNSHIP.sign_secret))


WRONG = [
    {"school": "7"}, {"school": -1}, {"school": True}, {"device": None}, {"school_name": ""},
    {"school_name": "x" * 201}, {"school_name": "某\n乡"}, {"school_name": "\u202e乡"}, {"school_code": 5},
    {"sign": "!!"}, {"sign": "AAAA"}, {"sign": 1}, {"age": "age1nothing"}, {"age": []},
]  # fmt: skip


@pytest.mark.parametrize("changes", WRONG, ids=str)
def test_wrong_types_are_refused_though_well_signed(changes: dict[str, object]) -> None:
    fields = dict(envelopes.read(io.BytesIO(FILES["request"][0])).fields)
    with pytest.raises(UserError, match="改动"):
        cards.read_request(envelopes.write({**fields, **changes}, secret=TOWNSHIP.sign_secret))


def test_a_newer_card_asks_for_an_upgrade() -> None:
    fields = dict(envelopes.read(io.BytesIO(FILES["card"][0])).fields)
    with pytest.raises(UserError, match="升级"):
        cards.read_card(envelopes.write({**fields, "min_reader": 2}, secret=COUNTY.sign_secret))


def test_a_header_that_fits_no_file_is_not_written() -> None:
    with pytest.raises(UserError, match="文件头太大"):
        cards.write_card(replace(CARD, county_name="县" * 30_000), keys=COUNTY)
