"""Graduations: who passes by the rule, who by a person's word against it, and who was excellent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import UserError
from app.school import attendance, classes, conduct_rules, enrollments, hours, scores
from db.register import Register
from db.rows import insert, update


@dataclass(frozen=True, slots=True)
class Override:
    """A person's word against or for the rule: whether somebody passes, why, when and who said so."""

    passes: bool
    reason: str
    said_on: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a class came to for one person: quarter-hours, tenths of a point, and whether they pass.

    `passes` and `why` are what holds; `by_rule` and `rule_why` what the rule alone says. `settled` is
    false while a mark is missing: who may yet pass has not failed.
    """

    enrollment: int
    earned: int
    total: int
    leave: int
    passes: bool
    why: str
    by_rule: bool
    rule_why: str
    settled: bool
    score: int | None
    grade: str
    override: Override | None


def results(db: Register, training_class: int) -> list[Result]:
    """Judge everyone by hours, leave and absence as `hours.results` does, then by the score.

    Where the class ends in an exam, who has no pass mark does not pass: 发展对象培训班考核办法. A person's
    word with a reason stands above the rule.
    """
    judged = hours.results(db, training_class)
    if not judged:
        return []
    grid = attendance.roll_call(db, training_class)
    sheet = scores.sheet(db, training_class)
    lines = {line.who.id: line for line in sheet.lines}
    marked = Counter(who for who, _ in grid.marks)
    said = overrides(db, training_class)
    listed = []
    for one in judged:
        line, word = lines[one.enrollment], said.get(one.enrollment)
        settled = marked[one.enrollment] == len(grid.sessions)
        faults = [] if one.passes else [one.why]
        if settled and sheet.asked and not line.passes:
            faults.append(line.why)
        by_rule, rule_why = not faults, "；".join(faults) or one.why
        listed.append(
            Result(
                one.enrollment, one.earned, one.total, one.leave,
                passes=word.passes if word else by_rule,
                why=_word(word, rule_why) if word else rule_why,
                by_rule=by_rule, rule_why=rule_why, settled=settled,
                score=line.total, grade=line.grade, override=word,
            )
        )  # fmt: skip
    return listed


def _word(word: Override, rule_why: str) -> str:
    said = "认定结业" if word.passes else "认定不予结业"
    return f"{said}：{word.reason}（{word.said_by} {word.said_on}）；按规则：{rule_why}"


def overrides(db: Register, training_class: int) -> dict[int, Override]:
    """Give what was said against or for the rule in a class, by enrollment."""
    found = db.execute(
        "SELECT g.enrollment, passes, reason, said_on, said_by FROM graduation_override g "
        "JOIN enrollment e ON e.id = g.enrollment WHERE e.training_class = ?",
        [training_class],
    )
    return {who: Override(bool(passes), *said) for who, passes, *said in found}


def override(db: Register, *, enrollment: int, passes: bool, reason: str, today: str) -> None:
    """Say that somebody passes or does not, whatever the rule says; the last word holds.

    Raise `UserError` without a reason, or where they have a certificate that says otherwise.
    """
    (who,) = enrollments.rows(db, [enrollment])
    why = " ".join(reason.split())
    if not why:
        raise UserError("改变结业结果要写明原因。")
    if not passes:
        _without_certificate(db, who)
    values = {"passes": int(passes), "reason": why, "said_on": today, "said_by": db.operator}
    row = db.execute("SELECT id FROM graduation_override WHERE enrollment = ?", [enrollment]).fetchone()
    with db.act(f"认定{who.name}{'结业' if passes else '不予结业'}（{why}）"):
        if row:
            update(db, "graduation_override", row[0], values)
        else:
            school = classes.row(db, who.training_class).school
            insert(db, "graduation_override", {"school": school, "enrollment": enrollment, **values})
        if not passes and who.excellent:
            update(db, "enrollment", enrollment, {"excellent": 0})


def take_back(db: Register, enrollment: int) -> None:
    """Let the rule decide again; raise `UserError` where it does, or a certificate hangs on the word."""
    (who,) = enrollments.rows(db, [enrollment])
    word = overrides(db, who.training_class).get(enrollment)
    if word is None:
        raise UserError(f"{who.name}的结业结果没有人工认定，现在就是按规则判定的。")
    if word.passes:
        _without_certificate(db, who)
    with db.act(f"取消{who.name}的结业认定，按规则判定"):
        db.execute("DELETE FROM graduation_override WHERE enrollment = ?", [enrollment])


def _without_certificate(db: Register, who: enrollments.Enrollment) -> None:
    row = db.execute(
        "SELECT number FROM certificate WHERE enrollment = ? AND voided_on IS NULL", [who.id]
    ).fetchone()
    if row:
        raise UserError(f"{who.name}已有结业证书 {row[0]}，请先作废证书，再改结业结果。")


# excellent trainees


def most_excellent(db: Register, training_class: int) -> int:
    """Say how many of a class may be excellent."""
    found = classes.row(db, training_class)
    rule = conduct_rules.in_force(db, school=found.school, on=found.starts or f"{found.year}-01-01")
    return rule.most_excellent(found.enrolled)


def suggested(db: Register, training_class: int) -> list[int]:
    """Suggest excellent trainees, the best first, no more than may be.

    They pass by the rule, have the best grade where the class has scores, and came to every half-day where
    it has none; of those the higher score goes first, then fewer times late, then the roster.
    """
    sheet = scores.sheet(db, training_class)
    passing = {one.enrollment for one in results(db, training_class) if one.by_rule and one.passes}
    grid = attendance.roll_call(db, training_class)
    late = Counter(who for (who, _), mark in grid.marks.items() if mark in ("late", "left_early"))
    best = sheet.rule.bands[0][0]
    able = [
        line
        for line in sheet.lines
        if line.who.id in passing and (line.grade == best if sheet.asked else line.came == line.held)
    ]
    able.sort(key=lambda line: (-(line.total or 0), -line.came, late[line.who.id], line.who.seq_no))
    return [line.who.id for line in able[: most_excellent(db, training_class)]]


def set_excellent(db: Register, training_class: int, people: Sequence[int], *, excellent: bool) -> int:
    """Call people of a class excellent, or no longer; give how many are different now.

    Raise `UserError` where somebody does not pass, or more would be excellent than may be.
    """
    found = classes.row(db, training_class)
    roster = enrollments.rows(db, enrollments.find(db, training_class=training_class))
    fresh = [who for who in roster if who.id in set(people) and bool(who.excellent) != excellent]
    if excellent:
        passing = {one.enrollment for one in results(db, training_class) if one.passes}
        failed = [who.name for who in fresh if who.id not in passing]
        if failed:
            raise UserError(f"{failed[0]}不符合结业要求，不能评为优秀学员。")
        most = most_excellent(db, training_class)
        if sum(bool(who.excellent) for who in roster) + len(fresh) > most:
            raise UserError(f"“{found.name}”{found.enrolled} 名学员最多评 {most} 名优秀学员，请先去掉几名。")
    whose = fresh[0].name if len(fresh) == 1 else f"{len(fresh)} 人"
    with db.act(f"{found.name}：{whose}{'评为' if excellent else '不再评为'}优秀学员"):
        for who in fresh:
            update(db, "enrollment", who.id, {"excellent": int(excellent)})
    return len(fresh)
