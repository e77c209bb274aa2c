"""Transfers: make a signed slip for somebody who leaves, and take one in as verified external hours."""

import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app import paths
from app.errors import UserError
from app.exchange import sticks, transfers
from app.jobs import devices, evidence
from app.papers import transfers as papers
from app.progress import Tell
from app.school import hours_text, members, schools
from app.school import parcels as ledger
from app.school import transfers as moves
from app.spelling import dates, id_numbers
from db.register import Register

LEDGERS = {"member": "党员学时", "cadre": "干部学时"}


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A slip that was made: where the file lies, the code that opens it, and the paper as a PDF."""

    transfer: int
    path: Path
    code: str
    paper: bytes

    @property
    def sentence(self) -> str:
        """Say what to do with it."""
        return "转移单已写入并核对。请打印纸质证明交给本人，取件码印在证明上；文件可交本人或经县级转交。"


@dataclass(frozen=True, slots=True)
class Shown:
    """A slip that was read, to be looked at before it is taken in."""

    slip: transfers.Slip
    known: str
    taken_on: str


def hand_out(
    db: Register,
    member: int,
    *,
    on: str,
    to_name: str,
    folder: Path,
    target: Path,
    now: datetime,
    tell: Tell,
) -> HandedOut:
    """Make a slip for a person who leaves, mark the person left, and put the file where it is to go.

    Raise `UserError` where this laptop has no certificate of its county yet, the person is in a class that
    is not closed, or a slip stands already.
    """
    certificate = devices.own_certificate(db)
    if not certificate:
        raise UserError("本机还没有县级的登记证，别的学校认不出它开的转移单。请先在“上报县级”页办好登记。")
    who, school = members.row(db, member), schools.own(db)
    unfinished = moves.open_classes(db, member)
    if unfinished:
        raise UserError(f"{who.name}还在“{unfinished[0]}”里，学时没有入账。请先结班或把他划出，再开转移单。")
    on = dates.typed_day(on)
    number = f"{school.code}-{db.new_id():x}"
    slip = _slip(db, member, school, number, on=on, to_name=to_name)
    code = transfers.new_code(db.chance)
    data = transfers.write(
        slip, code=code, keys=devices.own_keys(db), device=ledger.device(db),
        epoch=int(schools.setting(db, "epoch", "1")), certificate=certificate,
        created=now.isoformat(timespec="seconds"),
    )  # fmt: skip
    today = now.date().isoformat()
    paper = papers.render(_paper(slip, code=code, branch=who.branch_name, dated=today))
    body = {**_body(slip), "code": code, "branch": who.branch_name}
    with db.atomic():
        new = moves.hand_out(db, member, slip=number, on=on, to_name=to_name, body=body, today=today)
        path = _deliver(data, target, name=f"{who.name}-转移单-{now:%Y%m%d}.wuyou", folder=folder, tell=tell)
    return HandedOut(new, path, code, paper)


def _deliver(data: bytes, target: Path, *, name: str, folder: Path, tell: Tell) -> Path:
    outbox = paths.outbox(folder)
    outbox.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=outbox) as place:
        staged = Path(place) / "slip.wuyou"
        staged.write_bytes(data)
        return sticks.deliver(staged, target, name=name, tell=tell)


def _slip(
    db: Register, member: int, school: schools.School, number: str, *, on: str, to_name: str
) -> transfers.Slip:
    years = tuple(
        transfers.Year(
            one.year, one.ledger, one.quarter_hours,
            tuple(
                transfers.Line(line.date, f"{line.class_name} {line.course}".strip(), line.quarter_hours)
                for line in one.lines
            ),
        )
        for one in moves.earned(db, member)
    )  # fmt: skip
    return transfers.Slip(
        number, member, moves.particulars(db, member), school.id, school.code, school.full_name,
        " ".join(to_name.split()), on, years,
    )  # fmt: skip


def _body(slip: transfers.Slip) -> dict[str, Any]:
    """Give what is kept of a slip in the register: the hours, for the rolls have the rest."""
    return {"years": [asdict(one) for one in slip.years]}


def _paper(slip: transfers.Slip, *, code: str, branch: str, dated: str) -> papers.Certificate:
    years = [
        (
            f"{one.year} 年{LEDGERS[one.ledger]} {hours_text(one.quarter_hours)} 学时",
            [f"{line.date}　{line.title}　{hours_text(line.quarter_hours)} 学时" for line in one.lines],
        )
        for one in slip.years
    ]
    tail = id_numbers.tail(slip.particulars.get("id_number", ""))
    return papers.Certificate(
        slip.from_name, slip.particulars["name"], tail, branch, slip.to_name, slip.moved_on, years, slip.slip,
        code, dated,
    )  # fmt: skip


def paper_again(db: Register, transfer: int) -> bytes:
    """Print the paper of a slip that was made once more."""
    (found,) = moves.rows(db, [transfer])
    years = tuple(
        transfers.Year(
            one["year"], one["ledger"], one["quarter_hours"],
            tuple(transfers.Line(**line) for line in one["lines"]),
        )
        for one in found.body["years"]
    )  # fmt: skip
    school = schools.own(db)
    slip = transfers.Slip(
        found.slip, found.former_member, moves.particulars(db, found.member), school.id, school.code,
        found.from_name, found.to_name, found.moved_on, years,
    )  # fmt: skip
    return papers.render(
        _paper(slip, code=str(found.body["code"]), branch=str(found.body["branch"]), dated=found.done_on)
    )


def show(db: Register, path: Path, *, code: str) -> Shown:
    """Read a slip and make sure of it, changing nothing; raise `UserError` where it is not this county's."""
    slip = _read(db, path, code)
    school = schools.own(db).id
    number = slip.particulars.get("id_number", "")
    known = members.by_id_number(db, school=school).get(number) if number else None
    before = moves.taken(db, slip.slip, school=school)
    return Shown(slip, members.row(db, known).name if known else "", before.done_on if before else "")


def _days(slip: transfers.Slip) -> list[tuple[str, str, int]]:
    """Sum a slip's lines up by the day they were learned on: a day has its own limit."""
    days: Counter[tuple[str, str]] = Counter()
    for year in slip.years:
        for line in year.lines:
            days[line.date, year.ledger] += line.quarter_hours
    return [(day, of, sum_) for (day, of), sum_ in sorted(days.items()) if sum_]


def _read(db: Register, path: Path, code: str) -> transfers.Slip:
    county = devices.county_of(db)
    with path.open("rb") as file:
        data = file.read(2 * transfers.MAX_SLIP)
    return transfers.read(data, code=code, county=county.keys)


def take_in(
    db: Register, path: Path, *, code: str, branch: int | None, folder: Path, today: str
) -> moves.Transfer:
    """Take a slip in: the person, and the hours with the slip printed as their proof; raise `UserError`."""
    slip = _read(db, path, code)
    school = schools.own(db).id
    if moves.taken(db, slip.slip, school=school) is not None:
        raise UserError("这份转移单以前接收过，学时已经记了，没有再记一次。")
    paper = papers.render(_paper(slip, code="", branch="", dated=slip.moved_on))
    with tempfile.TemporaryDirectory() as place, db.act(f"接收转移单：{slip.particulars.get('name', '')}"):
        file = Path(place) / f"{slip.particulars.get('name', '')}-转移证明.pdf"
        file.write_bytes(paper)
        proof = evidence.file(
            db, file, folder=folder, school=school, formed_on=min(slip.moved_on, today), today=today
        )
        new = moves.take_in(
            db, school=school, slip=slip.slip, said=slip.particulars, former_member=slip.member,
            from_school=slip.from_school, from_name=slip.from_name, moved_on=slip.moved_on,
            days=_days(slip),
            body=_body(slip), proof=proof, branch=branch, today=today,
        )  # fmt: skip
    return moves.rows(db, [new])[0]
