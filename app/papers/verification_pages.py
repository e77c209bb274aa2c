"""The page that verifies certificates in any browser, with no network: one HTML file the county makes."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from app import paths

_PLACE = '{"directory": "goes here"}'


@dataclass(frozen=True, slots=True)
class Signer:
    """A school's signing key in hex, good until the ISO date `revoked_on`, "" where it still is."""

    name: str
    sign: str
    revoked_on: str


@dataclass(frozen=True, slots=True)
class VerificationPage:
    """What the page knows on the ISO date `as_of`.

    `voided` and `issued` are eight-byte digests of certificates, one after the other in base64: the page
    holds no person's name.
    """

    county_name: str
    as_of: str
    signers: Sequence[Signer]
    voided: str
    issued: str


def render(page: VerificationPage) -> bytes:
    """Give the page as the bytes of one HTML file that needs nothing else."""
    template = (paths.resources() / "verify" / "page.html").read_text(encoding="utf-8")
    if template.count(_PLACE) != 1:
        raise ValueError("the template has no place for the directory")
    # A script element ends at the first "</script", whatever stands around it.
    said = json.dumps(asdict(page), ensure_ascii=False).replace("<", "\\u003c")
    return template.replace(_PLACE, said).encode("utf-8")
