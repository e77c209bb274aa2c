"""Write what a township and its county send each other, to be frozen: tests/registers/make.py calls it.

The keys that open it lie beside it. They were made for it alone.
"""

import json
from datetime import datetime
from pathlib import Path

from app.jobs import devices, directories, handovers, parcels, receipts, refdata, transfers
from app.progress import silent
from app.school import attendance, classes, courses, hours, members, schools, teachers
from app.school import devices as secrets
from db.register import Register
from tests import made_up

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 11, 22, 9, 0)
PHRASE = "春耕以前先开一课"


def write(out: Path, county: Register, town: Register, *, folders: tuple[Path, Path]) -> None:
    """Write every kind of letter the two exchange, with the county's keys and what opening wants."""
    at_county, at_town = folders
    stick = out / "stick"
    stick.mkdir()
    card = devices.county_card(county)
    (out / "card.wycard").write_bytes(card)
    devices.take_card(town, card)
    wish = devices.request(town, device_name="办公室的电脑")
    (out / "request.wycard").write_bytes(wish)
    certificate = devices.enrol(county, wish, today=made_up.TODAY)
    (out / "certificate.wycard").write_bytes(certificate)
    devices.take_certificate(town, certificate)
    (out / "county.json").write_text(f"{secrets.secret(county, 'keys')}\n", encoding="utf-8")

    slip = transfers.hand_out(
        town, _may_leave(town), on="2026-11-22", to_name="南阳镇党校", folder=at_town, target=stick, now=NOW,
        tell=silent,
    )  # fmt: skip
    slip.path.rename(out / "transfer.wuyou")
    sent = parcels.send(town, folder=at_town, target=stick, now=NOW, tell=silent)
    sent.path.rename(out / "parcel.wuyou")
    rows = {table: len(rows) for table, rows in made_up.content(town).items() if rows}
    packed = handovers.pack(town, at_town, target=stick, phrase=PHRASE, now=NOW, tell=silent)
    packed.path.rename(out / f"handover{packed.path.suffix}")

    _offer(county)
    parcels.receive(county, out / "parcel.wuyou", folder=at_county, now=NOW, tell=silent)
    given = refdata.issue(county, folder=at_county, now=NOW, tell=silent, target=stick)
    given.paths[0].rename(out / "refdata.wuyou")
    (school,) = {one.school for one in secrets.enrolled(county)}
    said = receipts.reply(county, of_school=school, folder=at_county, now=NOW, tell=silent, target=stick)
    said.path.rename(out / "reply.wuyou")
    directory, page = directories.write(county, stick, today=made_up.TODAY)
    directory.rename(out / f"directory{directory.suffix}")
    page.unlink()
    known = {"counts": rows, "code": slip.code, "phrase": PHRASE}
    text = json.dumps(known, ensure_ascii=False, indent=1)
    (out / "known.json").write_text(f"{text}\n", encoding="utf-8")
    stick.rmdir()


def _may_leave(db: Register) -> int:
    """Give somebody who is in no open class and has hours to take along."""
    busy = {
        who.member
        for one in classes.rows(db, classes.find(db))
        if not one.closed_on
        for who in attendance.roll_call(db, one.id).enrollments
    }
    taught = (one for one in members.find(db) if hours.of_member(db, one, year=2026))
    return next(one for one in taught if one not in busy)


def _offer(county: Register) -> None:
    """Let the county have something to hand down."""
    school = schools.own(county).id
    teachers.add(county, {"name": "王志远", "post": "县委党校讲师"}, school=school)
    courses.add(county, {"title": "党的二十大精神宣讲", "usual_quarter_hours": 16}, school=school)
