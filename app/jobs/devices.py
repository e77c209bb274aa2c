"""Devices: how a laptop and its county come to trust each other, by card, request and certificate."""

import json

from app.errors import UserError
from app.exchange import cards, keys
from app.exchange.parcels import Sender
from app.school import devices, schools
from app.school import parcels as ledger
from db.register import Register


def own_keys(db: Register) -> keys.Keys:
    """Give this laptop's keys, made the first time they are asked for."""
    kept = devices.secret(db, "keys")
    if not kept:
        made = keys.make()
        kept = json.dumps({"sign": made.sign_secret.hex(), "age": made.age_secret})
        devices.keep_secret(db, "keys", kept)
    said = json.loads(kept)
    return keys.Keys(sign_secret=bytes.fromhex(said["sign"]), age_secret=said["age"])


def own_fingerprint(db: Register) -> str:
    """Give the fingerprint of this laptop's keys, to be read over the telephone."""
    return keys.fingerprint(keys.public(own_keys(db)))


def county_card(db: Register) -> bytes:
    """Give the county's card for its townships."""
    county = schools.own(db)
    if county.level == "township":
        raise UserError("这是乡镇党校的电脑，县级名片要由县级的电脑导出。")
    mine = own_keys(db)
    card = cards.CountyCard(county.code, county.full_name, keys.public(mine), "")
    return cards.write_card(card, keys=mine)


def take_card(db: Register, data: bytes) -> str:
    """Take in the county's card and give its fingerprint, to be compared by telephone."""
    card = cards.read_card(data)
    known = schools.setting(db, "county_card")
    if known and cards.read_card(bytes.fromhex(known)).keys != card.keys:
        raise UserError("本机已经登记到另一个县级，名片的密钥与原来的不同，没有采用。请先打电话向县级核实。")
    schools.keep(db, "county_card", data.hex())
    return keys.fingerprint(card.keys)


def county_of(db: Register) -> cards.CountyCard:
    """Give the county this laptop reports to; raise `UserError` before its card was taken in."""
    kept = schools.setting(db, "county_card")
    if not kept:
        raise UserError(
            "还没有导入县级名片，不知道要报给哪个县。请先向县级要“县级名片”文件，在“上报县级”页导入。"
        )
    return cards.read_card(bytes.fromhex(kept))


def county_keys(db: Register) -> keys.PublicKeys | None:
    """Give the keys of the county this laptop reports to, None on a desk that took in no card."""
    kept = schools.setting(db, "county_card")
    return cards.read_card(bytes.fromhex(kept)).keys if kept else None


def known(db: Register) -> dict[int, Sender]:
    """Give every laptop on this desk's list, revoked ones too, as `exchange.parcels.verify` wants them."""
    return {
        one.device: Sender(
            one.school, keys.PublicKeys(bytes.fromhex(one.sign), one.age), revoked=bool(one.revoked_on)
        )
        for one in devices.enrolled(db)
    }


def own_certificate(db: Register) -> bytes:
    """Give the county's certificate for this laptop, empty where it was taken in before it was kept."""
    return bytes.fromhex(schools.setting(db, "enrol_certificate"))


def county_fingerprint(db: Register) -> str:
    """Give the fingerprint of the county's keys as its card has them; raise `UserError` without a card."""
    return keys.fingerprint(county_of(db).keys)


def fingerprint_of(device: devices.Device) -> str:
    """Give the fingerprint of an enrolled laptop's keys."""
    return keys.fingerprint(keys.PublicKeys(bytes.fromhex(device.sign), device.age))


def request(db: Register, *, device_name: str) -> bytes:
    """Give this laptop's request to be enrolled by its county."""
    county_of(db)
    school = schools.own(db)
    mine = own_keys(db)
    wish = cards.EnrolRequest(
        school.id, school.code, school.full_name, ledger.device(db), device_name, keys.public(mine)
    )
    return cards.write_request(wish, keys=mine)


def read_request(data: bytes) -> tuple[cards.EnrolRequest, str]:
    """Give a township's request and its fingerprint, to be compared by telephone before enrolling."""
    wish = cards.read_request(data)
    return wish, keys.fingerprint(wish.keys)


def enrol(db: Register, data: bytes, *, today: str) -> bytes:
    """Enrol the laptop that made a request, and give the certificate to carry back."""
    county = schools.own(db)
    if county.level == "township":
        raise UserError("这是乡镇党校的电脑，登记要在县级的电脑上办。请把登记申请送到县级。")
    wish = cards.read_request(data)
    for known in devices.enrolled(db):
        if known.school_code == wish.school_code and known.school != wish.school:
            raise UserError(
                f"代码 {wish.school_code} 的学校已由另一台电脑登记（{known.school_name}）。"
                "请核对是不是重装过；同一所学校的数据应从备份恢复，不要另起一套。"
            )
    serial = devices.next_serial(db)
    devices.enrol(
        db,
        devices.Device(
            device=wish.device, school=wish.school, school_code=wish.school_code,
            school_name=wish.school_name, sign=wish.keys.sign.hex(), age=wish.keys.age,
            epoch=1, serial=serial, enrolled_on=today, revoked_on="",
        ),
    )  # fmt: skip
    certificate = cards.EnrolCertificate(
        wish.school, wish.school_code, wish.device, wish.keys, 1, serial, county.code
    )
    return cards.write_certificate(certificate, keys=own_keys(db))


def take_certificate(db: Register, data: bytes) -> None:
    """Take in the county's certificate for this laptop; raise `UserError` where it is for another."""
    certificate = cards.read_certificate(data, county=county_of(db).keys)
    if certificate.device != ledger.device(db) or certificate.keys != keys.public(own_keys(db)):
        raise UserError("这份登记证是发给另一台电脑的，本机用不了。请向县级核对。")
    with db.atomic():
        schools.keep(db, "epoch", str(certificate.epoch))
        schools.keep(db, "enrol_certificate", data.hex())


def is_enrolled(db: Register) -> bool:
    """Tell whether the county's certificate for this laptop was taken in."""
    return bool(schools.setting(db, "epoch"))
