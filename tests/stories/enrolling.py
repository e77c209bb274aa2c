"""How a township and its county come to know each other, as two clerks do it."""

from pathlib import Path

from tests.commands import Desk


def enrol(town: Desk, county: Desk, stick: Path) -> None:
    """Carry card, request and certificate to and fro; the fingerprint is read over the telephone."""
    county.done("counties", "card", "--out", stick / "名片.wycard")
    town.done("parcels", "card", stick / "名片.wycard")
    said = town.done("parcels", "request", "--out", stick / "申请.wycard")
    fingerprint = said.split("指纹 ")[1].split("，")[0]
    request = ("counties", "enrol", stick / "申请.wycard", "--out", stick / "登记证.wycard")
    county.done(*request, "--fingerprint", fingerprint)
    town.done("parcels", "certificate", stick / "登记证.wycard")
