"""班外学习: what was learned outside the school's own classes, and who took part."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import activities as jobs
from app.jobs import evidence as copies
from app.school import ACTIVITY_KINDS, HALF_DAYS, activities, evidence, hours_text, rules
from app.sheets import workbooks
from app.spelling.hours import shown as hours_shown
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.classes.question import Question, worded
from app.ui.pages.hours.recording import RecordPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

Ask = Callable[[str, Sequence[int]], None]
WIDE = 400
ROOM = 8
# The kind and the proof, which the open panel says.
SAID = (1, 6)


class ActivitiesPage(Page):
    """List activities; one opens beside the list with its people, its proof, and how it is voided."""

    help_topic = "activities"

    def __init__(self, desk: Desk, school: int, *, read_only: bool = False, show: int = 0) -> None:
        """Lay out the list of a school, one of it open where `show` names it; `read_only` only looks."""
        super().__init__(desk, "班外学习")
        self._school, self._read_only, self._show = school, read_only, show
        self.opened = 0
        self.search = self._sought = SearchField("名称或主办单位")
        self._years, self._kinds, self._voided = QComboBox(), QComboBox(), QCheckBox("含已作废")
        self._sum = label("", name="note")
        self._question = Question()
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="班外学习", memory=desk.memory)
        self._build()
        self.first = self.table
        self.set_hint("回车看参加的人和凭证 · Ctrl+N 记学时 · Ctrl+C 复制所选行，可以粘贴到表格里")

    def _build(self) -> None:
        if not self._read_only:
            self.set_actions(Action("记学时", self.begin, "Ctrl+N", "登记一次学习，一次许多人", "plus"))
        self._years.setAccessibleName("年份")
        self._kinds.setAccessibleName("种类")
        self._kinds.addItem("全部种类", "")
        for key, name in ACTIVITY_KINDS.items():
            self._kinds.addItem(name, key)
        for box in (self._years, self._kinds):
            box.currentIndexChanged.connect(lambda: self._fill())
        self._voided.toggled.connect(lambda: self._fill())
        self._sought.sought.connect(lambda: self._fill())
        self.table.typed.connect(self._sought.begin)
        self.table.opened.connect(self.open_one)
        bar = Flow()
        for field in (self._sought, self._years, self._kinds, self._voided):
            bar.add(field)
        bar.add(self._sum, 1)
        self._sum.setWordWrap(False)
        self.body.addWidget(self._question)
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)

    def _columns(self) -> list[Column[activities.Activity]]:
        kind = Column[activities.Activity]
        return [
            kind("日期", _days, sort="date", tint=_ink),
            kind("种类", lambda row: ACTIVITY_KINDS[row.kind], sort="kind", tint=_ink),
            kind("名称", lambda row: row.title, sort="title", grow=True, tint=_ink),
            kind("平台或单位", lambda row: row.platform or row.organiser or "—", spare=3, tint=_ink),
            kind("学了多少", activities.amount, spare=2, tint=_ink),
            kind("人数", lambda row: str(row.people), align="right", tint=_ink),
            kind("凭证", _proof, tint=_proof_ink, spare=1,
                 rule="有没有归入证明这次学习的文件：证书、截图、签到表等。"),
        ]  # fmt: skip

    # what is shown

    def refresh(self) -> None:
        """Read the list again."""
        self._offer_years()
        self._fill()
        if self._show or self.opened:
            self.open_one(self._show or self.opened)
            self._show = 0
        if self._read_only:
            self.table.set_empty("这所党校没有上报班外学习。")
        else:
            self.table.set_empty(
                "这里还没有记录。县级班、网络学习、支部学习、送学上门等，从“记学时”登记，一次许多人。",
                Action("记学时", self.begin),
            )

    def _offer_years(self) -> None:
        db = self.desk.db
        every = activities.rows(db, activities.find(db, school=self._school))
        this = int(self.desk.today()[:4])
        years = sorted({this, *(int(one.ends[:4]) for one in every)}, reverse=True)
        if years == [self._years.itemData(at) for at in range(self._years.count())]:
            return
        chosen = self._years.currentData() or this
        shown = next((int(one.ends[:4]) for one in every if one.id == self._show), chosen)
        self._years.blockSignals(True)
        self._years.clear()
        for year in years:
            self._years.addItem(f"{year} 年", year)
        self._years.setCurrentIndex(max(0, self._years.findData(shown)))
        self._years.blockSignals(False)

    def _fill(self) -> None:
        self._model.refresh()
        found = self._rows(self._model.ids)
        people = sum(one.people for one in found if not one.voided_on)
        self._sum.setText(f"列出 {len(found):,} 次，{people:,} 人次")
        self.set_title("班外学习", f"{self._years.currentData()} 年")

    def _find(self, sort: str | None) -> list[int]:
        found = activities.find(
            self.desk.db,
            self._sought.text(),
            school=self._school,
            year=self._years.currentData(),
            kind=self._kinds.currentData() or "",
            voided=self._voided.isChecked(),
            order_by=sort or "date",
        )
        # The newest come first there, and a list sorted upwards begins with the oldest.
        return found[::-1] if sort == "date" else found

    def _rows(self, ids: Sequence[int]) -> list[activities.Activity]:
        return activities.rows(self.desk.db, list(ids))

    # one of them

    def open_one(self, activity: int) -> None:
        """Show one beside the list."""
        found = activities.rows(self.desk.db, [activity])
        if not found:
            self.close_detail()
            return
        panel = ActivityPanel(self.desk, found[0], read_only=self._read_only, ask=self._ask)
        self.show_detail(found[0].title, panel, width=WIDE)
        self.table.select_id(activity)
        self.opened = activity
        self._leave_out(said=True)

    def close_detail(self) -> bool:
        """Forget which one was open."""
        self.opened = 0
        self._leave_out(said=False)
        return super().close_detail()

    def _leave_out(self, *, said: bool) -> None:
        """Leave the columns out that the panel says."""
        for column in SAID:
            self.table.setColumnHidden(column, said)

    def _ask(self, what: str, people: Sequence[int]) -> None:
        (one,) = activities.rows(self.desk.db, [self.opened])
        ask = partial(self._question.ask, back=self.table)
        if what == "void":
            ask(
                f"作废“{one.title}”，{one.people} 人的学时一并收回。为什么？",
                worded(self._question, "作废要写明原因，例如“重复登记”。", partial(self.void, one.id)),
                yes="作废",
                hint="例如：重复登记",
            )
        elif what == "strike":
            ask(
                f"从“{one.title}”划去 {len(people)} 人，学时一并收回。为什么？",
                worded(self._question, "划去人员要写明原因，例如“登记错人”。",
                       partial(self.strike, one.id, people)),
                yes="划去",
                hint="例如：登记错人",
            )  # fmt: skip
        else:
            ask(
                f"“{one.title}”还有谁参加？",
                worded(self._question, "请写姓名，几个人用顿号分开。", partial(self.add, one.id)),
                yes="补登",
                hint="姓名，几个人用顿号分开",
            )

    def void(self, activity: int, why: str) -> None:
        """Void an activity."""
        db, today = self.desk.db, self.desk.today()
        lines = self.desk.act(self, lambda: activities.void(db, activity, why=why, today=today))
        if lines is not None:
            self.say(f"已作废，学时已收回，台账加了 {lines} 行。", "good")

    def strike(self, activity: int, people: Sequence[int], why: str) -> None:
        """Take people off an activity."""
        count = self.desk.act(self, lambda: activities.strike(self.desk.db, activity, people, why=why))
        if count is not None:
            self.say(f"已划去 {count} 人，学时已收回。", "good")

    def add(self, activity: int, written: str) -> None:
        """Add people by their names, all or none."""

        def added() -> int:
            db = self.desk.db
            book = workbooks.pasted(written)
            named = jobs.read_list(db, book, school=self._school, today=self.desk.today())
            open_ = [one.matched for one in named if one.matched.member is None]
            if open_:
                why = open_[0].why or "名册里没有"
                raise UserError(f"“{open_[0].line.name or open_[0].line.written}”：{why}。没有补登，请改正。")
            people = [one.matched.member for one in named if one.matched.member is not None]
            shares = {
                one.matched.member: activities.Share(minutes=one.minutes)
                for one in named
                if one.matched.member is not None and one.minutes is not None
            }
            return activities.add(db, activity, people, shares=shares)

        count = self.desk.act(self, added)
        if count is not None:
            self.say(f"已补登 {count} 人，学时已记入。", "good")

    def begin(self) -> None:
        """Record another one."""
        self.desk.open(RecordPage(self.desk, self._school, told=lambda said: self.say(said, "good")))

    def escape(self) -> bool:
        """Take the question away first."""
        if not self._question.isHidden():
            self._question.take_away()
            return True
        return super().escape()

    def sights(self) -> list[str]:
        """Name one of them."""
        return ["一次学习"] if self._model.ids else []

    def show_sight(self, name: str) -> None:
        """Open the first."""
        self.open_one(self._model.ids[0])


class ActivityPanel(QWidget):
    """What one activity says, who took part and what each was given."""

    def __init__(self, desk: Desk, one: activities.Activity, *, read_only: bool, ask: Ask) -> None:
        """Write it out; `ask` is called with what is to be done and with whom."""
        super().__init__()
        self._desk, self._one = desk, one
        self._people = {who.member: who for who in activities.participants(desk.db, one.id)}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._facts()
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self._model, name="参加的人", memory=desk.memory)
        self.table.setFixedHeight(px(40) * (1 + min(max(len(self._people), 3), ROOM)) + 2)
        self._model.refresh()
        self._column.addWidget(self.table)
        if not read_only and not one.voided_on:
            bar = Flow(6)
            for text, what, tip in (
                ("补登人员", "add", "还有人参加，写姓名补进来"),
                ("划去所选的人", "strike", "没有参加、登错了的人，划去并收回学时"),
                ("作废这次登记", "void", "整件登错：留下记录和原因，学时收回"),
            ):
                bar.add(button(Action(text, partial(self._run, ask, what), tip=tip)))
            self._column.addLayout(bar)

    def _run(self, ask: Ask, what: str) -> None:
        chosen = self.table.selected()
        if what == "strike" and not chosen:
            self._desk.did(self, _nobody)
        else:
            ask(what, chosen)

    def _facts(self) -> None:
        one = self._one
        if one.voided_on:
            self._column.addWidget(label(f"{one.voided_on} 已作废：{one.void_reason}", tone="bad"))
        when = _days(one) if one.ends != one.date else f"{one.date} {HALF_DAYS[one.half_day]}"
        self._column.addWidget(label(f"{ACTIVITY_KINDS[one.kind]} · {when}", name="strong"))
        total = sum(who.quarter_hours for who in self._people.values())
        how = f"{rules.FORMS[one.form]} {activities.amount(one)}".removesuffix(" —")
        self._column.addWidget(label(f"{how} · {one.people} 人共记 {hours_shown(total)} 学时"))
        said = [
            f"平台：{one.platform}" if one.platform else "",
            f"主办或出具证明：{one.organiser}" if one.organiser else "",
            "算作县级以上集中培训" if one.central else "",
            "记入干部学时，与党员学时分开" if one.ledger == "cadre" else "",
            one.note,
            f"{one.recorded_on} 由{one.recorded_by}登记",
        ]
        self._column.addWidget(label("\n".join(filter(None, said)), name="note"))
        if one.evidence:
            self._column.addWidget(button(Action("打开凭证", self._open_proof, icon="open")))
        else:
            self._column.addWidget(label("没有归入凭证。", tone="warn"))

    def _open_proof(self) -> None:
        def show() -> None:
            (found,) = evidence.rows(self._desk.db, [self._one.evidence])
            copy = copies.hand_out(found, folder=self._desk.folder, target=self._desk.scratch())
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
                raise UserError(
                    f"这台电脑没有能打开“{found.file_name}”的程序，请先安装一个看图或看 PDF 的程序。"
                )

        self._desk.did(self, show)

    def _columns(self) -> list[Column[activities.Participant]]:
        kind = Column[activities.Participant]
        return [
            kind("姓名", lambda row: row.name),
            kind("党支部", lambda row: row.branch_name or "—", grow=True, spare=1),
            kind("各自", _share, spare=2),
            kind("学时", lambda row: hours_text(row.quarter_hours), align="right"),
        ]

    def _find(self, _sort: str | None) -> list[int]:
        return list(self._people)

    def _rows(self, ids: Sequence[int]) -> list[activities.Participant]:
        return [self._people[one] for one in ids]


def _nobody() -> None:
    raise UserError("请先在名单里选中要划去的人。")


def _share(row: activities.Participant) -> str:
    said = [f"{row.minutes} 分钟"] if row.minutes is not None else []
    if row.stated is not None:
        said.append(f"证明 {hours_text(row.stated)}")
    return "，".join([*said, *(["测试通过"] if row.tested else [])])


def _days(row: activities.Activity) -> str:
    if row.ends == row.date:
        return row.date
    return f"{row.date} 至 {row.ends[5:] if row.ends[:4] == row.date[:4] else row.ends}"


def _proof(row: activities.Activity) -> str:
    return f"已作废：{row.void_reason}" if row.voided_on else "有凭证" if row.evidence else "没有凭证"


def _proof_ink(row: activities.Activity) -> Tone:
    return "muted" if row.voided_on else "good" if row.evidence else "warn"


def _ink(row: activities.Activity) -> Tone:
    return "muted" if row.voided_on else "plain"
