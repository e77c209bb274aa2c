"""Returns: what the county sends back to a school to be put right, and what the school says to it."""

from dataclasses import dataclass

from app.errors import UserError
from app.school import acceptances, assessments, classes, closings, schools
from app.spelling import dates
from db.register import Register
from db.rows import by_id, insert, update


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of record that may be returned: the office's word, its place at the desk, SQL of its title."""

    word: str
    place: str
    title: str


# The key is the table. A title is one expression over the row `r`.
NOUNS = {
    "member": Noun("党员", "党员名册", "r.name"),
    "training_class": Noun("培训班", "培训班", "r.name"),
    "session": Noun(
        "课次",
        "培训班",
        "(SELECT k.name FROM training_class k WHERE k.id = r.training_class) || ' ' || r.date",
    ),
    "certificate": Noun(
        "证书",
        "证书",
        "r.number || coalesce(' ' || (SELECT m.name FROM enrollment e JOIN member m ON m.id = e.member "
        "WHERE e.id = r.enrollment), '')",
    ),
    "activity": Noun("学习活动", "学时台账", "r.title"),
    "criterion": Noun("五有标准条目", "五有建设", "r.item_name || '：' || r.text"),
    "evidence": Noun("佐证", "五有建设", "r.file_name"),
    "assessment_line": Noun("评估条目", "五有建设", "r.item_name || '：' || r.text"),
    "assessment_round": Noun("年度评估", "五有建设", "r.year || ' 年评估'"),
    "rectification": Noun("整改", "五有建设", "r.what"),
    "plan_line": Noun("培训计划", "培训班", "r.title"),
    "teacher": Noun("教师", "师资课程", "r.name"),
}
STATES = {
    "waiting": "待办",
    "overdue": "逾期未办",
    "answered": "已答复",
    "settled": "已了结",
    "taken_back": "已撤回",
}
ANSWERS = {"mended": "改好了", "explained": "说明"}
_ORDER = "r.closed_on IS NOT NULL, r.due_on, r.id"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Return:
    """A record sent back; the answer is the school's last, `answer` empty where there is none.

    `closed_on` is empty until the county closed it, with `outcome` settled or taken_back.
    """

    id: int
    school: int
    of_school: int
    school_name: str
    noun: str
    record: int
    title: str
    reason: str
    due_on: str
    unlocks: int
    returned_on: str
    returned_by: str
    answer: str
    words: str
    answered_on: str
    answered_by: str
    closed_on: str
    outcome: str

    def state(self, today: str) -> str:
        """Give the key in `STATES` of how it stands on a day."""
        if self.outcome:
            return self.outcome
        if self.answer:
            return "answered"
        return "overdue" if self.due_on < today else "waiting"

    @property
    def word(self) -> str:
        """Give the office's word for what was returned."""
        return NOUNS[self.noun].word if self.noun in NOUNS else "记录"


def title_of(db: Register, *, noun: str, record: int) -> tuple[str, int]:
    """Give what a record is called and whose it is; raise `UserError` where it is not there."""
    if noun not in NOUNS:
        raise UserError("这一类记录不能退回。")
    row = db.execute(
        f"SELECT {NOUNS[noun].title}, r.school FROM {noun} r WHERE r.id = ?", [record]
    ).fetchone()
    if row is None:
        raise UserError("没有找到要退回的记录，可能已被对方删去，请刷新后再试。")
    return str(row[0])[:_LONGEST], int(row[1])


def class_of(db: Register, *, noun: str, record: int) -> int | None:
    """Give the class a half-day belongs to, on whose page it is put right; None for anything else."""
    if noun != "session":
        return None
    row = db.execute("SELECT training_class FROM session WHERE id = ?", [record]).fetchone()
    return int(row[0]) if row else None


def candidates(
    db: Register, noun: str, text: str, *, of_school: int, most: int = 50
) -> list[tuple[int, str]]:
    """List records of a kind of a school that may be returned, by a part of their title: id and title.

    Criteria are those of the standard the school is judged by, which may be the county's.
    """
    if noun not in NOUNS:
        raise UserError("这一类记录不能退回。")
    title = NOUNS[noun].title
    found = db.execute(
        f"SELECT r.id, substr({title}, 1, {_LONGEST}) AS said FROM {noun} r "
        f"WHERE r.school IN (?1, ?2) AND instr({title}, ?3) ORDER BY r.school <> ?1, said, r.id LIMIT ?4",
        [
            of_school,
            schools.lender(db, school=of_school) if noun == "criterion" else of_school,
            text.strip(),
            most,
        ],
    )
    return [(row[0], str(row[1])) for row in found]


def send_back(
    db: Register,
    *,
    noun: str,
    record: int,
    reason: str,
    due_on: str,
    today: str,
    of_school: int | None = None,
) -> int:
    """Return a record of a school with a reason and a deadline, and give the return.

    What the county had accepted is open again by it. `of_school` says whose it is where the record is a row
    of the county's that the school uses (a criterion of a standard handed down). Raise `UserError` without
    reason, for a deadline gone by, and where the same record is out already.
    """
    desk = schools.own(db)
    if desk.level == "township":
        raise UserError("退回由县级办理，乡镇的电脑上不能退回。")
    title, owner = title_of(db, noun=noun, record=record)
    whose = owner if owner != desk.id else of_school
    if whose is None or whose == desk.id:
        raise UserError("这是本级自己的记录，不能退回给自己；请选是哪个单位的。")
    due = _checked(reason, due_on, today)
    already = db.execute(
        "SELECT 1 FROM returned WHERE noun = ? AND record = ? AND of_school = ? AND school = ? "
        "AND closed_on IS NULL",
        [noun, record, whose, desk.id],
    ).fetchone()
    if already:
        raise UserError(f"“{title}”已经退回，对方还没有办完；要改原因或期限，请先撤回再退。")
    with db.act(f"退回{NOUNS[noun].word}：{title}"):
        accepted = _accepted(db, noun, record)
        # What a county has accepted, only that county opens again.
        unlocks = accepted is not None and accepted.school == desk.id
        if accepted is not None and unlocks:
            acceptances.end(db, accepted.id, reason=reason, today=today)
        return insert(
            db,
            "returned",
            {
                "school": desk.id,
                "of_school": whose,
                "noun": noun,
                "record": record,
                "title": title,
                "reason": " ".join(reason.split()),
                "due_on": due,
                "unlocks": int(unlocks),
                "returned_on": today,
                "returned_by": db.operator,
            },
        )


def _accepted(db: Register, noun: str, record: int) -> acceptances.Acceptance | None:
    """Give the acceptance that keeps a record as it is: its own, or that of its round or class."""
    over = {"assessment_line": ("round", "assessment_round"), "session": ("training_class", "training_class")}
    if noun in over:
        column, owner = over[noun]
        found = db.execute(f"SELECT {column} FROM {noun} WHERE id = ?", [record]).fetchone()
        return acceptances.standing(db, noun=owner, record=found[0]) if found else None
    return acceptances.standing(db, noun=noun, record=record)


def _checked(reason: str, due_on: str, today: str) -> str:
    if not reason.strip():
        raise UserError("退回要写明原因，对方才知道改什么，例如“身份证号与花名册不符”。")
    if len(reason) > _LONGEST * 5:
        raise UserError(f"退回的原因最多 {_LONGEST * 5} 个字，请写得短一些。")
    due = dates.typed_day(due_on, what="办理期限", like="2026-12-05")
    if due < today:
        raise UserError("办理期限不能早于今天，请另定一天。")
    return due


def find(
    db: Register,
    text: str = "",
    *,
    of_school: int | None = None,
    above: bool | None = None,
    state: str | None = None,
    today: str = "",
) -> list[int]:
    """List returns by a part of their title or reason, those open first, then by deadline.

    `above` asks for those of the desk above alone, or for all but those. `state` is a key of `STATES`,
    `open` for all that is not closed; it wants `today`.
    """
    found = db.execute(
        "SELECT r.id, r.outcome, r.due_on, EXISTS (SELECT 1 FROM return_answer a WHERE a.returned = r.id) "
        "FROM returned r WHERE (?1 IS NULL OR r.of_school = ?1) AND (?3 IS NULL OR (r.school = ?4) <> ?3) "
        f"AND (instr(r.title, ?2) OR instr(r.reason, ?2)) ORDER BY {_ORDER}",
        [of_school, text.strip(), above, schools.own_id(db)],
    )
    listed = []
    for one, outcome, due_on, answered in found:
        now = outcome or ("answered" if answered else "overdue" if due_on < today else "waiting")
        if state is None or now == state or (state == "open" and not outcome):
            listed.append(one)
    return listed


def rows(db: Register, ids: list[int]) -> list[Return]:
    """Give returns in the order asked."""
    select = (
        "SELECT r.id, r.school, r.of_school, coalesce(s.short_name, ''), r.noun, r.record, r.title, "
        "r.reason, "
        "r.due_on, r.unlocks, r.returned_on, r.returned_by, coalesce(a.kind, ''), coalesce(a.words, ''), "
        "coalesce(a.answered_on, ''), coalesce(a.answered_by, ''), coalesce(r.closed_on, ''), r.outcome "
        "FROM returned r LEFT JOIN school s ON s.id = r.of_school LEFT JOIN return_answer a ON a.id = "
        "(SELECT max(id) FROM return_answer WHERE returned = r.id) "
        "WHERE r.id IN (SELECT value FROM json_each(?))"
    )
    return [Return(*row) for row in by_id(db, select, ids)]


def row(db: Register, returned: int) -> Return:
    """Give one return; raise `UserError` where it is gone."""
    found = rows(db, [returned])
    if not found:
        raise UserError("没有找到这条退回，可能已撤回，请刷新后再试。")
    return found[0]


def of_record(db: Register, *, noun: str, record: int) -> Return | None:
    """Give the open return of a record, or None: what a page of it says at its head."""
    found = db.execute(
        "SELECT id FROM returned WHERE noun = ? AND record = ? AND closed_on IS NULL "
        "ORDER BY id DESC LIMIT 1",
        [noun, record],
    ).fetchone()
    return rows(db, [found[0]])[0] if found else None


def answer(db: Register, returned: int, *, kind: str, words: str = "", today: str) -> int:
    """Say for the school that a return was put right (`mended`) or why it is as it is (`explained`).

    It goes up with the next parcel; a county answers for itself and for all its schools. Raise `UserError`
    where it is closed, another school's, or an explanation has no words.
    """
    found = row(db, returned)
    if kind not in ANSWERS:
        raise ValueError(f"no way to answer a return: {kind}")
    desk, called = schools.own(db), schools.words(db)
    if not (found.of_school == desk.id if desk.level == "township" else found.school != desk.id):
        raise UserError(f"这条退回不是给{called.own}的，不能由{called.own}答复。")
    if found.closed_on:
        raise UserError(f"“{found.title}”的退回{called.above}已在 {found.closed_on} 了结，不用再答复。")
    said = " ".join(words.split())
    if kind == "explained" and not said:
        raise UserError("请写明情况，例如“经核对派出所户籍，原来填的没有错”。")
    with db.act(f"答复退回：{found.title}{ANSWERS[kind]}"):
        return insert(
            db,
            "return_answer",
            {
                "school": desk.id,
                "returned": returned,
                "kind": kind,
                "words": said,
                "answered_on": today,
                "answered_by": db.operator,
            },
        )


def may_reopen(db: Register, found: Return) -> bool:
    """Tell whether what was returned must be opened again before it can be put right."""
    if found.closed_on:
        return False
    if found.noun == "training_class":
        listed = classes.rows(db, [found.record])
        return bool(listed) and listed[0].state in classes.CLOSED
    round_ = _round_of(db, found)
    return round_ is not None and bool(round_.finished_on)


def reopen(db: Register, returned: int, *, today: str) -> None:
    """Open a closed class or a finished round again because the county returned it or a line of it.

    Raise `UserError` where there is nothing to open, or the county still has it as accepted.
    """
    found = row(db, returned)
    reason = f"{schools.words(db).above}退回：{found.reason}"
    if found.noun == "training_class":
        closings.reopen(db, found.record, reason=reason, today=today)
        return
    round_ = _round_of(db, found)
    if round_ is None or not round_.finished_on:
        raise UserError(f"“{found.title}”没有结束，直接改就行，不用重新打开。")
    acceptances.require_free(db, noun="assessment_round", record=round_.id, doing="重新打开")
    with db.act(f"重新打开{round_.title}"):
        gone = ("finished_on", "finished_by", "self_points", "points_full", "self_stars")
        update(db, "assessment_round", round_.id, dict.fromkeys(gone))


def _round_of(db: Register, found: Return) -> assessments.Round | None:
    if found.noun not in ("assessment_round", "assessment_line"):
        return None
    wanted = found.record
    if found.noun == "assessment_line":
        line = db.execute("SELECT round FROM assessment_line WHERE id = ?", [found.record]).fetchone()
        wanted = line[0] if line else 0
    return next(iter(assessments.rows(db, [wanted])), None)


def close(db: Register, returned: int, *, today: str, outcome: str = "settled") -> None:
    """Close a return for the county: `settled`, or `taken_back` where it should not have gone out.

    Raise `UserError` where it is closed, or is to be settled while the school has said nothing.
    """
    found = row(db, returned)
    if found.school != schools.own(db).id:
        who = schools.words(db)
        raise UserError(f"退回由{who.above}了结；{who.own}改好后点“改好了”，再上报一次。")
    if found.closed_on:
        raise UserError(f"“{found.title}”的退回已在 {found.closed_on} 了结。")
    if outcome == "settled" and not found.answer:
        raise UserError("对方还没有答复，不能了结；退错了请点“撤回”。")
    said = "了结退回" if outcome == "settled" else "撤回退回"
    with db.act(f"{said}：{found.title}"):
        update(db, "returned", returned, {"closed_on": today, "closed_by": db.operator, "outcome": outcome})


def pass_on(db: Register, returned: int, *, today: str) -> int:
    """Return to a school what the desk above returned of it, and give the county's own return.

    Its deadline is the one set above, or today where that has gone by. Raise `UserError` where it is no such
    return, or is out at the school already.
    """
    found, desk = row(db, returned), schools.own(db)
    if found.school == desk.id or desk.level == "township" or found.of_school == desk.id:
        raise UserError(f"“{found.title}”不是上级退回的下级记录，没有可转的；请直接答复或退回。")
    if found.closed_on:
        raise UserError(f"“{found.title}”的退回已在 {found.closed_on} 了结，不用再转。")
    return send_back(
        db, noun=found.noun, record=found.record, reason=f"{schools.words(db).above}退回：{found.reason}",
        due_on=max(found.due_on, today), today=today, of_school=found.of_school,
    )  # fmt: skip


def still_wrong(db: Register, returned: int, *, reason: str, due_on: str, today: str) -> int:
    """Settle a return whose answer does not do and send the record back anew; give the new return."""
    found = row(db, returned)
    with db.act(f"再次退回：{found.title}"):
        close(db, returned, today=today)
        return send_back(
            db,
            noun=found.noun,
            record=found.record,
            reason=reason,
            due_on=due_on,
            today=today,
            of_school=found.of_school,
        )
