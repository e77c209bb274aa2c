"""评估: the rounds of every year, each criterion with the school's score and the county's beside it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from app.jobs import checklist as jobs
from app.school import assessments, checklist, schools
from app.school.assessments import Line, Round
from app.ui import theme
from app.ui.cards import label, set_tone
from app.ui.desk import Desk
from app.ui.page import Action
from app.ui.pages.checklist.tab import Tab
from app.ui.pages.classes.question import Question
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

Keep = Callable[[str, str], object]
PROPOSED = "按开始或重新核算那天的材料算出的分。"
EMPTY = "还没有评估过。年度评估一年一次，评选两年一次；开始以后，软件先按材料给每条提一个分。"


class Assessing(Tab):
    """Show one round: what the program proposes, what the school gives itself, what the county gave."""

    title = "评估"
    hint = "回车改自评分，改了要写理由 · 县里核分的结果填在“县核分”里 · 做完以后标准再改也不变"
    help_topic = "assessments"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the choice of rounds, what it came to, and the lines."""
        super().__init__(desk, school=school, read_only=read_only)
        self._lines: dict[int, Line] = {}
        self._rounds: list[Round] = []
        self.rounds = QComboBox()
        self.rounds.setAccessibleName("哪一次评估")
        self.rounds.currentIndexChanged.connect(lambda _: self._show())
        self._sum = label("", name="strong")
        self._past = label("", name="note")
        head = QHBoxLayout()
        head.setSpacing(theme.px(14))
        head.addWidget(self.rounds)
        head.addWidget(self._sum, 1)
        self.question = Question()
        kind = Column[Line]
        press = None if read_only else self.score
        self.model = LazyTable(
            (
                kind("项目", lambda one: one.item_name, spare=2),
                kind("要求", lambda one: one.text, grow=True, tip=_tip),
                kind("材料", _state, tip=lambda one: one.said, spare=1),
                kind("软件算", lambda one: str(one.proposed), align="right", rule=PROPOSED),
                kind("自评", lambda one: f"{one.self_points} / {one.points_full}", align="right", press=press,
                     tint=lambda one: "warn" if one.self_points != one.proposed else "plain",
                     tip=lambda one: one.reason),
                kind("县核分", _county, align="right", press=None if read_only else self.county_score,
                     tip=lambda one: one.county_reason),
            ),
            find=lambda _: list(self._lines),
            rows=lambda ids: [self._lines[one] for one in ids if one in self._lines],
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="评分", memory=desk.memory)
        self.table.opened.connect(lambda one: self.score(self._lines[one]))
        self.first = self.table
        self.column.addLayout(head)
        self.column.addWidget(self._past)
        self.column.addWidget(self.question)
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read the rounds again."""
        db = self.desk.db
        self._rounds = assessments.rows(db, assessments.find(db, school=self.school()))
        chosen = self.rounds.currentData()
        self.rounds.blockSignals(True)
        self.rounds.clear()
        for one in self._rounds:
            done = f"{one.finished_on} 完成" if one.finished_on else "进行中"
            self.rounds.addItem(f"{one.title}（{done}）", one.id)
        self.rounds.setCurrentIndex(max(0, self.rounds.findData(chosen)))
        self.rounds.blockSignals(False)
        self.rounds.setVisible(bool(self._rounds))
        self._sum.setVisible(bool(self._rounds))
        past = assessments.history(self._rounds)
        told = [
            f"{title} {points}/{of} 分{f'，{stars} 星' if stars else ''}"
            for title, points, of, stars, _ in past
        ]
        self._past.setText(f"历次：{'；'.join(told)}" if told else "")
        self._past.setVisible(bool(told))
        begin = None if self.read_only else Action("开始年度评估", partial(self.open_round, "yearly"))
        self.table.set_empty(EMPTY if not self.read_only else "这所党校没有上报评估。", begin)
        self._show()

    def round(self) -> Round | None:
        """Give the round on show."""
        at = self.rounds.currentIndex()
        return self._rounds[at] if 0 <= at < len(self._rounds) else None

    def _show(self) -> None:
        one = self.round()
        listed = assessments.lines(self.desk.db, one.id) if one else []
        self._lines = {line.id: line for line in listed}
        self.model.refresh()
        self._sum.setText(_sum(one, self.desk.today()) if one else "")
        set_tone(self._sum, "bad" if one and one.lacking else "plain")

    def note(self) -> str:
        """Say which standard the round on show was made under."""
        one = self.round()
        return f"按“{one.standard_name}” · {one.opened_on} 开始" if one else ""

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Offer what the round on show needs next, and a new one."""
        one = self.round()
        sheet = Action("打印自查表", self.print_sheet, key="Ctrl+P", icon="print", enabled=one is not None)
        if self.read_only:
            return None, [sheet]
        year = int(self.desk.today()[:4])
        held = {(had.kind, had.year) for had in self._rounds}
        quiet = [
            Action(f"开始{assessments.KINDS[kind]}", partial(self.open_round, kind))
            for kind in assessments.KINDS
            if (kind, year) not in held
        ]
        if one is None and quiet:
            return replace(quiet[0], key="Ctrl+N", icon="plus"), [*quiet[1:], sheet]
        if one is None or one.finished_on:
            return None, [*quiet, sheet]
        again = Action("重新核算", self.propose_again, tip="按今天的材料重新算分；写了理由的自评分不动")
        due = Action("截止日期…", self.set_due)
        return Action("完成自评", self.finish), [*quiet, due, again, sheet]

    # acts

    def open_round(self, kind: str) -> None:
        """Begin a round of this year."""
        today = self.desk.today()
        new = self.desk.act(
            self,
            lambda: assessments.open_round(
                self.desk.db, school=self.school(), kind=kind, year=int(today[:4]), today=today
            ),
        )
        if new is not None:
            self.rounds.setCurrentIndex(max(0, self.rounds.findData(new)))
            self.say("已按今天的材料给每条提了分，请逐条核对。", "good")
            self.table.setFocus()

    def score(self, one: Line) -> None:
        """Ask for the school's own points: a number, and a reason after it where it is not the proposal."""
        shown = self.round()
        if self.read_only or shown is None:
            return
        if shown.finished_on:
            self.say(f"{shown.title}已完成，不能再改。", "warn")
            return
        question = f"{one.text}：自评几分？（满分 {one.points_full}，软件算 {one.proposed}）"
        self._ask(
            question, lambda points, why: assessments.score(self.desk.db, one.id, points=points, reason=why)
        )

    def county_score(self, one: Line) -> None:
        """Ask for the county's points, as its sheet says."""
        today = self.desk.today()
        by = schools.own(self.desk.db).id
        self._ask(
            f"{one.text}：县里核了几分？（满分 {one.points_full}）",
            lambda points, why: assessments.county_score(
                self.desk.db, one.id, points=points, reason=why, by=by, today=today
            ),
        )

    def _ask(self, question: str, keep: Keep) -> None:
        def taken(answer: str) -> bool:
            points, _, why = answer.replace("，", " ").partition(" ")
            return self.desk.did(self, lambda: keep(points, why))

        hint = "分数，空一格写理由，例如：3 照片在县里"
        self.question.ask(question, taken, yes="记下", back=self.table, hint=hint)

    def set_due(self) -> None:
        """Ask for the last day of the school's own scores."""
        one = self.round()
        if one is not None:
            self.question.ask(
                "自评到哪天截止？",
                lambda answer: self.desk.did(self, lambda: assessments.set_due(self.desk.db, one.id, answer)),
                yes="定下",
                back=self.table,
                hint="例如：2026-12-10",
            )

    def propose_again(self) -> None:
        """Work the proposals out anew."""
        one, today = self.round(), self.desk.today()
        if one is not None:
            many = self.desk.act(self, lambda: assessments.propose_again(self.desk.db, one.id, today=today))
            if many is not None:
                self.say(f"已按今天的材料重新核算，{many} 条的分变了。", "good")

    def finish(self) -> None:
        """Finish the round on show for good."""
        one, today = self.round(), self.desk.today()
        if one is not None and self.desk.did(
            self, lambda: assessments.finish(self.desk.db, one.id, today=today)
        ):
            self.say(
                f"{one.title}已完成：{one.points} 分。以后标准和材料再变，它都不变；按 Ctrl+Z 可以撤销。",
                "good",
            )

    def print_sheet(self) -> None:
        """Show the sheet of the round as it will be printed."""
        one = self.round()
        if one is None:
            return
        pdf = self.desk.act(
            self, lambda: self.desk.work(self, "正在排自查表", lambda db, _: jobs.sheet(db, one.id))
        )
        if pdf is not None:
            name = f"{one.title}自查表.pdf"
            self.desk.did(self, lambda: self.desk.open(PreviewPage(self.desk, "五有自查表", pdf, name)))

    def open_target(self, target: int, step: str) -> bool:
        """Show the rounds, or begin one, asked for from the desk."""
        if step in assessments.KINDS:
            self.fill()
            return True
        return False

    def escape(self) -> bool:
        """Put away the question."""
        if self.question.isVisibleTo(self):
            self.question.take_away()
            return True
        return False


def _state(one: Line) -> str:
    return checklist.STATES.get(one.state, "")


def _county(one: Line) -> str:
    return "填写" if one.county_points is None else str(one.county_points)


def _tip(one: Line) -> str:
    must = "（必须具备）" if one.required else ""
    shown = "、".join(title for _, _, title, _ in one.pieces[:8])
    return "\n".join(part for part in (f"{one.item_name} · {one.text}{must}", one.said, shown) if part)


def _sum(one: Round, today: str) -> str:
    stars = (
        f"，{one.star.stars} 星{f'（经费档次：{one.star.tier}）' if one.star.tier else ''}"
        if one.star
        else ""
    )
    lacking = f"，必须具备的缺 {one.lacking} 条，不评星" if one.lacking else ""
    county = f"；县核 {one.county_points} 分" if one.county_points is not None else ""
    if one.county_star:
        county += f"，{one.county_star.stars} 星"
    left = assessments.days_left(one, today)
    due = (
        ""
        if left is None or one.finished_on
        else f"；{one.due_on} 截止，还有 {left} 天"
        if left >= 0
        else f"；{one.due_on} 已截止"
    )
    return f"自评 {one.points} / {one.points_full} 分{stars}{lacking}{county}{due}"
