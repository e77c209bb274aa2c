"""学员: the roster of a class, its groups and duties, and who came besides."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.school import classes, enrollments, walk_ins
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.classes.dividing import DividingPanel
from app.ui.pages.classes.pasting import PastingPage
from app.ui.pages.classes.quotas import QuotasPage
from app.ui.pages.classes.standing_in import StandingInPanel
from app.ui.pages.classes.tab import Tab, at_hand
from app.ui.pages.classes.trainee import TraineePanel
from app.ui.pages.classes.walk_ins import WalkInsPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

SNAPSHOT = "加入本班那天的情况；以后名册改了，这里不变。"
COUNTS = (
    "报名：名单上的人；实到：其中至少到过一个半天的（含迟到、早退）；代训：替别人来的；"
    "临时参加：不在名单上自己来的，“待对上”是还不知道是名册里哪一位的。"
)
KEYS = "回车改组别、职务和单位 · Ctrl+G 组别 · Ctrl+D 班内职务 · Ctrl+V 粘贴名单 · Delete 去掉"


class Enrollments(Tab):
    """List a class's trainees, take more in, let one go who never had a mark."""

    hint = "Ctrl+F 按姓名、拼音首字母或序号查找"
    help_topic = "enrollments"

    def __init__(self, desk: Desk, training_class: int, *, pick: Callable[[], object]) -> None:
        """Lay out the roster; `pick` opens the page to pick people."""
        super().__init__(desk, training_class)
        self._found: classes.TrainingClass | None = None
        self._names: dict[int, str] = {}
        self._groups = 0
        self._model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self._pick = Action("选人", pick, key="Ctrl+N", icon="plus", tip="从党员名册里选人加入本班")
        self.search = self._sought = SearchField("姓名、拼音、序号")
        self._sought.sought.connect(lambda: self._model.refresh())
        self._count = label("", name="note")
        self._turnout = label("", name="note")
        self._turnout.setToolTip(COUNTS)
        self._pick_button = button(self._pick)
        self._drop_button = button(Action("去掉", self.withdraw, tip="从名册去掉所选学员 Delete"))
        self._walk_in_button = button(Action("临时参加", self.show_walk_ins, tip="名单上没有、自己来的人"))
        self._changing = (
            self._pick_button,
            button(Action("按名单加入", self.paste, tip="粘贴或打开一份名单，逐人核对 Ctrl+V")),
            button(Action("名额分配", self.show_quotas, tip="每个党支部来多少人，还差多少人")),
            button(Action("分组", self.divide, tip="把全班分成几组，或重排序号")),
            self._walk_in_button,
            self._drop_button,
        )
        self._count.setWordWrap(False)
        bar = Flow()
        for widget in (self._sought, *self._changing):
            bar.add(widget)
        bar.add(self._count, 1)
        self.body.addLayout(bar)
        self.body.addWidget(self._turnout)
        self.table = Table(self._model, name="学员名册", memory=desk.memory)
        self.table.typed.connect(self._sought.begin)
        self.table.chosen.connect(self._tell_chosen)
        self.table.opened.connect(lambda _one: self.open_trainee())
        self.table.pasted.connect(lambda _rows: self.paste())
        self.table.set_menu(self._menu)
        self._sought.returnPressed.connect(self.table.setFocus)
        self.first = self.table
        keys: tuple[tuple[str | Qt.Key, Callable[[], object]], ...] = (
            (Qt.Key.Key_Delete, self.withdraw),
            ("Ctrl+G", partial(self.open_trainee, "group")),
            ("Ctrl+D", partial(self.open_trainee, "duty")),
        )
        for key, run in keys:
            shortcut = QShortcut(QKeySequence(key), self.table, run)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.body.addWidget(self.table, 1)

    def _columns(self) -> list[Column[enrollments.Enrollment]]:
        kind = Column[enrollments.Enrollment]
        return [
            kind("序号", lambda row: str(row.seq_no), align="right", sort="seq"),
            kind("姓名", lambda row: row.name, sort="pinyin"),
            kind("性别", lambda row: row.gender, spare=4),
            kind("出生", lambda row: row.birth, spare=6),
            kind("党支部", lambda row: row.branch_at_enrollment, rule=SNAPSHOT, sort="branch", grow=True),
            kind("职务", lambda row: row.title_at_enrollment or "—", rule=SNAPSHOT, spare=3),
            kind("类别", lambda row: row.type_at_enrollment, rule=SNAPSHOT, spare=5),
            kind("组别", lambda row: f"第 {row.group_no} 组" if row.group_no else "", sort="group"),
            kind("班内职务", lambda row: enrollments.DUTIES[row.duty] if row.duty else "",
                 tint=lambda _: "good", spare=1),
            kind("来历", self._came, rule=COUNTS,
                 tint=lambda row: "muted" if row.came_by == "enrolled" else "warn", spare=2),
        ]  # fmt: skip

    def _came(self, row: enrollments.Enrollment) -> str:
        if row.stands_for is not None:
            return f"替{self._names.get(row.stands_for, '')}代训"
        return enrollments.CAME_BY[row.came_by]

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the roster again."""
        super().show_class(found, editable=editable)
        self._found = found
        self.hint = f"Ctrl+N 选人 · {KEYS}" if editable else Enrollments.hint
        for one in self._changing:
            one.setVisible(editable)
        db = self.desk.db
        everyone = enrollments.rows(db, enrollments.find(db, training_class=self.training_class))
        self._names = {who.id: who.name for who in everyone}
        self._groups = max((who.group_no for who in everyone), default=0)
        self._tell_turnout(everyone)
        self._model.refresh()
        self._tell_chosen(self.table.selected())
        if found.enrolled:
            self.table.set_empty("没有符合条件的学员，请换一个姓名或序号。")
        elif editable:
            self.table.set_empty(
                "还没有学员。从党员名册里选人，可以按支部、类别或未达标来挑；有现成的名单，按 Ctrl+V 粘贴。",
                self._pick,
            )
        else:
            self.table.set_empty("这个班没有学员。")

    def _tell_turnout(self, everyone: Sequence[enrollments.Enrollment]) -> None:
        found, db = self._found, self.desk.db
        count = enrollments.turnouts(db, [self.training_class])[self.training_class]
        said = [f"报名 {count.enrolled} 人"]
        if count.came or count.substitutes or count.walk_ins:
            said.append(f"实到 {count.came} 人")
        said += [f"代训 {count.substitutes} 人"] if count.substitutes else []
        if count.walk_ins or count.unmatched:
            open_ = walk_ins.rows(db, walk_ins.find(db, training_class=self.training_class, open_only=True))
            names = "、".join(one.name for one in open_[:3]) + ("等" if len(open_) > 3 else "")
            wait = f"，待对上 {count.unmatched} 人：{names}" if open_ else ""
            said.append(f"临时参加 {count.walk_ins + count.unmatched} 人{wait}")
        monitor = next((who.name for who in everyone if who.duty == "monitor"), "")
        said += [f"班长 {monitor}"] if monitor else []
        said += [f"班主任 {found.adviser}"] if found and found.adviser else []
        self._turnout.setText(" · ".join(said))
        self._turnout.setVisible(bool(everyone or count.unmatched))
        self._walk_in_button.setText(f"临时参加 {count.unmatched}" if count.unmatched else "临时参加")

    def _tell_chosen(self, chosen: list[int]) -> None:
        self._drop_button.setEnabled(bool(self._model.ids))
        self._count.setText(
            f"共 {len(self._model.ids):,} 人" + (f"，选中 {len(chosen):,} 人" if chosen else "")
        )
        self._fill(chosen or at_hand(self.table))

    def _find(self, sort: str | None) -> list[int]:
        return enrollments.find(
            self.desk.db,
            self._sought.text().strip(),
            training_class=self.training_class,
            order_by=sort or "seq",
        )

    def _rows(self, ids: Sequence[int]) -> list[enrollments.Enrollment]:
        return enrollments.rows(self.desk.db, list(ids))

    # beside the list

    def _page(self) -> Page | None:
        at = self.parentWidget()
        while at is not None and not isinstance(at, Page):
            at = at.parentWidget()
        return at

    def _open(self) -> QWidget | None:
        """Give the panel of this tab that is open beside the list; one that Esc has closed is gone."""
        page = self._page()
        kinds = (TraineePanel, DividingPanel, StandingInPanel)
        every = [one for kind in kinds for one in page.findChildren(kind)] if page else []
        return next((one for one in every if one.isVisible()), None)

    def open_trainee(self, field: str = "group") -> None:
        """Show the chosen trainees beside the list, the keyboard in a field of theirs."""
        chosen, panel = at_hand(self.table), self._open()
        if not chosen:
            return
        if not isinstance(panel, TraineePanel):
            panel = TraineePanel(self.desk, stand_in=self.stand_in)
            self._show_beside(panel, "学员")
        self._fill(chosen)
        if self.editable:
            (panel.group if field == "group" else panel.duty).setFocus()

    def _fill(self, chosen: Sequence[int]) -> None:
        """Let the panel of a trainee, where it is open, show these."""
        page, panel = self._page(), self._open()
        if page is None or not isinstance(panel, TraineePanel):
            return
        if panel.show_people(chosen, groups=self._groups, editable=self.editable):
            page.name_detail(panel.title())
        else:
            self._close_beside()

    def _show_beside(self, panel: QWidget, title: str) -> None:
        page = self._page()
        if page is not None:
            page.show_detail(title, panel)
            # Shown by the next event only; a field of it could not take the keyboard now.
            at: QWidget | None = panel
            while at is not None and at is not page:
                at.show()
                at = at.parentWidget()

    def _close_beside(self) -> None:
        page = self._page()
        if page is not None and self._open() is not None:
            page.close_detail()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the panel away with the list it stands beside."""
        super().hideEvent(event)
        self._close_beside()

    def divide(self) -> None:
        """Ask how to divide the class."""
        if self._found is not None and self._names:
            people = len(self._names)
            panel = DividingPanel(self.desk, self.training_class, people=people, done=self._close_beside)
            self._show_beside(panel, "分组和序号")
            panel.groups.setFocus()
            panel.groups.selectAll()

    def stand_in(self, enrollment: int) -> None:
        """Ask who came in a trainee's stead."""
        panel = StandingInPanel(self.desk, enrollment, done=self._close_beside)
        self._show_beside(panel, f"{self._names[enrollment]}由谁代训")
        panel.half_days.setFocus()

    def _menu(self, chosen: list[int]) -> list[Action]:
        if not self.editable or not chosen:
            return []
        one = len(chosen) == 1
        duties = [
            Action(f"设为{name}" if key else "不任班内职务", partial(self._give_duty, key))
            for key, name in enrollments.DUTIES.items()
        ]
        return [
            Action("组别、职务和单位", self.open_trainee),
            *duties,
            Action("有人代训", lambda: self.stand_in(chosen[0]), enabled=one),
            Action("从名册去掉", self.withdraw, key="Delete"),
        ]

    def _give_duty(self, duty: str) -> None:
        chosen = at_hand(self.table)
        self.desk.act(self, lambda: enrollments.give_duty(self.desk.db, chosen, duty))

    # pages of their own

    def paste(self) -> None:
        """Take people in by a list, that on the clipboard where there is one."""
        if self._found is not None and self.editable:
            page = PastingPage(self.desk, self._found)
            self.desk.open(page)
            page.paste()

    def show_quotas(self) -> None:
        """Say how many each branch is to send."""
        if self._found is not None:
            self.desk.open(QuotasPage(self.desk, self._found))

    def show_walk_ins(self) -> None:
        """Write down who came besides, and say who they are."""
        if self._found is not None:
            self.desk.open(WalkInsPage(self.desk, self._found))

    # letting go

    def withdraw(self) -> None:
        """Take the chosen trainees off the roster, all or none."""
        chosen = at_hand(self.table)
        if chosen and self.editable:
            self.desk.did(self, lambda: self._withdraw(chosen))

    def _withdraw(self, chosen: list[int]) -> None:
        db = self.desk.db
        if len(chosen) == 1:
            enrollments.withdraw(db, chosen[0])
            return
        with db.act(f"从名册去掉 {len(chosen)} 人"):
            for one in chosen:
                enrollments.withdraw(db, one)
