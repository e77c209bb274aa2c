"""Certificates: issued to those the rule lets pass, numbered once, never deleted, voided with a reason."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import classes, graduations, persons, schools
from db.register import Register
from db.rows import by_id, insert, update

# {school} 学校简称，{year} 年份，{seq} 本校本年序号；整套写法可在设置里改。
PATTERN = "{school}〔{year}〕第{seq:04}号"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate and what stands on it."""

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

    @property
    def state(self) -> str:
        """Say in the office's word how it stands."""
        if self.voided_on:
            return "已作废"
        return "已打印" if self.printed_on else "已编号"


def issue(db: Register, training_class: int, *, today: str) -> list[int]:
    """Give everyone who passes and has none a numbered certificate, in roster order; give the new ids.

    Raise `UserError` before the class is closed, or where nobody is left to get one. A number once
    given is never given again, voided or not.
    """
    found = classes.row(db, training_class)
    if found.state not in classes.CLOSED:
        raise UserError(f"“{found.name}”还没有结班，结班以后才能颁发证书。")
    have = {row[0] for row in db.execute(
        "SELECT enrollment FROM certificate WHERE voided_on IS NULL")}  # fmt: skip
    passed = [r for r in graduations.results(db, training_class) if r.passes and r.enrollment not in have]
    if not passed:
        raise UserError(f"“{found.name}”符合结业要求的学员都已有证书，没有新的可以颁发。")
    (school,) = schools.rows(db, [found.school])
    year = int(found.closed_on[:4])
    pattern = schools.setting(db, "certificate_pattern", PATTERN)
    new = []
    with db.act(f"颁发 {len(passed)} 张证书：{found.name}"):
        last = db.execute(
            "SELECT coalesce(max(seq), 0) FROM certificate WHERE school = ? AND year = ?", [school.id, year]
        ).fetchone()[0]
        for seq, result in enumerate(passed, start=last + 1):
            values: dict[str, object] = {
                "school": school.id,
                "enrollment": result.enrollment,
                "year": year,
                "seq": seq,
            }
            number = _number(pattern, school=school.short_name, year=year, seq=seq)
            values |= {"number": number, "quarter_hours": result.earned, "issued_on": today}
            new.append(insert(db, "certificate", values))
    return new


def _number(pattern: str, *, school: str, year: int, seq: int) -> str:
    """Write a number by the school's pattern, in which the sequence must stand: it alone never repeats."""
    try:
        numbers = [pattern.format(school=school, year=year, seq=one) for one in (seq, seq + 1)]
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise UserError(
            "证书编号的写法不对，请到“设置”改成 {school}〔{year}〕第{seq:04}号 的样子。"
        ) from error
    if numbers[0] == numbers[1]:
        raise UserError("证书编号的写法里没有序号 {seq}，编号会重复；请到“设置”改正。")
    return numbers[0]


def printed(db: Register, ids: Sequence[int], *, today: str) -> None:
    """Write down that these came out of the printer."""
    with db.act(f"打印 {len(ids)} 张证书"):
        for one in ids:
            update(db, "certificate", one, {"printed_on": today})


def void(db: Register, certificate: int, *, today: str, reason: str) -> None:
    """Void a certificate; its number stays spent."""
    (found,) = rows(db, [certificate])
    if found.voided_on:
        raise UserError(f"证书 {found.number} 在 {found.voided_on} 已经作废。")
    if not reason.strip():
        raise UserError("作废证书要写明原因。")
    with db.act(f"作废证书：{found.number}"):
        update(db, "certificate", certificate, {"voided_on": today, "void_reason": reason.strip()})


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


def rows(db: Register, ids: list[int]) -> list[Certificate]:
    """Give certificates in the order asked."""
    select = (
        "SELECT c.id, e.training_class, c.enrollment, number, m.name, m.gender, m.birth, "
        "coalesce(m.id_number, ''), t.name, "
        "(SELECT min(date) FROM session s WHERE s.training_class = t.id), "
        "(SELECT max(date) FROM session s WHERE s.training_class = t.id), "
        "c.quarter_hours, issued_on, coalesce(printed_on, ''), coalesce(voided_on, ''), "
        "coalesce(void_reason, '') FROM certificate c JOIN enrollment e ON e.id = c.enrollment "
        "JOIN member m ON m.id = e.member JOIN training_class t ON t.id = e.training_class "
        "WHERE c.id IN (SELECT value FROM json_each(?))"
    )
    return [Certificate(*row) for row in by_id(db, select, ids)]
