"""办班规则: which there are and what they say, and writing one of one's own on another."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.school import class_rules, conduct_rules, rules, schools
from app.school.class_rules import ASKS, ClassRule, ClassType
from app.spelling import dates
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page, button
from app.ui.pages.rules.small_sheet import SmallSheet
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import px

WIDE = 400
TYPES_HEIGHT = 220
EXAM = "考试"
NO_LIMIT = "不限"
_SHARE = re.compile(r"(\d{1,3})\s*[/／]\s*(\d{1,3})")


class ClassRulesPage(Page):
    """List the rules; one opens beside the list with all it says."""

    help_topic = "class-rules"

    def __init__(self, desk: Desk) -> None:
        """Lay out the list of the own school."""
        super().__init__(desk, "办班规则")
        self._school = schools.own(desk.db).id
        self._found: dict[int, ClassRule] = {}
        self._now = 0
        kind = Column[ClassRule]
        self._model = LazyTable(
            (
                kind("名称", lambda row: row.title, grow=True),
                kind("状态", lambda row: "现行" if row.id == self._now else "",
                     tint=lambda _row: "good"),
                kind("生效日期", lambda row: row.effective_from, rule="从这一天起开的班按这套规则办。"),
                kind("核定", lambda row: rules.STATUSES[row.status], spare=1,
                     tint=lambda row: "good" if row.status == "confirmed" else "warn"),
            ),
            find=lambda _sort: list(self._found),
            rows=self._rows,
            parent=self,
        )  # fmt: skip
        self.table = Table(self._model, name="办班规则", memory=desk.memory)
        self.table.opened.connect(self.open_one)
        self.table.chosen.connect(lambda _ids: self._offer())
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("回车看一套规则说了什么 · Ctrl+N 照它另写一套，从生效日期起算数")

    def _rows(self, ids: Sequence[int]) -> list[ClassRule]:
        return [self._found[one] for one in ids if one in self._found]

    def refresh(self) -> None:
        """Read the rules again."""
        db, today = self.desk.db, self.desk.today()
        self._found = {one.id: one for one in class_rules.rows(db, school=self._school)}
        now = class_rules.in_force(db, school=self._school, on=today)
        self._now = now.id
        self._model.refresh()
        self.set_title("办班规则", f"现行：{now.title}（{now.effective_from} 起）")
        self._offer()

    def _at_hand(self) -> ClassRule | None:
        chosen = [*self.table.selected(), self.table.current() or 0, self._now]
        return next((self._found[one] for one in chosen if one in self._found), None)

    def _offer(self) -> None:
        one = self._at_hand()
        tip = f"照“{one.title}”另写一套" if one else ""
        self.set_actions(Action("另写一套", self.begin, "Ctrl+N", tip, "plus", enabled=one is not None), [])

    def open_one(self, rule: int) -> None:
        """Show what one says beside the list."""
        one = self._found[rule]
        may_drop = class_rules.own(one) and one.effective_from > self.desk.today()
        leave = conduct_rules.said_by(self.desk.db, one).leave_levels
        self.show_detail(one.title, _panel(one, leave, drop=self.drop if may_drop else None), width=WIDE)

    def begin(self) -> None:
        """Open the form on the rule at hand."""
        one = self._at_hand()
        if one is not None:
            self.desk.open(WritingPage(self.desk, one, told=self._written))

    def _written(self, said: str) -> None:
        self.close_detail()
        self.say(said, "good")

    def drop(self, rule: int) -> None:
        """Take a rule away that does not count yet."""
        today = self.desk.today()
        if self.desk.did(self, lambda: class_rules.drop(self.desk.db, rule, today=today)):
            self.close_detail()
            self.say("已删去；按 Ctrl+Z 可以找回。", "good")


def _panel(
    one: ClassRule, leave: Sequence[tuple[int, str]], *, drop: Callable[[int], object] | None
) -> QWidget:
    panel = QWidget()
    column = QVBoxLayout(panel)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(4))
    confirmed = one.status == "confirmed"
    column.addWidget(label("✓ 已确认" if confirmed else "! 待确认", tone="good" if confirmed else "warn"))
    column.addWidget(label(f"{one.effective_from} 起开的班按它办"))
    column.addWidget(label(f"依据：{one.source}", name="note"))
    if drop is not None:
        column.addWidget(button(Action("删去这套规则", partial(drop, one.id))))
    part, whole = one.scores.least_attendance
    parts = "、".join(f"{part.title} {part.weight}%" for part in one.scores.parts)
    bands = "、".join(f"{title} {least} 分起" for title, least in one.scores.bands)
    for title, lines in (
        ("办班", [f"每年至少办 {one.classes_a_year} 期", f"档案至少保存 {one.archive_kept_years} 年"]),
        ("材料", [f"{need.title}　{ASKS[class_rules.asked_how(need)]}" for need in one.requirements]),
        ("成绩", [parts, bands, f"合格线 {one.scores.pass_mark} 分", f"出勤不到 {part}/{whole} 不计成绩"]),
        ("请假", [f"{who}　{f'不超过 {most} 个半天' if most else NO_LIMIT}" for most, who in leave]),
        ("班的类型", [_written(kind) for kind in one.types]),
    ):
        column.addSpacing(px(8))
        column.addWidget(label(title, name="strong"))
        for line in lines:
            column.addWidget(label(line))
    return panel


class WritingPage(Page):
    """The form of a rule on another: what is left as it stands is taken over."""

    help_topic = "class-rules"

    def __init__(self, desk: Desk, model: ClassRule, *, told: Callable[[str], object]) -> None:
        """Fill in what the other says; `told` hears what was written."""
        super().__init__(desk, "另写一套办班规则")
        self._model, self._told = model, told
        self.form, self.papers, self.sheets = Form(), Form(), Form()
        self.title, self.source = QLineEdit(), QLineEdit()
        self.since = QLineEdit(f"{int(desk.today()[:4]) + 1}-01-01")
        self.confirmed = QCheckBox("已经确认，不是征求意见的")
        share = "/".join(map(str, model.scores.least_attendance))
        self.classes, self.kept = (
            QLineEdit(str(model.classes_a_year)),
            QLineEdit(str(model.archive_kept_years)),
        )
        self.pass_mark, self.least = QLineEdit(str(model.scores.pass_mark)), QLineEdit(share)
        self.types = QPlainTextEdit("\n".join(map(_written, model.types)))
        self.types.setFixedHeight(px(TYPES_HEIGHT))
        self.types.setTabChangesFocus(True)
        levels = conduct_rules.said_by(desk.db, model).leave_levels
        self._levels = [(who, str(most or NO_LIMIT)) for most, who in levels]
        self.bands = SmallSheet("成绩的等次", ("等次", "从几分起"),
                                [(name, str(least)) for name, least in model.scores.bands])  # fmt: skip
        self.levels = SmallSheet("请假由谁批", ("由谁批", "连续不超过几个半天"), self._levels)
        self.asks: dict[str, QComboBox] = {}
        self.more = QLineEdit()
        self._build()
        self.first = self.title
        self.set_actions(Action("保存", self.save, "Ctrl+Return", "写好这套规则，从生效日期起算数"))
        self.set_hint("照原来的规则填好了，只改要改的 · 考试、平时各占多少照原来的")

    def _build(self) -> None:
        head = Sheet("这套规则")
        self.form.row("名称", self.title, must=True)
        self.form.row("依据", self.source, must=True, hint="文件名和文号，以后有人问起才说得清。")
        self.form.row("生效日期", self.since, must=True, hint="从这一天起开的班按它办，以前的班不变。")
        self.form.row("每年至少办几期", self.classes)
        self.form.row("档案至少保存几年", self.kept)
        self.form.row("合格线", self.pass_mark)
        self.form.row("出勤下限", self.least, hint="出勤不到这么多不计成绩，写成 3/4 的样子。")
        self.form.row("核定", self.confirmed)
        self.form.row(
            "班的类型", self.types, hint=f"一行一种：名称，培训对象，季节，{EXAM}；后面几项没有就不写。"
        )
        head.body.addWidget(self.form)
        papers = Sheet("结班、归档要的材料")
        for need in self._model.requirements:
            box = QComboBox()
            for key, word in ASKS.items():
                box.addItem(word, key)
            box.setCurrentIndex(box.findData(class_rules.asked_how(need)))
            self.asks[need.title] = box
            self.papers.row(need.title, box)
        self.papers.row("另外还要", self.more, hint="结班以前另要归入的材料，几件之间用逗号分开。")
        papers.body.addWidget(self.papers)
        marks = Sheet("成绩的等次和请假的审批")
        self.sheets.row("等次", self.bands, hint="一行一等，最低一等从 0 分起。")
        self.sheets.row(
            "请假", self.levels, hint=f"一行一人，请假更长的由下一行的人批；再长都由他批的写{NO_LIMIT}。"
        )
        marks.body.addWidget(self.sheets)
        self.body.addWidget(head)
        self.body.addWidget(marks)
        self.body.addWidget(papers)
        self.body.addStretch(1)

    def save(self) -> None:
        """Write the rule; what is wrong is said beside its field."""
        self.form.clear_faults()
        self.sheets.clear_faults()
        since = dates.read(self.since.text())
        if since.precision != "day" or since.verdict.kind in ("ask", "refuse"):
            self.form.blame(self.since, "请写一个日期，例如 2027-01-01。")
            return
        changes, asks = self._changes(), self._asks()
        if changes is None:
            return
        bands, levels = self._numbered(self.bands), self._numbered(self.levels, no_limit=True)
        if bands is None or levels is None:
            return
        db = self.desk.db
        done = self.desk.did(
            self,
            lambda: class_rules.write(
                db, based_on=self._model.id, title=self.title.text(), source=self.source.text(),
                effective_from=str(since.value), changes=changes, asks=asks, types=self._types(),
                bands=bands, leave_levels=levels if self.levels.lines.said() != self._levels else None,
                confirmed=self.confirmed.isChecked(),
            ),
        )  # fmt: skip
        if done:
            then = "" if self.desk.level == "township" else "到“下发”制作新的一版，对方读取以后采用。"
            self.desk.close()
            self._told(f"已写好“{self.title.text().strip()}”，{since.value} 起开的班按它办。{then}")

    def _changes(self) -> dict[str, object] | None:
        """Give the numbers as they were typed, or None where one is none."""
        numbers: dict[QLineEdit, int] = {}
        for field in (self.classes, self.kept, self.pass_mark):
            try:
                numbers[field] = _number(field.text())
            except UserError as error:
                self.form.blame(field, str(error))
                return None
        share = _SHARE.fullmatch(self.least.text().strip())
        if share is None:
            self.form.blame(self.least, "请写成几分之几的样子，例如 3/4。")
            return None
        return {
            "classes_a_year": numbers[self.classes],
            "archive_kept_years": numbers[self.kept],
            "scores": {
                "pass_mark": numbers[self.pass_mark],
                "least_attendance": [int(share[1]), int(share[2])],
            },
        }

    def _numbered(self, sheet: SmallSheet, *, no_limit: bool = False) -> list[tuple[str, int]] | None:
        """Give the lines of a sheet, or None where a number is none; that is said below it."""
        found = []
        for name, number in sheet.lines.said():
            try:
                found.append((name, 0 if no_limit and number == NO_LIMIT else _number(number)))
            except UserError:
                or_none = f"，或写{NO_LIMIT}" if no_limit else ""
                self.sheets.blame(sheet, f"“{name}”后面请写一个不超过 999 的整数{or_none}。")
                return None
        return found

    def _asks(self) -> dict[str, str]:
        before = {need.title: class_rules.asked_how(need) for need in self._model.requirements}
        asks = {title: str(box.currentData()) for title, box in self.asks.items()}
        changed = {title: how for title, how in asks.items() if how != before[title]}
        more = [part.strip() for part in re.split("[，,；;]", self.more.text()) if part.strip()]
        return {**changed, **dict.fromkeys(more, "close")}

    def _types(self) -> list[ClassType]:
        found = []
        for line in self.types.toPlainText().splitlines():
            parts = [part.strip() for part in re.split("[，,]", line)]
            if any(parts):
                rest = [part for part in parts[1:] if part != EXAM]
                group, season, *_ = [*rest, "", ""]
                found.append(ClassType(parts[0], group, season, EXAM in parts[1:]))
        return found


def _written(kind: ClassType) -> str:
    """Write a kind of class as it is typed; what stands at the end may be left out."""
    parts = [kind.name, kind.trainee_group, kind.season]
    while not parts[-1]:
        parts.pop()
    return "，".join([*parts, *([EXAM] if kind.exam else [])])


def _number(text: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 3:
        raise UserError("请写一个不超过 999 的整数。")
    return int(text)
