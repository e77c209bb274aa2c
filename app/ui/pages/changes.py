"""更改记录: who changed what and when, what before and what after, and whether the record holds."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import changes as jobs
from app.jobs import checkups, clocks
from app.papers import changes as papers
from app.progress import Tell
from app.school import changes, precautions
from app.school.changes import Change, Criteria, Line
from app.spelling import dates
from app.ui import theme
from app.ui.cards import label, set_tone
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from db import chain
from db.register import Register

EVERYBODY = "全部操作人"
MOST_LINES = 120
DAY = "例如 2026-11-20"


class ChangesPage(Page):
    """List the acts, newest first; the chosen one's facts stand beside the list."""

    help_topic = "changes"

    def __init__(self, desk: Desk, *, wanted: Criteria | None = None) -> None:
        """Lay out the filter above the list; `wanted` is what is asked for at first."""
        super().__init__(desk, "更改记录")
        self.wanted = wanted or Criteria()
        self.search = SearchField("在“做了什么”里查找")
        self.search.sought.connect(lambda text: self._narrow(text=text))
        self.clerk = QComboBox()
        self.clerk.setAccessibleName("操作人")
        self.clerk.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.clerk.activated.connect(lambda at: self._narrow(operator=self.clerk.itemText(at) if at else ""))
        self.since, self.until = QLineEdit(), QLineEdit()
        for field, name in ((self.since, "从哪天"), (self.until, "到哪天")):
            field.setPlaceholderText(name)
            field.setToolTip(f"{name}，{DAY}")
            field.setAccessibleName(name)
            field.setFixedWidth(theme.px(110))
            field.editingFinished.connect(self._days)
        self.about = QPushButton()
        self.about.setProperty("kind", "link")
        self.about.clicked.connect(lambda: self._narrow(member=0, training_class=0, doubted=False))
        self.doubted = self._doubted()
        row = Flow()
        row.add(self.search, 1)
        for made in (self.clerk, self.since, self.until):
            row.add(made)
        self.holds = label("", name="note")
        self.holds.hide()
        self.model = LazyTable(
            _columns(),
            find=lambda _: changes.find(desk.db, self.wanted),
            rows=lambda ids: changes.rows(desk.db, list(ids)),
            parent=self,
        )
        self.table = Table(self.model, name="更改记录", memory=desk.memory)
        self.table.set_empty("没有符合条件的更改。")
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.show_act)
        self.table.typed.connect(self.search.begin)
        self.model.counted.connect(lambda count: self.set_title("更改记录", f"{count:,} 步"))
        self.body.addLayout(row)
        self.body.addWidget(self.about, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.doubted)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.holds)
        self.first = self.table
        self.set_actions(
            None,
            [
                Action("核对有没有被改动过", self.check, tip="把更改记录从头到尾核对一遍"),
                Action("打印列出的", self.print_out, "Ctrl+P", icon="print"),
            ],
        )
        self.set_hint("回车看改前改后 · Ctrl+C 复制选中的行 · 更改记录只增不减：撤销也是一步更改，记在后面")

    def _doubted(self) -> QWidget:
        """Make the line that leads to what was done while the clock could not be right."""
        line = QWidget()
        across = Flow()
        line.setLayout(across)
        self.doubt = label("", tone="warn")
        across.add(self.doubt, 1)
        for action in (
            Action("只看这几步", lambda: self._narrow(doubted=True), tip="只列出电脑时间不准时做的更改"),
            Action("都看过了", self._looked, tip="记下这几步已经有人看过，不再提醒"),
        ):
            across.add(button(action))
        return line

    def _looked(self) -> None:
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: precautions.look_at_doubted(db, today=today)):
            self.say("记下了：电脑时间不准时做的更改都看过了。", "good")
        self._narrow(doubted=False)
        self.desk.look()

    def refresh(self) -> None:
        """Read the list again."""
        said, stop, _ = clocks.to_look_at(self.desk.db).partition("。")
        self.doubt.setText(said + stop)
        self.doubted.setVisible(bool(self.doubt.text()))
        known = [EVERYBODY, *filter(None, changes.clerks(self.desk.db))]
        if known != [self.clerk.itemText(at) for at in range(self.clerk.count())]:
            self.clerk.clear()
            self.clerk.addItems(known)
        self.clerk.setCurrentIndex(max(0, self.clerk.findText(self.wanted.operator)))
        of = replace(self.wanted, text="", operator="", since="", until="")
        self.about.setVisible(of != Criteria())
        self.about.setText(f"只看{jobs.about(self.desk.db, of)}　✕ 看全部")
        self.about.setAccessibleName(self.about.text())
        self.model.refresh()

    def _narrow(self, **changed: object) -> None:
        wanted = replace(self.wanted, **changed)  # type: ignore[arg-type]
        if wanted != self.wanted:
            self.wanted = wanted
            self.close_detail()
            self.refresh()

    def _days(self) -> None:
        for name, field in (("since", self.since), ("until", self.until)):
            try:
                day = dates.typed_day(field.text()) if field.text().strip() else ""
            except UserError as error:
                self.say(str(error), "warn")
                return
            self._narrow(**{name: day})

    # one act

    def _chosen(self, ids: list[int]) -> None:
        if len(ids) == 1:
            self.show_act(ids[0])

    def show_act(self, act: int) -> None:
        """Show what an act changed, fact by fact."""
        found = self.desk.act(self, lambda: changes.lines(self.desk.db, act))
        (one,) = changes.rows(self.desk.db, [act])
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        where = "" if one.own else "，在另一台电脑上"
        column.addWidget(label(f"{one.at}，{one.operator}{where}", name="note"))
        if one.doubted:
            said = "做这一步时电脑的时间不准，上面的时间和里面的日期只供参考；先后是对的。"
            column.addWidget(label(said, tone="warn"))
        if one.undone:
            column.addWidget(label("后来撤销了。", tone="warn"))
        before = ("", "")
        for line in (found or [])[:MOST_LINES]:
            if (line.noun, line.of) != before:
                before = (line.noun, line.of)
                column.addSpacing(theme.px(8))
                column.addWidget(label(f"{line.noun}　{line.of}".rstrip("　"), name="strong"))
            column.addWidget(_fact(line))
        if found and len(found) > MOST_LINES:
            column.addWidget(label(f"……还有 {len(found) - MOST_LINES:,} 项", name="note"))
        if not found:
            column.addWidget(label("改的是程序自己算出来的内容，没有要看的项目。", name="note"))
        self.show_detail(one.name, content, width=400)

    # all of them

    def check(self) -> None:
        """Walk the chain in a worker and say whether it holds."""

        def job(db: Register, tell: Tell) -> str:
            tell(0, 0, "正在核对更改记录")
            broken = chain.check(db)
            return f"{'' if broken is None else '! '}{checkups.chain_said(broken, chain.head(db).length)}"

        said = self.desk.act(self, lambda: self.desk.work(self, "正在核对更改记录", job))
        if said is not None:
            bad = said.startswith("!")
            self.holds.setText(said if bad else f"✓ {said}")
            self.holds.show()
            set_tone(self.holds, "bad" if bad else "good")

    def print_out(self) -> None:
        """Show the list as a paper: the chosen acts where there are several, or all that are listed."""
        chosen = self.table.selected()
        acts = chosen if len(chosen) > 1 else self.model.ids
        desk, wanted, today = self.desk, self.wanted, self.desk.today()
        holds = self.holds.text().removeprefix("✓ ").removeprefix("! ")

        def job(db: Register, tell: Tell) -> bytes:
            about = jobs.about(db, wanted)
            return papers.render(jobs.paper(db, acts, about=about, today=today, holds=holds, tell=tell))

        data = desk.act(self, lambda: desk.work(self, "正在排版", job))
        if data is not None:
            desk.open(PreviewPage(desk, "更改记录", data, f"更改记录 {today}"))


def link(desk: Desk, *, member: int = 0, training_class: int = 0) -> QPushButton:
    """Make the button that leads from a person or a class to what was changed about it."""
    wanted = Criteria(member=member, training_class=training_class)
    tip = "谁在什么时候改过这里，改前改后各是什么"
    return button(
        Action("更改记录", lambda: desk.open(ChangesPage(desk, wanted=wanted)), tip=tip), kind="link"
    )


def _columns() -> tuple[Column[Change], ...]:
    kind = Column[Change]
    return (
        kind("时间", lambda one: one.at),
        kind("操作人", lambda one: one.operator or "—"),
        kind("做了什么", lambda one: one.name, grow=True),
        kind("改动", lambda one: f"{one.rows:,} 处", align="right", rule="这一步改动的记录条数。", spare=1),
        kind(
            "备注",
            lambda one: "、".join(
                said
                for said, true in (
                    ("已撤销", one.undone),
                    (jobs.DOUBTED, one.doubted),
                    ("另一台电脑", not one.own),
                )
                if true
            ),
            tint=lambda one: "warn" if one.undone or one.doubted else "muted",
            spare=2,
        ),
    )


def _fact(line: Line) -> QWidget:
    if not line.old:
        said = f"{line.field}：{line.new}"
    elif not line.new:
        said = f"{line.field}：{line.old} → （去掉）"
    else:
        said = f"{line.field}：{line.old} → {line.new}"
    return label(said)
