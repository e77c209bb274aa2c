"""The directory of certificates: a county makes it, a township takes it in, and both verify by it."""

from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import UserError
from app.exchange import directories, keys, proofs
from app.exchange.directories import Directory, Signer, State
from app.exchange.proofs import Claim
from app.jobs import files
from app.jobs.devices import county_of, own_keys
from app.papers import verification_pages
from app.scans import certificates as scans
from app.school import certificates, devices, hours_text, parcels, schools
from db.register import Register

FILE_NAME = "证书名录.wuyou"
PAGE_NAME = "证书核验.html"
MOST_BYTES = 1024**2
_TAKEN = "certificate_directory"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a desk verifies by: `directory` holds every key and void known here on the day it says.

    `own` is this laptop's key where it signs itself, else empty. `basis` says in a sentence what the desk
    knows and of which day. `heard` gives the day of the last parcel of a school, by its name.
    """

    directory: Directory
    own: bytes
    basis: str
    heard: dict[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a certificate turned out to be: the state, its word, why, what the certificate says."""

    state: State
    sentence: str
    claim: Claim | None
    school_name: str
    basis: str

    @property
    def word(self) -> str:
        """Give the state in the office's word."""
        return directories.STATES[self.state]


# the county's side


def of_county(db: Register, *, today: str) -> Directory:
    """Gather what the county knows: the keys of every enrolled laptop, and which certificates are void."""
    county = schools.own(db)
    if county.level == "township":
        raise UserError("这是乡镇党校的电脑，证书名录由县级的电脑导出。")
    signers = tuple(
        Signer(one.school_code, one.school_name, bytes.fromhex(one.sign), one.revoked_on)
        for one in devices.enrolled(db)
    )
    return Directory(county.code, county.full_name, today, signers, _digests(db, voided_only=True))


def write(db: Register, folder: Path, *, today: str) -> tuple[Path, Path]:
    """Write the signed directory and the page for browsers into a folder or onto a stick; give both paths.

    What lay there under these names is replaced. Raise `UserError`.
    """
    found = of_county(db, today=today)
    if not found.signers:
        called = schools.words(db)
        raise UserError(
            f"还没有登记{called.below_name}，名录是空的。请先在“{called.enrolment}”里登记，再导出名录。"
        )
    page = verification_pages.VerificationPage(
        county_name=found.county_name,
        as_of=found.as_of,
        signers=[
            verification_pages.Signer(one.school_name, one.sign.hex(), one.revoked_on)
            for one in found.signers
        ],
        voided=directories.packed(found.voided),
        issued=directories.packed(_digests(db, voided_only=False)),
    )
    return (
        files.keep(folder / FILE_NAME, directories.write(found, keys=own_keys(db))),
        files.keep(folder / PAGE_NAME, verification_pages.render(page)),
    )


def _digests(db: Register, *, voided_only: bool) -> frozenset[bytes]:
    return frozenset(
        proofs.digest(number, check)
        for number, check, voided in certificates.coded(db)
        if voided or not voided_only
    )


# the township's side


def take(db: Register, data: bytes) -> Directory:
    """Take in the county's directory; raise `UserError` for another's, an altered or an older one."""
    if schools.own(db).level != "township":
        raise UserError("名录由县级导出，交给乡镇党校采用；这里按自己收到的数据核验。")
    found = directories.read(data, county=county_of(db).keys)
    before = taken(db)
    if before is not None and found.as_of < before.as_of:
        raise UserError(
            f"这份名录是 {found.as_of} 的，本机已有 {before.as_of} 的，比它新，没有采用。"
            "请向县级要最新的一份。"
        )
    schools.keep(db, _TAKEN, data.hex())
    return found


def taken(db: Register) -> Directory | None:
    """Give the county's directory that was taken in last, or None."""
    kept = schools.setting(db, _TAKEN)
    return directories.read(bytes.fromhex(kept), county=county_of(db).keys) if kept else None


def file_bytes(path: Path) -> bytes:
    """Read a directory's file; raise `UserError` for what is too big to be one."""
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"“{path.name}”太大，不是证书名录。请选县级导出的“{FILE_NAME}”。")
    return path.read_bytes()


# verifying


def knowledge(db: Register, *, today: str) -> Knowledge:
    """Gather what this desk verifies by."""
    school = schools.own(db)
    if school.level != "township":
        found = of_county(db, today=today)
        heard = _heard(db)
        said = f"按 {today} 登记的 {len(found.signers)} 台电脑和收到的数据包核验"
        return Knowledge(found, b"", f"{said}。", heard)
    mine = Signer(school.code, school.full_name, keys.public(own_keys(db)).sign)
    voids = _digests(db, voided_only=True)
    county = taken(db)
    if county is None:
        alone = Directory(school.code, school.county_name, today, (mine,), voids)
        said = "本机还没有县里的证书名录，只能核验本校发的证书；请向县级要“证书名录”文件，在证书核验里采用。"
        return Knowledge(alone, mine.sign, said, {})
    others = tuple(one for one in county.signers if one.sign != mine.sign)
    listed = next((one for one in county.signers if one.sign == mine.sign), mine)
    both = replace(county, signers=(listed, *others), voided=county.voided | voids)
    said = f"本校的证书按今天的登记簿核验，其他党校的按{county.county_name} {county.as_of} 的名录核验。"
    return Knowledge(both, mine.sign, said, {})


def _heard(db: Register) -> dict[str, str]:
    names = {one.device: one.school_name for one in devices.enrolled(db)}
    heard: dict[str, str] = {}
    for one in parcels.received(db):
        name = names.get(one.device, "")
        heard[name] = max(heard.get(name, ""), one.received_at[:10])
    return heard


def judge(db: Register, known: Knowledge, code: str) -> Verdict:
    """Say whether a scanned code is a true certificate; raise `UserError` where it is no code at all."""
    text = code.strip()
    found = directories.judge(known.directory, text)
    if found.state != "genuine":
        return Verdict(
            found.state, found.sentence, found.claim, found.school_name, _basis(known, found.school_name)
        )
    proof = proofs.read(text)
    row = certificates.known(db, found.claim.number, proofs.check_code(text))
    if row is None and known.own and proofs.is_signed_by(proof, known.own):
        said = "签名是本校的，但登记簿里没有这张证书：可能是没有颁发就流出去的样张，不能作数。"
        return Verdict("unknown", said, found.claim, found.school_name, known.basis)
    return Verdict(
        "genuine", found.sentence, found.claim, found.school_name, _basis(known, found.school_name)
    )


def judge_typed(db: Register, known: Knowledge, *, number: str, check: str) -> Verdict:
    """Say whether a number with its check code is a true certificate, as far as this desk knows numbers."""
    code = proofs.typed_check_code(check)
    if not number.strip() or not code:
        raise UserError("证书编号和校验码都要填；校验码是二维码下面的十个字母和数字。")
    row = certificates.known(db, number, code)
    if row is not None and row.code:
        found = judge(db, known, row.code)
        if found.state == "genuine":
            said = f"编号和校验码是{found.school_name}登记过的。请核对下面的内容与证书上的是否一样。"
            return replace(found, sentence=said)
        return found
    typed = {number.strip(), certificates.typed_number(number)}
    if any(proofs.digest(one, code) in known.directory.voided for one in typed):
        return Verdict("voided", "这个编号的证书已经作废。", None, "", known.basis)
    said = "这里没有登记过这个编号，或校验码不对。请核对再输一遍，或改为扫证书上的二维码。"
    return Verdict("unknown", said, None, "", known.basis)


def _basis(known: Knowledge, school_name: str) -> str:
    """Say what was judged by; at a county also how old the word of this school is."""
    if known.own or not school_name:
        return known.basis
    last = known.heard.get(school_name, "")
    return known.basis + (
        f"该校最近一次上报是 {last}。" if last else "该校还没有上报过，作废的证书这里不知道。"
    )


def codes_of(said: str) -> tuple[str, ...]:
    """Give the codes in what somebody scanned, or on the photograph whose file name they wrote."""
    if said.startswith(proofs.PREFIX):
        return (said,)
    path = Path(said)
    if not path.is_file():
        raise UserError(proofs.NO_CODE)
    return scans.read_codes(path.read_bytes())


def facts(claim: Claim) -> list[tuple[str, str]]:
    """Give what a certificate says, as (name, value) in the office's words."""
    said = [
        ("证书编号", claim.number),
        ("姓名", claim.holder),
        ("证件号后四位", claim.id_tail),
        ("培训班", claim.class_name),
        ("学时", hours_text(claim.quarter_hours)),
        ("发证日期", claim.issued_on),
    ]
    return [(name, value) for name, value in said if value]
