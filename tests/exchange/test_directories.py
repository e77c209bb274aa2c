from dataclasses import replace

import pytest

from app.errors import UserError
from app.exchange import directories, envelopes, keys, proofs
from app.exchange.directories import Directory, Signer
from tests.exchange.test_proofs import CLAIM

COUNTY = keys.make()
SCHOOL, OTHER = keys.make(), keys.make()
DIRECTORY = Directory(
    county_code="350924",
    county_name="寿宁县委组织部",
    as_of="2026-11-22",
    signers=(Signer("350924100", "溪口镇党校", keys.public(SCHOOL).sign),),
)


def code(claim: proofs.Claim = CLAIM, who: keys.Keys = SCHOOL) -> str:
    return proofs.write(claim, secret=who.sign_secret)


def voided(*codes: str) -> frozenset[bytes]:
    return frozenset(proofs.digest(proofs.read(one).claim.number, proofs.check_code(one)) for one in codes)


def test_a_certificate_of_a_known_school_is_genuine() -> None:
    found = directories.judge(DIRECTORY, code())
    assert (found.state, found.school_name, found.claim) == ("genuine", "溪口镇党校", CLAIM)


def test_a_certificate_of_nobody_known_cannot_be_verified() -> None:
    found = directories.judge(DIRECTORY, code(who=OTHER))
    assert found.state == "unknown"
    assert "2026-11-22" in found.sentence


def test_a_voided_certificate_is_said_to_be_void() -> None:
    with_void = replace(DIRECTORY, voided=voided(code()))
    assert directories.judge(with_void, code()).state == "voided"
    assert directories.judge(with_void, code(replace(CLAIM, number="另一张"))).state == "genuine"


def test_what_a_revoked_laptop_signed_before_stays_good() -> None:
    revoked = replace(DIRECTORY, signers=(replace(DIRECTORY.signers[0], revoked_on="2026-11-01"),))
    assert directories.judge(revoked, code()).state == "unknown"
    assert directories.judge(revoked, code(replace(CLAIM, issued_on="2026-10-31"))).state == "genuine"


def test_a_directory_comes_back_as_it_was_written() -> None:
    whole = replace(DIRECTORY, voided=voided(code(), code(replace(CLAIM, number="2"))))
    data = directories.write(whole, keys=COUNTY)
    assert directories.read(data, county=keys.public(COUNTY)) == whole


def test_a_directory_of_somebody_else_is_refused() -> None:
    data = directories.write(DIRECTORY, keys=OTHER)
    with pytest.raises(UserError, match="不是名片上的上级签发的"):
        directories.read(data, county=keys.public(COUNTY))


def test_no_altered_byte_of_a_directory_goes_unseen() -> None:
    data = directories.write(DIRECTORY, keys=COUNTY)
    for place in range(0, len(data), 3):
        altered = bytes([*data[:place], data[place] ^ 1, *data[place + 1 :]])
        with pytest.raises(UserError):
            directories.read(altered, county=keys.public(COUNTY))
    with pytest.raises(UserError):
        directories.read(data + b"x", county=keys.public(COUNTY))


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "snapshot"},
        {"kind": "directory"},
        {"kind": "directory", "signers": [["1"]], "voided": ""},
        {"kind": "directory", "signers": [["1", "校", "AAAA", ""]], "voided": ""},
        {"kind": "directory", "signers": [], "voided": "AAAA"},
        {"kind": "directory", "signers": [], "voided": "?"},
        {"kind": "directory", "signers": [], "voided": "", "as_of": "昨天"},
    ],
)
def test_a_directory_that_is_none_is_refused(fields: dict[str, object]) -> None:
    whole = {"county_code": "1", "county_name": "县", "as_of": "2026-01-01", **fields}
    data = envelopes.write(whole, secret=COUNTY.sign_secret)
    with pytest.raises(UserError):
        directories.read(data, county=keys.public(COUNTY))
