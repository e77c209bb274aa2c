"""The index of a handing over, worked out from the register: what is there, and what is still to be done."""

from collections.abc import Iterable
from pathlib import Path

from app.exchange import handovers
from app.jobs import restores
from app.jobs.handovers.packing import Packed
from app.papers.handovers import Index, Section
from app.school import CLASS_STATES, agenda, certificates, classes, receipts, schools
from app.school import parcels as ledger
from db import copies
from db.register import Register

YEARS = 3
FOLDERS = {
    "evidence": "佐证文件", "rosters": "导入过的名册原件", "upper_forms": "上级表格原件",
    "outbox": "待上级确认的数据包", "inbox": "收到的数据包",
}  # fmt: skip
Lines = list[tuple[str, str, str]]


def index(db: Register, folder: Path, packed: Packed | None, *, today: str) -> Index:
    """Give what the printed index says of a desk, and of the pack that was made of it, if one was."""
    school = schools.own(db)
    sections = [Section("一、数据", _rows(db)), Section("二、文件", _files(folder))]
    if school.level == "township":
        sections += [
            Section("三、近三年的培训班", _classes(db, school.id, int(today[:4]))),
            Section("四、颁发的证书", _certificates(db, school.id)),
            Section("五、上报的数据包", _parcels(db)),
            Section("六、还没有办完的事", _open(db, school.id, today)),
        ]
    return Index(
        school=school.full_name,
        made_on=today,
        file_name=packed.path.name if packed else "",
        sha256=packed.sha256 if packed else "",
        sections=tuple(sections),
    )


def _rows(db: Register) -> Lines:
    rows = copies.state(db).rows
    return [(said, f"{rows.get(table, 0)}", "") for table, said in restores.NOUNS.items()]


def _files(folder: Path) -> Lines:
    found = []
    for name in handovers.FOLDERS:
        sizes = [path.stat().st_size for path in (folder / name).rglob("*") if path.is_file()]
        if sizes:
            found.append((FOLDERS[name], f"{len(sizes)} 个", f"{sum(sizes) / 1024**2:.1f} MB"))
    return found


def _classes(db: Register, school: int, year: int) -> Lines:
    listed = [one for of in range(year, year - YEARS, -1) for one in classes.find(db, school=school, year=of)]
    return [
        (f"{one.year} 年第 {one.term_no} 期　{one.name}", f"{one.enrolled} 人",
         f"{_between(one.starts, one.ends)}{CLASS_STATES[one.state]}")
        for one in classes.rows(db, listed)
    ]  # fmt: skip


def _between(starts: str, ends: str) -> str:
    if not starts:
        return "未排课，"
    return f"{starts}，" if starts == ends else f"{starts} 至 {ends}，"


def _certificates(db: Register, school: int) -> Lines:
    years: dict[str, list[certificates.Certificate]] = {}
    for one in certificates.rows(db, certificates.find(db, school=school)):
        years.setdefault(one.issued_on[:4], []).append(one)
    return [
        (f"{year} 年", f"{len(ones)} 张", f"最后一个编号 {max(ones, key=_order).number}{_voided(ones)}")
        for year, ones in sorted(years.items(), reverse=True)
    ]


def _order(one: certificates.Certificate) -> tuple[int, str]:
    return len(one.number), one.number


def _voided(ones: Iterable[certificates.Certificate]) -> str:
    gone = sum(bool(one.voided_on) for one in ones)
    return f"，其中作废 {gone} 张" if gone else ""


def _parcels(db: Register) -> Lines:
    sent = ledger.sent(db)
    if not sent:
        return []
    confirmed = receipts.confirmed(db)
    unsent = ledger.unsent(db)
    said = [
        ("上报过的数据包", f"{len(sent)} 个", f"最后一个是第 {sent[0].seq} 号，{sent[0].sent_at[:10]} 做成"),
        (
            "县级确认到",
            f"第 {confirmed.seq} 号" if confirmed else "还没有",
            confirmed.read_at[:10] if confirmed else "",
        ),
    ]
    return [*said, ("以后的更改", f"{unsent} 处", "还没有上报" if unsent else "")]


def _open(db: Register, school: int, today: str) -> Lines:
    return [(one.what, one.when, one.place) for one in agenda.items(db, school=school, today=today)]
