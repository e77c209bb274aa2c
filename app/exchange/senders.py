"""Who sent a parcel: a laptop one has enrolled, one the county vouches for, or the county itself."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.exchange import cards, envelopes
from app.exchange.envelopes import ALTERED, Envelope
from app.exchange.headers import CALLED, DOWN, Header
from app.exchange.keys import PublicKeys, fingerprint

UNKNOWN_SENDER = (
    "这个数据包来自一台未登记的电脑（单位代码 {code}）。"
    "请先让对方报送登记申请，电话核对指纹并登记后，再导入。"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """A device one has enrolled: the school it may speak for, and its keys."""

    school: int
    keys: PublicKeys
    revoked: bool = False


def check(envelope: Envelope, header: Header, known: Mapping[int, Sender], county: PublicKeys | None) -> None:
    """Raise UserError unless the parcel was signed by whoever may send one of its kind."""
    if header.kind in DOWN:
        _check_county(envelope, header, county)
        return
    sender = known.get(header.device) or _certified(header, county)
    if sender is None:
        raise UserError(UNKNOWN_SENDER.format(code=header.school_code))
    if sender.revoked:
        raise UserError(
            f"发出这个数据包的电脑（单位代码 {header.school_code}）已被吊销，没有读取。"
            "请联系对方，改用登记在册的电脑重新导出。"
        )
    if header.sign_fp != fingerprint(sender.keys):
        raise UserError(
            "这个数据包的签名密钥与登记的不一致，没有读取。"
            "如果该电脑重装过五有，请让它重新报送登记申请，电话核对指纹后再导入。"
        )
    envelopes.check_signature(envelope, sign=sender.keys.sign)
    if header.school != sender.school:
        raise UserError(
            "这台电脑登记的是另一个单位，不能代报这个数据包，没有读取。请向那个单位核实是谁导出的。"
        )


def _check_county(envelope: Envelope, header: Header, county: PublicKeys | None) -> None:
    """Make sure that what comes down is from the county whose card was taken in."""
    if county is None:
        raise UserError(
            f"这是{CALLED[header.kind]}，本机还没有导入上级名片，认不出是谁发的。请先导入上级名片再读取。"
        )
    if header.sign_fp != fingerprint(county):
        raise UserError(
            f"这是{CALLED[header.kind]}，但不是名片上的上级发的，没有读取。请核对U盘；上级换过密钥的，先导入新的名片。"
        )
    envelopes.check_signature(envelope, sign=county.sign)


def _certified(header: Header, county: PublicKeys | None) -> Sender | None:
    """Give the sender as the county's certificate in the header has it, or None where there is none."""
    if county is None or not header.certificate:
        return None
    try:
        data = base64.b64decode(header.certificate, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UserError(ALTERED) from error
    found = cards.read_certificate(data, county=county)
    return Sender(found.school, found.keys) if found.device == header.device else None
