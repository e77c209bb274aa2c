import datetime
import random
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.exchange import keys, proofs
from app.exchange.proofs import Claim

CLAIM = Claim(
    number="溪口镇党校〔2026〕第0012号",
    holder="雷金花",
    id_tail="402X",
    class_name="2026年第3期农村党员冬训班",
    quarter_hours=64,
    issued_on="2026-11-22",
)
KEYS = keys.make()
SIGN = keys.public(KEYS).sign


def code(claim: Claim = CLAIM) -> str:
    return proofs.write(claim, secret=KEYS.sign_secret)


def test_a_code_says_what_the_certificate_says_and_who_signed_it() -> None:
    proof = proofs.read(code())
    assert proof.claim == CLAIM
    assert proofs.is_signed_by(proof, SIGN)
    assert not proofs.is_signed_by(proof, keys.public(keys.make()).sign)


def test_the_same_claim_has_one_code() -> None:
    assert code() == code()
    assert code(replace(CLAIM, quarter_hours=65)) != code()


def test_line_ends_of_a_scanner_do_no_harm() -> None:
    assert proofs.read(f"  {code()}\r\n").claim == CLAIM


def test_a_code_fits_two_centimetres_at_three_hundred_dots_an_inch() -> None:
    image = zxingcpp.create_barcode(code(), zxingcpp.BarcodeFormat.QRCode, ec_level="M").to_image(
        scale=1, add_quiet_zones=False
    )
    modules = memoryview(image).shape[0]
    dots = 20 / 25.4 * 300 / modules
    assert dots >= 4, f"{modules} modules, {dots:.1f} dots each"


def test_a_class_with_an_endless_name_is_cut_and_still_signed() -> None:
    long = replace(CLAIM, class_name="乡村振兴" * 40, holder="阿卜杜热合曼·买买提" * 9)
    proof = proofs.read(code(long))
    assert proof.claim.class_name.endswith("…")
    assert long.class_name.startswith(proof.claim.class_name[:-1])
    assert proofs.is_signed_by(proof, SIGN)


def test_none_of_many_altered_codes_is_accepted() -> None:
    chance = random.Random(5)
    right = code()
    accepted = 0
    for _ in range(2000):
        altered = list(right)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(proofs.PREFIX), len(altered))
            way = chance.randrange(3)
            if way == 0:
                altered[place] = chance.choice(proofs.LETTERS)
            elif way == 1:
                del altered[place]
            else:
                altered.insert(place, chance.choice(proofs.LETTERS))
        said = "".join(altered)
        if said == right:
            continue
        try:
            accepted += proofs.is_signed_by(proofs.read(said), SIGN)
        except UserError as error:
            assert str(error) == proofs.NO_CODE
    assert accepted == 0


@pytest.mark.parametrize("text", ["", "WY1:", "WY1:A", "WY1::::", "TS1:1", "溪口", "WY1:" + "Z" * 5000])
def test_what_is_no_code_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="不是五有结业证书上的码"):
        proofs.read(text)


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(max_size=30).filter(lambda text: text.isprintable()),
    st.integers(0, 16383),
    st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2170, 1, 1)),
)
def test_any_claim_that_fits_comes_back(holder: str, number: str, quarters: int, day: object) -> None:
    claim = replace(CLAIM, holder=holder, number=number, quarter_hours=quarters, issued_on=str(day))
    proof = proofs.read(code(claim))
    assert proofs.is_signed_by(proof, SIGN)
    if max(len(holder.encode()), len(number.encode())) <= proofs.MOST_TEXT:
        assert proof.claim == claim


def test_the_check_code_is_read_as_people_write_it() -> None:
    check = proofs.check_code(code())
    assert len(check) == 11
    assert proofs.typed_check_code(check.lower().replace("-", " ")) == check
    assert proofs.typed_check_code(check.replace("0", "O").replace("1", "l")) == check
    assert proofs.typed_check_code(check[:-1]) == ""
    assert proofs.digest(CLAIM.number, check) != proofs.digest(CLAIM.number + "0", check)
