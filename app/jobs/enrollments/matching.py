"""Say who is meant by each line of a list, never guessing between two; then take them into a class."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.errors import UserError
from app.jobs.enrollments.lines import Line
from app.papers import rosters as papers
from app.school import branches, classes, enrollments, members, walk_ins
from app.spelling import id_numbers, names
from db.register import Register

VERDICTS = {
    "found": "对上",
    "new": "新增",
    "ask": "请选是谁",
    "unknown": "名册里没有",
    "inside": "已在本班",
    "twice": "重复",
    "aside": "不加入",
}
JOINING = ("found", "new")
OPEN = ("ask", "unknown")


@dataclass(frozen=True, slots=True)
class Matched:
    """A line and who it is: `member` where that is said, `candidates` to choose from, `why` in words.

    `verdict` is a key of `VERDICTS`; `said` tells that a person decided it and no rule.
    """

    line: Line
    verdict: str
    member: int | None = None
    candidates: tuple[int, ...] = ()
    why: str = ""
    said: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """A whole list matched for one class."""

    training_class: int
    title: str
    rows: tuple[Matched, ...]

    def count(self, *verdicts: str) -> int:
        """Count the lines of some verdicts."""
        return sum(row.verdict in verdicts for row in self.rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a list: how many joined, how many of them were new on the rolls, how many stay open."""

    joined: int
    new: int
    open: int


@dataclass(frozen=True, slots=True)
class _Rolls:
    by_id_number: Mapping[str, int]
    by_name: Mapping[str, list[int]]
    branches: Mapping[str, int]
    people: Mapping[int, members.Member]
    school: int


def match(db: Register, training_class: int, lines: Sequence[Line], *, title: str) -> Matching:
    """Say of every line who it is: by ID number, else by name, branch and birth.

    Only one who fits in all that is said is taken; people of one name, contradictions and those who left
    are asked about. Raise `UserError` where the class is closed.
    """
    found = classes.still_open(db, training_class)
    rolls = _rolls(db, lines, school=found.school)
    return _settled(db, Matching(training_class, title, tuple(_judged(db, one, rolls) for one in lines)))


def who_is(db: Register, lines: Sequence[Line], *, school: int) -> tuple[Matched, ...]:
    """Say of every line who on a school's rolls it is, as `match` does, for no class."""
    rolls = _rolls(db, lines, school=school)
    return tuple(_judged(db, one, rolls) for one in lines)


def _rolls(db: Register, lines: Sequence[Line], *, school: int) -> _Rolls:
    by_id = members.by_id_number(db, school=school)
    by_name = members.by_name(db, school=school)
    asked = {one for line in lines for one in by_name.get(names.match_key(line.name), ())}
    asked |= {by_id[line.id_number] for line in lines if line.id_number in by_id}
    people = {who.id: who for who in members.rows(db, sorted(asked))}
    return _Rolls(by_id, by_name, branches.by_name(db, school=school), people, school)


def _judged(db: Register, line: Line, rolls: _Rolls) -> Matched:
    """Judge one line by itself."""
    same = rolls.by_name.get(names.match_key(line.name), []) if line.name else []
    holder = rolls.by_id_number.get(line.id_number) if line.id_number else None
    if holder is not None:
        who = rolls.people[holder]
        if holder in same or not line.name:
            return _unless_left(who, Matched(line, "found", holder, (holder,), "身份证号相同"))
        others = tuple(one for one in same if one != holder)
        said = f"这个身份证号在名册里是“{who.name}”的，姓名却不同，请核对是谁"
        return Matched(line, "ask", None, (holder, *others), said)
    if not same:
        return _unknown(db, line, rolls)
    fits = [one for one in same if not _against(line, rolls.people[one], rolls)]
    if len(fits) == 1:
        return _unless_left(
            rolls.people[fits[0]], Matched(line, "found", fits[0], tuple(same), _by(line, len(same)))
        )
    if not fits:
        against = _against(line, rolls.people[same[0]], rolls)
        said = f"名册里有同名的人，{against}，请核对" if len(same) == 1 else "名册里同名的人都对不上，请核对"
        return Matched(line, "ask", None, tuple(same), said)
    return Matched(line, "ask", None, (*fits, *(one for one in same if one not in fits)),
                   f"名册里有 {len(same)} 人同名，请选是哪一位")  # fmt: skip


def _unless_left(who: members.Member, found: Matched) -> Matched:
    if not who.left_on:
        return found
    said = f"{who.name}已在 {who.left_on} 减少（{who.left_reason}），请核对是不是他"
    return replace(found, verdict="ask", member=None, why=said)


def _unknown(db: Register, line: Line, rolls: _Rolls) -> Matched:
    if not line.name:
        why = "；".join(line.doubts) or "没有写姓名"
        return Matched(line, "unknown", None, (), why)
    alike = tuple(walk_ins.alike(db, line.name, unit=line.branch or line.unit_post, school=rolls.school))
    said = "名册里没有这个姓名" + ("，有读音相同的人，请看是不是写错了字" if alike else "")
    return Matched(line, "unknown", None, alike, said)


def _against(line: Line, who: members.Member, rolls: _Rolls) -> str:
    """Say what speaks against a person of the same name; "" where nothing does."""
    if line.id_number and who.id_number and line.id_number != who.id_number:
        return "身份证号不同"
    born, known = line.birth, who.birth
    if born and known and not (born.startswith(known) or known.startswith(born)):
        return "出生日期不同"
    if line.branch and not _of_branch(line.branch, who, rolls):
        return f"名册里在{who.branch_name}" if who.branch_name else "名册里没有写支部"
    return ""


def _of_branch(written: str, who: members.Member, rolls: _Rolls) -> bool:
    """Tell whether a branch as written is a person's, by its name, a learned alias or the village's name."""
    meant = rolls.branches.get(names.match_key(written))
    if meant is not None:
        return meant == who.branch
    return bool(who.branch_name) and _core(written) == _core(who.branch_name)


def _core(name: str) -> str:
    """Give what is left of a branch's name without the words for a branch: 下党村 of 中共下党村党支部."""
    core = names.match_key(name).removeprefix("中共")
    for ending in ("党支部委员会", "支部委员会", "党总支", "党支部", "支部", "委会"):
        core = core.removesuffix(ending)
    return core


def _by(line: Line, namesakes: int) -> str:
    said = [word for word, given in (("党支部", line.branch), ("出生日期", line.birth)) if given]
    if said:
        return "、".join(["姓名", *said]) + "相同"
    if namesakes > 1:
        return "同名的人里只有他对得上"
    return "只写了姓名，名册里只有这一位"


# --- deciding -------------------------------------------------------------------------------------------


def choose(db: Register, matching: Matching, at: int, member: int) -> Matching:
    """Say that the line at a place is this person; raise `UserError` where nobody is there."""
    who = members.row(db, member)
    row = replace(matching.rows[at], verdict="found", member=who.id, why="已由经办人选定", said=True)
    return _with(db, matching, at, row)


def as_new(db: Register, matching: Matching, at: int) -> Matching:
    """Say that the line at a place is somebody new, to be put on the rolls as a non-member.

    Raise `UserError` where the name cannot be one, or the ID number is somebody's on the rolls.
    """
    row = matching.rows[at]
    line, school = row.line, classes.row(db, matching.training_class).school
    if names.check(line.name).kind == "refuse":
        raise UserError("这一行没有可用的姓名，请先改正姓名，再新增。")
    holder = members.by_id_number(db, school=school).get(line.id_number) if line.id_number else None
    if holder is not None:
        raise UserError(f"这个身份证号在名册里是“{members.row(db, holder).name}”的，请选他，或先改正号码。")
    said = "按非党员新增到名册"
    return _with(db, matching, at, replace(row, verdict="new", member=None, why=said, said=True))


def mend(
    db: Register, matching: Matching, at: int, *, name: str, id_number: str = "", branch: str = ""
) -> Matching:
    """Correct what a line says and look again who it is; raise `UserError` for a number that is none."""
    number = id_numbers.read(id_number)
    if id_number.strip() and not number.value:
        raise UserError(number.verdict.note or "身份证号写得不对，请核对。")
    line = replace(
        matching.rows[at].line,
        name=names.display(name),
        id_number=number.value,
        branch=" ".join(branch.split()),
        birth=number.birth or matching.rows[at].line.birth,
        doubts=(),
    )
    school = classes.row(db, matching.training_class).school
    return _with(db, matching, at, _judged(db, line, _rolls(db, [line], school=school)))


def set_aside(db: Register, matching: Matching, at: int, *, aside: bool = True) -> Matching:
    """Leave a line out, or look at it again."""
    row = matching.rows[at]
    if aside:
        return _with(db, matching, at, replace(row, verdict="aside", member=None, why="", said=True))
    school = classes.row(db, matching.training_class).school
    return _with(db, matching, at, _judged(db, row.line, _rolls(db, [row.line], school=school)))


def _with(db: Register, matching: Matching, at: int, row: Matched) -> Matching:
    rows = (*matching.rows[:at], row, *matching.rows[at + 1 :])
    return _settled(db, replace(matching, rows=rows))


def _settled(db: Register, matching: Matching) -> Matching:
    """Mark whoever is in the class already, and whoever stands on the list twice."""
    inside = enrollments.within(db, matching.training_class)
    seen: Counter[int] = Counter()
    rows = []
    for row in matching.rows:
        if row.member is None:
            rows.append(row)
            continue
        verdict = "inside" if row.member in inside else "twice" if seen[row.member] else "found"
        seen[row.member] += 1
        rows.append(replace(row, verdict=verdict))
    return replace(matching, rows=tuple(rows))


# --- taking in ------------------------------------------------------------------------------------------


def commit(db: Register, matching: Matching) -> Taken:
    """Take those into the class who are found or new, as one act; the open lines stay with the caller.

    Raise `UserError` where there is nobody to take, the class is closed, or the rolls changed so that
    somebody new is no longer new.
    """
    found = classes.still_open(db, matching.training_class)
    now = _settled(db, matching)
    joining = [row for row in now.rows if row.verdict in JOINING]
    if not joining:
        raise UserError("名单里没有可以加入的人：请先选定是谁，或按新增处理。")
    known = branches.by_name(db, school=found.school)
    with db.act(f"{found.name}：按名单加入 {len(joining)} 人"):
        people = []
        for row in joining:
            fresh = row.member is None
            people.append(_enrolled(db, row.line, known, found.school) if fresh else row.member)
        count = enrollments.enrol(db, found.id, [one for one in people if one is not None])
    return Taken(count, sum(row.verdict == "new" for row in joining), now.count(*OPEN))


def _enrolled(db: Register, line: Line, known: Mapping[str, int], school: int) -> int:
    number = id_numbers.read(line.id_number)
    unit = line.unit_post
    branch = known.get(names.match_key(line.branch))
    if branch is None and line.branch:
        unit = f"{line.branch} {unit}".strip()
    facts: dict[str, object] = {
        "name": line.name, "member_type": "non_member", "id_number": number.value, "gender": number.gender,
        "birth": line.birth or number.birth, "phone": line.phone, "unit_post": unit, "branch": branch,
    }  # fmt: skip
    return members.enrol(db, {name: value for name, value in facts.items() if value}, school=school)


def open_list(matching: Matching) -> bytes:
    """Write the lines nobody has settled as a workbook with the reasons, to be mended and read again."""
    rows = [
        papers.RefusedRow(
            row.line.row_no,
            (row.line.name, row.line.id_number, row.line.branch, row.line.written),
            (VERDICTS[row.verdict], *filter(None, (row.why, *row.line.doubts))),
        )
        for row in matching.rows
        if row.verdict in OPEN
    ]
    return papers.refused(rows, ("姓名", "身份证号", "所在党支部", "原来写的"))
