"""Siblings: the other laptops of one's own school, how they come to be known and how a second one begins.

The first laptop hands over the school's card; the second asks the county to be enrolled for that school; its
certificate goes to the first, which from then on seals its parcels to both. Everything rests on the county's
signature and on the fingerprint two people read each other.
"""

import json
from dataclasses import dataclass

from app.errors import UserError
from app.exchange import cards, keys, siblings
from app.jobs import devices as enrolling
from app.school import devices, schools, versions
from app.school import parcels as ledger
from db.register import Register

_JOINING = "joining_school"
_FILES = "files_of.{:x}"
_FIRST_NUMBER = "certificate_first_here"
# Numbers of certificates are counted apart from here on: both laptops may give some on one day.
RANGE = 5000
# A restored backup is the same laptop again, by its keys and its number: two of them would look like a clone.
THE_ROAD = (
    "备份只能用来换掉坏了的电脑，不能用来添第二台。要添第二台：在没有用过的电脑上（或换一个空的数据文件夹）"
    "打开五有，点“本校已有一台电脑在用，这是第二台”，照四步加入，本校的数据会随第一台的数据包全部过来。"
)


@dataclass(frozen=True, slots=True)
class Joining:
    """The school a second laptop is about to work on, before its first parcel has come."""

    school: int
    school_code: str
    school_name: str


def card(db: Register) -> bytes:
    """Give the school's card for a second laptop; raise `UserError` before this one is enrolled itself."""
    certificate = enrolling.own_certificate(db)
    if not certificate:
        raise UserError("本机还没有县级的登记证。请先办好本机的登记，再给第二台电脑出“本校名片”。")
    county = bytes.fromhex(schools.setting(db, "county_card"))
    mine = siblings.SchoolCard(schools.own(db).full_name, county, certificate)
    return siblings.write(mine, keys=enrolling.own_keys(db))


def begin(db: Register, data: bytes, *, today: str) -> str:
    """Begin on a second laptop with the school's card, and give the county's fingerprint to be compared.

    Raise `UserError` where this laptop has a school already.
    """
    said = siblings.read(data)
    if schools.own_id(db) == said.first.school:
        raise UserError(f"这台电脑上已经有本校的数据，多半是恢复了备份，不能再加入。{THE_ROAD}")
    if schools.own_id(db) is not None:
        raise UserError(
            "本机已经设好单位、有自己的数据，不能再作为另一台电脑的同校电脑。请在一台没有用过的电脑上操作。"
        )
    known = joining(db)
    if known is not None and known.school != said.first.school:
        raise UserError(f"本机已经开始加入{known.school_name}，不能换成另一所学校。")
    with db.atomic():
        schools.keep(db, "county_card", said.county_card.hex())
        whom = {"school": said.first.school, "code": said.first.school_code, "name": said.school_name}
        schools.keep(db, _JOINING, json.dumps(whom, ensure_ascii=False))
        schools.keep(db, _FIRST_NUMBER, str(RANGE + 1))
        _keep(db, said.first, name=said.school_name, today=today)
        if not versions.is_shared(db):
            versions.start(db)
    return said.fingerprint


def joining(db: Register) -> Joining | None:
    """Give the school this laptop is about to work on, or None where it has one or begins none."""
    kept = schools.setting(db, _JOINING)
    if not kept or schools.own_id(db) is not None:
        return None
    said = json.loads(kept)
    return Joining(said["school"], said["code"], said["name"])


def request(db: Register, *, device_name: str) -> bytes:
    """Give a second laptop's request to be enrolled for the school it joins."""
    school = joining(db)
    if school is None:
        raise UserError("请先导入“本校名片”，再出登记申请。")
    mine = enrolling.own_keys(db)
    wish = cards.EnrolRequest(
        school.school, school.school_code, school.school_name, ledger.device(db), device_name,
        keys.public(mine),
    )  # fmt: skip
    return cards.write_request(wish, keys=mine)


def take_certificate(db: Register, data: bytes) -> None:
    """Take in the county's certificate on a second laptop; raise `UserError` where it is another's."""
    school = joining(db)
    if school is None:
        raise UserError("请先导入“本校名片”，再导入登记证。")
    found = cards.read_certificate(data, county=enrolling.county_of(db).keys)
    if found.device != ledger.device(db) or found.keys != keys.public(enrolling.own_keys(db)):
        raise UserError("这份登记证是发给另一台电脑的，本机用不了。请向县级核对。")
    if found.school != school.school:
        raise UserError("县级把本机登记到了另一所学校，没有采用。请打电话与县级核对。")
    with db.atomic():
        schools.keep(db, "epoch", str(found.epoch))
        schools.keep(db, enrolling.CERTIFICATE, data.hex())


def accept(db: Register, data: bytes, *, today: str) -> str:
    """Take in the certificate of the school's other laptop and give its fingerprint.

    From now on parcels are sealed to it too, and versions are kept. Raise `UserError` where the county did
    not sign it, or for another school, or for this very laptop.
    """
    school = schools.own(db)
    found = cards.read_certificate(data, county=enrolling.county_of(db).keys)
    if found.school != school.id:
        raise UserError("这份登记证是发给另一所学校的，没有采用。请核对拿的是不是本校另一台电脑的登记证。")
    if found.device == ledger.device(db):
        raise UserError(
            "这是本机自己的登记证。请拿本校另一台电脑的登记证来；"
            f"那台电脑要是用本机的备份恢复出来的，登记证就是同一份。{THE_ROAD}"
        )
    known = {one.device: one for one in devices.enrolled(db)}
    if found.device in known and known[found.device].epoch > found.epoch:
        raise UserError("这份登记证比本机已有的旧，没有采用。请拿那台电脑最近一次的登记证来。")
    with db.atomic():
        _keep(db, found, name=school.full_name, today=today)
        versions.share(db, school=school.id)
    return keys.fingerprint(found.keys)


def _keep(db: Register, found: cards.EnrolCertificate, *, name: str, today: str) -> None:
    devices.enrol(
        db,
        devices.Device(
            device=found.device, school=found.school, school_code=found.school_code, school_name=name,
            sign=found.keys.sign.hex(), age=found.keys.age, epoch=found.epoch, serial=found.serial,
            enrolled_on=today, revoked_on="",
        ),
    )  # fmt: skip


def others(db: Register) -> list[devices.Device]:
    """List the other laptops of this school that are in use."""
    school = schools.own_id(db)
    return [one for one in devices.enrolled(db) if one.school == school and not one.revoked_on]


def end(db: Register, device: int, *, today: str) -> None:
    """Stop sealing parcels to another laptop, and reading its own."""
    if device not in {one.device for one in others(db)}:
        raise UserError("本校没有这台电脑，或已经停用，请刷新后再看。")
    devices.revoke(db, device, today=today)


def recipients(db: Register) -> list[str]:
    """Give the age recipients of the school's other laptops, to whom every parcel is sealed too."""
    return [one.age for one in others(db)] if versions.is_shared(db) else []


def everywhere(db: Register, held: set[str]) -> set[str]:
    """Give those of the files the county holds that the other laptops have too: they need not travel."""
    if not versions.is_shared(db):
        return held
    for one in others(db):
        held = held & set(json.loads(schools.setting(db, _FILES.format(one.device), "[]")))
    return held


def keep_files(db: Register, device: int, files: object) -> None:
    """Keep which evidence files another laptop said it has."""
    said = files if isinstance(files, list) else []
    hashes = [one for one in said if isinstance(one, str) and len(one) == 64 and one.isalnum()]
    schools.keep(db, _FILES.format(device), json.dumps(hashes))
