"""What should make a county doubt a school's rows, looked for when they have been read."""

from db.register import Register

MOST = 20
# The most quarter-hours of lessons a day may give anybody: morning, afternoon and evening of four hours each.
MOST_A_DAY = 48
FEW = 3


def present(db: Register, *, school: int) -> int:
    """Count the people of a school who are on its roll."""
    row = db.execute("SELECT count(*) FROM member WHERE school = ? AND left_on IS NULL", [school]).fetchone()
    return int(row[0])


def problems(db: Register, *, school: int, vanished: int = 0) -> list[str]:
    """Say what is doubtful in a school's rows, each as a sentence, at most `MOST` of a kind.

    `vanished` says how many fewer people are on the roll than the last time.
    """
    found = [
        *_same_id_number(db, school),
        *_same_certificate(db, school),
        *_too_many_hours(db, school),
        *_without_branch(db, school),
    ]
    if vanished > FEW:
        found.append(
            f"名册上比上次少了 {vanished} 人。请问清楚是转走了还是误删了；误删的，请学校从备份恢复后再上报。"
        )
    return found


def _same_id_number(db: Register, school: int) -> list[str]:
    """One ID number in use in two schools: counted once, but one of the two has to let the person go."""
    found = db.execute(
        "SELECT m.name, o.name, s.short_name FROM member o INDEXED BY member_id_number "
        "JOIN member m ON m.school = ?1 AND m.id_number = o.id_number AND m.left_on IS NULL "
        "JOIN school s ON s.id = o.school "
        "WHERE o.id_number IS NOT NULL AND o.school <> ?1 AND o.left_on IS NULL AND o.id_number IN "
        "(SELECT id_number FROM member WHERE school = ?1 AND id_number IS NOT NULL AND left_on IS NULL) "
        "ORDER BY m.name LIMIT ?2",
        [school, MOST],
    )
    return [
        f"{name}的身份证号与{where}的{other}相同。请问清楚人在哪一边，由另一边办转出。"
        for name, other, where in found
    ]


def _same_certificate(db: Register, school: int) -> list[str]:
    found = db.execute(
        "SELECT o.number, s.short_name FROM certificate o JOIN school s ON s.id = o.school "
        "WHERE o.school <> ?1 AND o.number IN "
        "(SELECT number FROM certificate WHERE school = ?1 AND voided_on IS NULL) "
        "AND o.voided_on IS NULL ORDER BY o.number LIMIT ?2",
        [school, MOST],
    )
    return [
        f"证书号 {number} 在{where}也用过。请让两所学校核对，作废其中一张重新编号。"
        for number, where in found
    ]


def _too_many_hours(db: Register, school: int) -> list[str]:
    """Nobody can be in two classes at once, nor sit for more hours than a day has lessons."""
    found = db.execute(
        "SELECT m.name, t.date, t.worth FROM (SELECT e.member, s.date, sum(s.quarter_hours) AS worth "
        "FROM session s JOIN attendance a ON a.session = s.id JOIN enrollment e ON e.id = a.enrollment "
        "WHERE s.school = ?1 AND a.mark IN ('present', 'late', 'left_early') GROUP BY e.member, s.date "
        "HAVING worth > ?2 OR count(*) > count(DISTINCT s.half_day)) t JOIN member m ON m.id = t.member "
        "ORDER BY t.date, m.name LIMIT ?3",
        [school, MOST_A_DAY, MOST],
    )
    return [
        f"{name} {on} 记了 {worth / 4:g} 学时的课：同一个半天不止一处到课，或超过一天能上的课。请核对考勤。"
        for name, on, worth in found
    ]


def _without_branch(db: Register, school: int) -> list[str]:
    names = [
        row[0]
        for row in db.execute(
            "SELECT name FROM member WHERE school = ? AND branch IS NULL AND left_on IS NULL "
            "AND member_type IN ('full', 'probationary') ORDER BY pinyin, id",
            [school],
        )
    ]
    if not names:
        return []
    shown = "、".join(names[:5]) + ("等" if names[5:] else "")
    return [f"有 {len(names)} 名党员没有填党支部（{shown}）。请学校在名册里补上。"]
