"""The card by which a second laptop of a school begins: whose school, which county's, and by whose word.

It is signed by the first laptop, whose certificate lies in it; the county's own card lies in it too, and its
fingerprint is what two people read each other over the telephone.
"""

import base64
import binascii
import io
from dataclasses import dataclass

from app.errors import UserError
from app.exchange import cards, envelopes
from app.exchange.keys import Keys, fingerprint

KIND = "school-card"
CALLED = "本校名片"
MAX_PART = 16 * 1024


@dataclass(frozen=True, slots=True)
class SchoolCard:
    """A school as its first laptop knows it: both cards are files of `app.exchange.cards`."""

    school_name: str
    county_card: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Vouched:
    """A card that was read: the county it names, and the first laptop by the county's certificate."""

    school_name: str
    county: cards.CountyCard
    county_card: bytes
    first: cards.EnrolCertificate
    fingerprint: str


def write(card: SchoolCard, *, keys: Keys) -> bytes:
    """Give a card as a file's bytes."""
    fields = {
        "kind": KIND,
        "school_name": card.school_name,
        "county_card": base64.b64encode(card.county_card).decode("ascii"),
        "certificate": base64.b64encode(card.certificate).decode("ascii"),
    }
    return envelopes.write(fields, secret=keys.sign_secret)


def read(data: bytes) -> Vouched:
    """Read a card: the county must vouch for the laptop that signed it; raise `UserError` otherwise."""
    envelope = envelopes.read(io.BytesIO(data))
    if envelope.fields.get("kind") != KIND:
        raise UserError(f"这不是{CALLED}。请在本校已在用的电脑上，从“本校电脑”里导出{CALLED}。")
    name = envelope.fields.get("school_name")
    if len(data) != envelope.size or not isinstance(name, str) or not 0 < len(name) <= cards.MAX_NAME:
        raise UserError(envelopes.ALTERED)
    county_card = _part(envelope.fields.get("county_card"))
    county = cards.read_card(county_card)
    first = cards.read_certificate(_part(envelope.fields.get("certificate")), county=county.keys)
    envelopes.check_signature(envelope, sign=first.keys.sign)
    if not name.isprintable():
        raise UserError(envelopes.ALTERED)
    return Vouched(name, county, county_card, first, fingerprint(county.keys))


def _part(said: object) -> bytes:
    if not isinstance(said, str) or len(said) > MAX_PART:
        raise UserError(envelopes.ALTERED)
    try:
        return base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(envelopes.ALTERED) from error
