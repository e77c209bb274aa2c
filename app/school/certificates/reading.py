"""The register of certificates: every number given, what the paper says, and what became of it."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.school import persons
from app.school.certificates.paper import Paper, unpacked
from app.spelling import id_numbers
from db.register import Register
from db.rows import by_id

STATES: Final = {
    "已编号": "有了编号，还没有打印",
    "印坏待重印": "印坏过，编号不变，还没有重新打印",
    "已打印": "印好了，并且记下了",
    "已补发": "印好以后又补发过，编号不变",
    "已作废": "编号不再使用，也不给别人",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate: what stands on its paper, and how many copies of it came out."""

    id: int
    training_class: int
    enrollment: int
    number: str
    name: str
    gender: str
    birth: str
    id_number: str
    class_name: str
    starts: str
    ends: str
    quarter_hours: int
    issued_on: str
    printed_on: str
    voided_on: str
    void_reason: str
    school: int
    code: str
    check_code: str
    wording: str
    grade: str
    issuer: str
    id_tail: str
    name_now: str
    good: int
    spoiled: int
    reissued: int

    @property
    def state(self) -> str:
        """Say in the office's word how it stands, one of `STATES`."""
        if self.voided_on:
            return "已作废"
        if self.reissued:
            return "已补发"
        if self.printed_on:
            return "已打印"
        return "印坏待重印" if self.spoiled else "已编号"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a certificate: the day, what, who did it, and what was noted."""

    on: str
    what: str
    who: str
    note: str


def find(
    db: Register,
    text: str = "",
    *,
    school: int | None = None,
    training_class: int | None = None,
    member: int | None = None,
) -> list[int]:
    """List certificates by number, newest year first; `text` is a part of the name or the number.

    Those of a `member` are the person's, under whichever of their rows.
    """
    of = json.dumps(persons.same(db, member)) if member is not None else None
    found = db.execute(
        "SELECT c.id FROM certificate c JOIN enrollment e ON e.id = c.enrollment "
        "JOIN member m ON m.id = e.member WHERE (?1 IS NULL OR c.school = ?1) "
        "AND (?2 IS NULL OR e.training_class = ?2) "
        "AND (?5 IS NULL OR e.member IN (SELECT value FROM json_each(?5))) "
        "AND (instr(m.name, ?3) OR instr(number, ?3) OR (?3 <> '' AND instr(' ' || m.initials, ' ' || ?4))) "
        "ORDER BY c.year DESC, seq",
        [school, training_class, text.strip(), text.strip().lower(), of],
    )
    return [row[0] for row in found]


def known(db: Register, number: str, check_code: str) -> Certificate | None:
    """Give the certificate of a number and its check code, or None; any brackets and blanks will do."""
    found = db.execute(
        "SELECT id, number FROM certificate WHERE check_code = ? AND check_code <> ''", [check_code]
    ).fetchall()
    same = [one for one, given in found if typed_number(given) == typed_number(number)]
    return rows(db, same)[0] if same else None


def typed_number(number: str) -> str:
    """Give a number as it is compared: keyboards have no 〔〕, and a blank more or less is no difference."""
    plain = "".join(unicodedata.normalize("NFKC", number).split()).upper()
    return plain.translate(str.maketrans("([{【〔「", "〔" * 6) | str.maketrans(")]}】〕」", "〕" * 6))


def coded(db: Register) -> list[tuple[str, str, bool]]:
    """Give number, check code and whether it is void of every certificate that has a code, of any school."""
    found = db.execute(
        "SELECT number, check_code, voided_on IS NOT NULL FROM certificate WHERE check_code <> ''"
    )
    return [(number, check_code, bool(voided)) for number, check_code, voided in found]


def rows(db: Register, ids: Sequence[int]) -> list[Certificate]:
    """Give certificates in the order asked."""
    select = (
        "SELECT c.id, e.training_class, c.enrollment, number, m.name, m.gender, m.birth, "
        "coalesce(m.id_number, ''), t.name, "
        "(SELECT min(date) FROM session s WHERE s.training_class = t.id), "
        "(SELECT max(date) FROM session s WHERE s.training_class = t.id), o.seal_name, paper, "
        "c.quarter_hours, issued_on, coalesce(printed_on, ''), coalesce(voided_on, ''), "
        "coalesce(void_reason, ''), c.school, c.code, check_code, wording, "
        "(SELECT count(*) FROM certificate_copy p WHERE p.certificate = c.id AND outcome = 'good'), "
        "(SELECT count(*) FROM certificate_copy p WHERE p.certificate = c.id AND outcome = 'spoiled'), "
        "(SELECT count(*) FROM certificate_copy p WHERE p.certificate = c.id AND outcome = 'good' "
        "AND kind = 'reissue') "
        "FROM certificate c JOIN enrollment e ON e.id = c.enrollment "
        "JOIN member m ON m.id = e.member JOIN training_class t ON t.id = e.training_class "
        "JOIN school o ON o.id = c.school "
        "WHERE c.id IN (SELECT value FROM json_each(?))"
    )
    return [_certificate(row) for row in by_id(db, select, ids)]


def _certificate(row: tuple[Any, ...]) -> Certificate:
    """Put the paper as it was kept over what the rolls say now."""
    one, training_class, enrollment, number, name, gender, birth, id_number, class_name, *rest = row
    starts, ends, issuer, kept, hours, issued_on, printed_on, voided_on, reason, *more = rest
    school, code, check_code, wording, good, bad, again = more
    tail = id_numbers.tail(id_number)
    paper = unpacked(kept, Paper(name, gender, birth, tail, class_name, starts or "", ends or "", issuer, ""))
    return Certificate(
        one, training_class, enrollment, number, paper.holder, paper.gender, paper.birth, id_number,
        paper.class_name, paper.starts, paper.ends, hours, issued_on, printed_on, voided_on, reason,
        school, code, check_code, wording, paper.grade, paper.issuer, paper.id_tail, name, good, bad, again,
    )  # fmt: skip


def events(db: Register, certificate: int) -> list[Event]:
    """Tell what happened to a certificate, in order; who issued or voided it, this laptop alone knows."""
    (found,) = rows(db, [certificate])
    happened = [Event(found.issued_on, "颁发", _who(db, certificate, "op = 'insert'"), "")]
    copies = db.execute(
        "SELECT copy_no, kind, outcome, note, blank_no, printed_on, printed_by FROM certificate_copy "
        "WHERE certificate = ? ORDER BY copy_no",
        [certificate],
    ).fetchall()
    if found.printed_on and not any(row[2] == "good" for row in copies):
        happened.append(Event(found.printed_on, "打印", "", ""))
    for copy_no, kind, outcome, note, blank_no, on, who in copies:
        what = ("补发" if kind == "reissue" else "打印") + f"第 {copy_no} 份"
        blank = f"空白证书号 {blank_no}" if blank_no else ""
        said = "，".join(part for part in (note, blank) if part)
        happened.append(Event(on, f"{what}，印坏" if outcome == "spoiled" else what, who, said))
    if found.voided_on:
        who = _who(db, certificate, "op = 'update' AND json_extract(new, '$.voided_on') IS NOT NULL")
        happened.append(Event(found.voided_on, "作废", who, found.void_reason))
    return happened


def _who(db: Register, certificate: int, where: str) -> str:
    row = db.execute(
        "SELECT operator FROM history h JOIN act a ON a.id = h.act "
        f"WHERE tbl = 'certificate' AND row = ? AND {where} ORDER BY n DESC LIMIT 1",
        [certificate],
    ).fetchone()
    return str(row[0]) if row else ""
