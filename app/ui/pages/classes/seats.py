"""排座: how a class is seated, and changing two seats."""

import re

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QScrollArea, QSpinBox, QWidget

from app.errors import UserError
from app.jobs import forms
from app.school import classes, enrollments, seat_plans
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.classes.seat_grid import SeatGrid
from app.ui.preview import PreviewPage

USUAL_COLUMNS = 8
FORM = "seat-plan"


class SeatsPage(Page):
    """Seat a class, change seats, preview the plan; every change is kept at once and can be undone."""

    help_topic = "printing"

    def __init__(self, desk: Desk, found: classes.TrainingClass) -> None:
        """Lay out the fields and the room."""
        super().__init__(desk, "排座", found.name)
        self._found = found
        plan = seat_plans.of_class(desk.db, found.id)
        self.columns = QSpinBox()
        self.columns.setRange(1, seat_plans.MOST_COLUMNS)
        self.columns.setMinimumWidth(theme.px(76))
        self.columns.setValue(plan.columns if plan else USUAL_COLUMNS)
        self.order = QComboBox()
        for key, name in seat_plans.ORDERS.items():
            self.order.addItem(f"按{name}", key)
        self.aisles = QLineEdit(" ".join(map(str, plan.aisles)) if plan else "")
        self.aisles.setPlaceholderText("例如 4")
        self.aisles.setFixedWidth(theme.px(90))
        self.leaders = QLineEdit("、".join(plan.leaders) if plan else "")
        self.leaders.setPlaceholderText("按职务从高到低，用顿号隔开")
        self.leaders.setMinimumWidth(theme.px(240))
        bar = Flow()
        self._calm = Calm(self)
        for name, field, tip, share in (
            ("一排几座", self.columns, "从前往后一排一排坐", 0),
            ("次序", self.order, "学员从第一排左边起按什么次序坐", 0),
            ("过道在第几座之后", self.aisles, "可以写几处，用空格隔开，例如 4 8", 0),
            ("主席台", self.leaders, "第一位坐正中，第二位在他左手边，以后左右相间", 1),
        ):
            field.setAccessibleName(name)
            field.setToolTip(tip)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self._calm)
            title = label(name, name="label")
            title.setWordWrap(False)
            bar.add(_beside(title, field), share)
        self._again = button(
            Action("排座", self.arrange, tip="按上面的次序给全班排座，原来的座位作废，可以撤销")
        )
        bar.add(self._again)
        self.columns.lineEdit().returnPressed.connect(self.arrange)
        for line in (self.aisles, self.leaders):
            line.editingFinished.connect(self.furnish)
        self.grid = SeatGrid()
        self.grid.swapped.connect(self.swap)
        self._room = QScrollArea()
        self._room.setWidget(self.grid)
        self._room.setWidgetResizable(True)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setMinimumHeight(theme.px(240))
        self.grid.moved.connect(self._follow)
        self._note = label("", name="note")
        self.body.addLayout(bar)
        self.body.addWidget(self._note)
        self.body.addWidget(self._room, 1)
        self.set_actions(Action("预览", self.preview, key="Ctrl+P", icon="print"))
        self.set_hint(
            "把一个名字拖到另一座就对调 · 键盘：方向键走到一座按回车选中，走到另一座再按回车对调，Esc 放下"
        )
        self.first = self.grid if plan else self.columns

    def refresh(self) -> None:
        """Read the plan again."""
        db = self.desk.db
        plan = seat_plans.of_class(db, self._found.id)
        names = {one.id: one.name for one in enrollments.rows(db, list(plan.seats.values()))} if plan else {}
        self.grid.show_plan(plan, names)
        self._again.setText("重新排座" if plan else "排座")
        self._again.setAccessibleName(self._again.text())
        if plan is None:
            self._note.setText("还没有排座。填好一排几座和次序，按“排座”。")
            return
        free = plan.rows * plan.columns - len(plan.seats)
        self._note.setText(f"{plan.rows} 排，每排 {plan.columns} 座，坐 {len(plan.seats)} 人，空 {free} 座。")

    def escape(self) -> bool:
        """Let go of a name first."""
        return self.grid.let_go() or super().escape()

    def _follow(self, seat: QRect) -> None:
        centre = seat.center()
        self._room.ensureVisible(centre.x(), centre.y(), seat.width(), seat.height())

    # acts

    def _aisles(self) -> list[int]:
        """Read where the gangways are; raise `UserError` for what is no number of a seat."""
        parts = [one for one in re.split(r"[\s,，、;；]+", self.aisles.text()) if one]
        if not all(re.fullmatch(r"[0-9]{1,2}", one) for one in parts):
            raise UserError("过道写在第几座之后，例如 4，或者 4 8，请改正。")
        columns = self.columns.value()
        if any(not 0 < int(one) < columns for one in parts):
            raise UserError(f"一排 {columns} 座，过道只能在第 1 到第 {columns - 1} 座之后，请改正。")
        return [int(one) for one in parts]

    def _leaders(self) -> list[str]:
        return [one.strip() for one in re.split(r"[、，,;；\n]+", self.leaders.text()) if one.strip()]

    def arrange(self) -> None:
        """Seat the whole class anew."""
        db, order = self.desk.db, str(self.order.currentData())
        done = self.desk.did(
            self,
            lambda: seat_plans.arrange(
                db, self._found.id, columns=self.columns.value(), order_by=order,
                aisles=self._aisles(), leaders=self._leaders(),
            ),
        )  # fmt: skip
        self.refresh()
        if done:
            self.first = self.grid
            self.notice.clear()
            self.grid.setFocus()

    def furnish(self) -> None:
        """Keep other gangways and leaders, and leave everybody where he sits."""
        db = self.desk.db
        plan = seat_plans.of_class(db, self._found.id)
        if plan is None:
            return
        columns = plan.columns

        def keep() -> None:
            within = [one for one in self._aisles() if one < columns]
            seat_plans.furnish(db, self._found.id, aisles=within, leaders=self._leaders())

        if self.desk.did(self, keep):
            self.refresh()

    def swap(self, one: seat_plans.Place, other: seat_plans.Place) -> None:
        """Let two seats change over."""
        names = [self.grid.name_at(place) or "空位" for place in (one, other)]
        if self.desk.did(self, lambda: seat_plans.swap(self.desk.db, self._found.id, one, other)):
            self.refresh()
            self.say(f"{names[0]}和{names[1]}已对调，Ctrl+Z 撤销。", "good")

    def preview(self) -> None:
        """Show the plan as it will be printed."""
        training_class, today = self._found.id, self.desk.today()
        form = forms.called(FORM)

        def show() -> None:
            made = self.desk.work(
                self,
                "正在排座次表",
                lambda db, _tell: forms.make(db, form, training_class, today=today, handwritten=True),
            )
            title = f"{self._found.name}座次表"
            self.desk.open(
                PreviewPage(
                    self.desk, title, made.data, f"{title}.pdf",
                    form=FORM, training_class=training_class, blanks=made.blanks,
                )
            )  # fmt: skip

        self.desk.did(self, show)


def _beside(title: QWidget, field: QWidget) -> QWidget:
    """Keep a field on the line of its name."""
    pair = QWidget()
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(10))
    row.addWidget(title)
    row.addWidget(field, 1)
    return pair
