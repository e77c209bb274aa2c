"""Reference data: the county seals its own rows for all its schools; a school takes a version in whole."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import parcels, sticks
from app.jobs import files
from app.jobs.parcels import laptops_in_use, sealed
from app.jobs.parcels.sealing import Opened
from app.progress import Tell
from app.school import evidence, notices, receipts, refdata, rules, schools
from app.school import hours as ledger
from db import IntegrityError
from db.register import Register


@dataclass(frozen=True, slots=True)
class Issued:
    """A version that lies in the outbox, and on a stick where one was named."""

    version: int
    paths: tuple[Path, ...]
    delivered: bool

    @property
    def sentence(self) -> str:
        """Say what was made and what to do with it."""
        if self.delivered:
            return f"第 {self.version} 版下发资料已写入并核对，可以拔出U盘，交给下级读取。"
        return f"第 {self.version} 版下发资料已做好。插上每个下级单位的U盘，点“写到U盘”。"


def issue(db: Register, *, folder: Path, now: datetime, tell: Tell, target: Path | None = None) -> Issued:
    """Make a new version for every laptop in use, and bring it to `target` where one is given.

    Raise `UserError` at a township, and where no laptop is enrolled.
    """
    desk = schools.own(db)
    if desk.level == "township":
        raise UserError("下发资料由县级制作，乡镇的电脑上不能下发。")
    groups = laptops_in_use(db)
    if not groups:
        where = schools.words(db).enrolment
        raise UserError(f"还没有登记在用的下级电脑，下发的资料没有人能读。请先在“{where}”里登记。")
    version = refdata.next_version(db)
    before = next(iter(refdata.issued(db)), None)
    counts = refdata.counts(db, school=desk.id)
    outbox = paths.outbox(folder)
    outbox.mkdir(parents=True, exist_ok=True)
    made = []
    for at, recipients in enumerate(groups, start=1):
        staged = outbox / f"refdata-{version:04}-{at}.wuyou"
        sealed(
            db,
            staged,
            kind="refdata",
            seq=version,
            prev=before.header_sha256 if before else None,
            recipients=recipients,
            tables=refdata.outgoing(db),
            blobs=_attached(db, folder),
            manifest={"version": version, "desk": receipts.own_row(db)},
            now=now,
            tell=tell,
        )
        made.append(staged)
    made_at = now.isoformat(sep=" ", timespec="minutes")
    sha256 = parcels.header_sha256(made[0])
    refdata.keep_issued(db, refdata.Issue(version, sha256, made_at, 0, "", counts))
    if target is not None:
        return deliver(db, version, folder=folder, target=target, tell=tell)
    return Issued(version, tuple(made), False)


def _attached(db: Register, folder: Path) -> list[tuple[str, Path]]:
    """Give the files attached to notices; raise `UserError` where one is gone."""
    where = paths.evidence(folder)
    found: dict[str, Path] = {}
    for notice in notices.find(db, above=False):
        for one in evidence.rows(db, notices.files(db, notice)):
            if not (where / one.sha256).is_file():
                raise UserError(f"通知附件“{one.file_name}”的文件已不在本机，请重新添加后再下发。")
            found[one.sha256] = where / one.sha256
    return list(found.items())


def deliver(db: Register, version: int, *, folder: Path, target: Path, tell: Tell) -> Issued:
    """Bring a version that was made to one more stick; raise `UserError` where it is no longer here."""
    staged = sorted(paths.outbox(folder).glob(f"refdata-{version:04}-*.wuyou"))
    if not staged:
        raise UserError(f"第 {version} 版下发资料的文件已不在本机，请重新制作一版。")
    desk, written = schools.own(db), []
    for at, one in enumerate(staged, start=1):
        part = f"-{at}" if len(staged) > 1 else ""
        name = f"{desk.short_name}-下发-第{version}版{part}.wuyou"
        written.append(sticks.deliver(one, target, name=name, tell=tell))
    refdata.keep_delivered(db, version, written[0].name)
    return Issued(version, tuple(written), True)


def take(db: Register, found: Opened, *, folder: Path, taken_at: str) -> str:
    """Take a version in whole and say what it holds; the caller made sure that it is new and for us."""
    header, about = found.header, found.contents.manifest
    desk_row = about.get("desk")
    if about.get("version") != header.seq or not isinstance(desk_row, dict):
        raise UserError("下发资料里的内容写得不对，没有采用。请上级升级五有后重新下发。")
    where = paths.evidence(folder)
    for sha256, blob in found.contents.blobs():
        _keep_blob(blob, where, sha256)
    above = schools.words(db).above
    with whole(), db.act(f"采用{above}下发资料第 {header.seq} 版", recording=False):
        receipts.take_school(db, desk_row, id_=header.school)
        refdata.take_in(db, found.contents.tables(), county=header.school, on=header.created[:10])
        receipts.keep_taken(
            db, kind="refdata", header_sha256=found.header_sha256, from_school=header.school,
            number=header.seq, made_at=header.created, taken_at=taken_at, about={},
        )  # fmt: skip
    counts = refdata.counts(db, school=header.school)
    said = "、".join(f"{refdata.WORDS[table]} {many}" for table, many in counts.items() if many)
    done = "已采用" if schools.own(db).level == "township" else "已读取"
    return f"{done}{above}下发资料第 {header.seq} 版" + (f"：{said}。" if said else "，里面没有内容。")


@contextmanager
def whole() -> Iterator[None]:
    """Turn a refusal of the register over what came in into a sentence."""
    try:
        yield
    except IntegrityError as error:
        raise UserError(
            f"上级文件里的内容互相对不上（{error}），全部没有采用；请把这句话告诉上级，请他们重新做一份。"
        ) from error


def _keep_blob(blob: Path, where: Path, sha256: str) -> None:
    data = blob.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError("下发资料里的一个附件与它的校验值不符，没有采用；请上级重新下发。")
    kept = where / sha256
    if not kept.exists() or kept.read_bytes() != data:
        where.mkdir(parents=True, exist_ok=True)
        files.keep(kept, data)


def adopt(db: Register, table: str, row: int, *, today: str) -> str:
    """Adopt something of `refdata.to_adopt` in one act, and say what comes of it.

    A school goes by it from some day on; a county hands it down with its next version. Raise `UserError`
    where it was withdrawn or is in use already.
    """
    if schools.own(db).level != "township":
        return _adopt_here(db, table, row, today=today)
    own = schools.own(db).id
    if table == "hour_rule":
        title = rules.by_id(db, row).title
        return f"已采用“{title}”，{adopt_rule(db, row, today=today)} 条学时重新入账。"
    if table == "class_rule":
        since = refdata.copy_class_rule(db, row, school=own)
        return f"已采用，自 {since} 起开的班按它办；以前的班仍按原来的规则。按 Ctrl+Z 可以撤销。"
    since = refdata.choose_standard(db, row, school=own, today=today)
    return f"已采用，自 {since} 起按它评；做完的评估和结账的年度不变。按 Ctrl+Z 可以撤销。"


def _adopt_here(db: Register, table: str, row: int, *, today: str) -> str:
    """Make something of the city the county's own, to be handed down."""
    own = schools.own(db).id
    if table == "hour_rule":
        title = rules.by_id(db, row).title
        adopt_rule(db, row, today=today)
        said = f"已采用“{title}”"
    elif table == "class_rule":
        said = f"已采用，自 {refdata.copy_class_rule(db, row, school=own)} 起"
    elif table == "standard":
        said = f"已采用，自 {refdata.copy_standard(db, row, school=own, today=today)} 起"
    else:
        said = f"已取用“{refdata.take_over(db, table, row, school=own)}”"
    each = schools.words(db).below_each
    return f"{said}。到“下发”制作新的一版，{each}读取以后才有。按 Ctrl+Z 可以撤销。"


def adopt_rule(db: Register, rule: int, *, today: str) -> int:
    """Make an hour rule of the county this school's own and let it count; give how many lines were posted."""
    own = schools.own(db)
    title = rules.by_id(db, rule).title
    with db.act(f"采用上级学时规则：{title}"):
        draft = refdata.copy_rule(db, rule, school=own.id)
        return ledger.adopt(db, draft, today=today)
