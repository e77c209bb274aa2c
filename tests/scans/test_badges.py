import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scans import badges

IDS = st.integers(min_value=0, max_value=2**63 - 1)


@given(IDS)
def test_what_is_written_is_read(enrollment: int) -> None:
    written = badges.text(enrollment)
    assert len(written) == badges.LENGTH
    assert written.isascii() and written.isdigit(), "nothing a method of input or a mark's letter could eat"
    assert badges.parsed(written) == enrollment


@given(IDS, st.integers(min_value=0, max_value=badges.LENGTH - 1), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_found(enrollment: int, at: int, off: int) -> None:
    written = badges.text(enrollment)
    wrong = written[:at] + str((int(written[at]) + off) % 10) + written[at + 1 :]
    assert badges.parsed(wrong) is None


def test_check_digits_are_those_of_iso_7064_mod_97_10() -> None:
    # The example of the standard: 794 is followed by 44.
    assert badges.text(794).endswith("79444")


def test_full_width_digits_and_what_stood_in_the_field_before_do_no_harm() -> None:
    written = badges.text(123456789)
    wide = "".join(chr(ord(sign) - ord("0") + ord("０")) for sign in written)
    assert badges.parsed(wide) == badges.parsed(f"12{written}") == badges.parsed(f"{written}\r") == 123456789


@pytest.mark.parametrize("typed", ["", "7", "350900197001010019", "王建国", "K" * 21, "9" * 21, "²" * 21])
def test_what_is_no_badge_is_none(typed: str) -> None:
    assert badges.parsed(typed) is None
