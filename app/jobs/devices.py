"""Devices: how a laptop and its county come to trust each other, by card, request and certificate."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.errors import UserError
from app.exchange import cards, keys, parcels
from app.exchange.parcels import Sender
from app.jobs import files
from app.progress import Tell
from app.school import classes, devices, members, schools
from app.school import parcels as ledger
from db.register import Register

SPARE, CERTIFICATE = "spare_age", "enrol_certificate"
SPARE_FILE = """{county} 备用钥匙

{secret}

{today} 生成，只生成这一次。谁拿到它，谁就能打开下级报来的全部数据包。
请打印一份，和这个U盘一起锁进保险柜；不要拷到联网的电脑上，不要拍照，不要用微信传。
每年在“{enrolment}”的“备用钥匙”里试一次。
"""


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
    spare = schools.setting(db, SPARE)
    card = cards.CountyCard(county.code, county.full_name, keys.public(mine), spare)
    return cards.write_card(card, keys=mine)


def take_card(db: Register, data: bytes) -> str:
    """Take in the county's card and give its fingerprint, to be compared by telephone."""
    card = cards.read_card(data)
    known = schools.setting(db, "county_card")
    if known and cards.read_card(bytes.fromhex(known)).keys != card.keys:
        raise UserError("本机已经登记到另一个上级，名片的密钥与原来的不同，没有采用。请先打电话向上级核实。")
    schools.keep(db, "county_card", data.hex())
    return keys.fingerprint(card.keys)


def county_of(db: Register) -> cards.CountyCard:
    """Give the county this laptop reports to; raise `UserError` before its card was taken in."""
    kept = schools.setting(db, "county_card")
    if not kept:
        above = schools.words(db).above
        raise UserError(
            f"还没有导入{above}名片，不知道要报给谁。请先向{above}要“{above}名片”文件，"
            f"在“上报{above}”页导入。"
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
    return bytes.fromhex(schools.setting(db, CERTIFICATE))


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


def enrol(db: Register, data: bytes, *, today: str, replaces: int | None = None) -> bytes:
    """Enrol the laptop that made a request, and give the certificate to carry back.

    `replaces` is a laptop that is dead or lost: the new one takes its school and a higher epoch, and the old
    one is revoked. A laptop enrolled again gets a higher epoch too, so that a copy of it is found out.
    Raise `UserError` where the request is another school's, or a school would be begun a second time.
    """
    county = schools.own(db)
    if county.level == "township":
        raise UserError("这是乡镇党校的电脑，登记要在县级的电脑上办。请把登记申请送到县级。")
    wish = cards.read_request(data)
    known_ = {one.device: one for one in devices.enrolled(db)}
    old = _replaced(known_, wish, replaces)
    if old is None and (other := _same_code(known_.values(), wish)):
        raise UserError(
            f"代码 {wish.school_code} 的单位已由另一台电脑登记（{other.school_name}）。"
            "请核对是不是重装过；同一个单位的数据应从备份恢复，不要另起一套。"
            "原来的电脑坏了又没有备份的，登记时选“代替坏了的电脑”。"
        )
    school, name = (old.school, old.school_name) if old else (wish.school, wish.school_name)
    epoch = max(devices.next_epoch(db, one) for one in (wish.device, *([old.device] if old else [])))
    serial = devices.next_serial(db)
    with db.atomic():
        devices.enrol(
            db,
            devices.Device(
                device=wish.device, school=school, school_code=wish.school_code, school_name=name,
                sign=wish.keys.sign.hex(), age=wish.keys.age, epoch=epoch, serial=serial,
                enrolled_on=today, revoked_on="", name=wish.device_name, replaces=replaces,
            ),
        )  # fmt: skip
        if old and not old.revoked_on:
            devices.revoke(db, old.device, today=today, why=f"由第 {serial} 号登记证的电脑代替")
    certificate = cards.EnrolCertificate(
        school, wish.school_code, wish.device, wish.keys, epoch, serial, county.code
    )
    return cards.write_certificate(certificate, keys=own_keys(db))


def replaceable(db: Register, wish: cards.EnrolRequest) -> list[devices.Device]:
    """List the laptops of the school a request names that this one may take the place of."""
    every = devices.enrolled(db)
    taken = {one.replaces for one in every}
    return [
        one
        for one in every
        if one.school_code == wish.school_code and one.device not in taken and one.device != wish.device
    ]


def _replaced(
    known_: Mapping[int, devices.Device], wish: cards.EnrolRequest, replaces: int | None
) -> devices.Device | None:
    if replaces is None:
        return None
    old = known_.get(replaces)
    if old is None or old.school_code != wish.school_code:
        raise UserError("要代替的电脑不是这个单位的，没有登记。请核对单位代码，再选一次要代替的电脑。")
    return old


def _same_code(known_: Iterable[devices.Device], wish: cards.EnrolRequest) -> devices.Device | None:
    return next(
        (one for one in known_ if one.school_code == wish.school_code and one.school != wish.school), None
    )


def make_spare(db: Register) -> str:
    """Make the county's spare key, once, and give its secret to be printed or kept on an offline stick.

    The secret stays nowhere here. Parcels are sealed to it too from the moment a township has taken in the
    card anew. Raise `UserError` where there is one already.
    """
    county = schools.own(db)
    if county.level == "township":
        raise UserError("备用钥匙由县级的电脑来做，乡镇党校不用做。")
    if schools.setting(db, SPARE):
        raise UserError("备用钥匙已经做过，只做一次。丢了的，请向技术支持说明，另换密钥。")
    made = keys.make()
    schools.keep(db, SPARE, keys.public(made).age)
    return made.age_secret


def keep_spare(db: Register, path: Path, *, today: str) -> Path:
    """Make the county's spare key and write it to a file that says what it is; raise `UserError` as above."""
    # A key whose file could not be written was never made.
    with db.atomic():
        said = SPARE_FILE.format(
            county=schools.own(db).full_name,
            today=today,
            secret=make_spare(db),
            enrolment=schools.words(db).enrolment,
        )
        return files.keep(path, said.encode("utf-8-sig"))


def spare_in(data: bytes) -> str:
    """Give the spare key's secret out of the file it was kept in; raise `UserError` where there is none."""
    words = data.decode("utf-8-sig", errors="replace").split()
    found = next((one for one in words if one.startswith("AGE-SECRET-KEY-")), "")
    if not found:
        raise UserError("这个文件里没有备用钥匙。请选生成备用钥匙时存下的那个文件。")
    return found


def spare_opens(path: Path, secret: str, *, staging: Path, tell: Tell) -> str:
    """Try the spare key on a parcel and say whose it is; raise `UserError` where it does not open it.

    The sender is not made sure of: this is for trying the key, or for looking what a county had that lost
    everything else.
    """
    header = parcels.peek(path)
    with parcels.opened_with(path, secret="".join(secret.split()), staging=staging, tell=tell) as contents:
        named = contents.manifest.get("school_name")
        return f"打得开：{named or header.school_code}第 {header.seq} 号数据包，{header.created[:10]} 做成。"


def take_certificate(db: Register, data: bytes) -> None:
    """Take in the county's certificate for this laptop; raise `UserError` where it is for another."""
    certificate = cards.read_certificate(data, county=county_of(db).keys)
    if certificate.device != ledger.device(db) or certificate.keys != keys.public(own_keys(db)):
        raise UserError("这份登记证是发给另一台电脑的，本机用不了。请向上级核对。")
    if certificate.school != schools.own(db).id and not is_fresh(db):
        raise UserError(
            f"上级把本机登记为代码 {certificate.school_code} 的换机，但本机已有自己的名册或培训班，没有采用。"
            "换机要在刚装好的电脑上办；本机的数据要保留的，请打电话与上级商量。"
        )
    with db.atomic():
        schools.keep(db, "epoch", str(max(certificate.epoch, int(schools.setting(db, "epoch", "0")))))
        schools.keep(db, CERTIFICATE, data.hex())


def is_enrolled(db: Register) -> bool:
    """Tell whether the county's certificate for this laptop was taken in."""
    return bool(schools.setting(db, "epoch")) and not awaits_recovery(db)


def awaits_recovery(db: Register) -> bool:
    """Tell whether the county has enrolled this laptop for a school whose state it has yet to take in."""
    return recovering(db) is not None


def recovering(db: Register) -> int | None:
    """Give the school this laptop was enrolled for where that is not the one founded here, or None."""
    data = own_certificate(db)
    if not data:
        return None
    school = cards.read_certificate(data, county=county_of(db).keys).school
    return school if school != schools.own(db).id else None


def is_fresh(db: Register) -> bool:
    """Tell whether nothing was done here since the school was founded: nobody enrolled, no class prepared."""
    return not members.find(db) and not classes.find(db)
