"""The list of training classes."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.school import CLASS_STATES, classes, hours_text, schools
from app.spelling import dates
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.classes.class_page import CERTIFICATES, OVERVIEW, TABS, ClassPage
from app.ui.pages.classes.new_class import NewClassPage
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.classes.plans import PlansPage
from app.ui.pages.upper_forms import UpperFormsPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

NEW, PICK, PLANS, FORMS = "新建", "选人", "培训计划", "上级表格"
# What is to be done, and the tab where it is; anything else is done from the overview.
TAB_OF_ERRAND = {
    "timetable": "课表", "enrol": "学员", "walk_ins": "学员", "attendance": "考勤", "leave_slips": "考勤",
    "issue": "证书", "certificates": "证书", "scores": "成绩",
}  # fmt: skip
TERM_RULE = "本校本年第几期，按筹备的先后编号，可在筹备时改。"


class ClassesPage(Page):
    """List a school's classes; Enter opens one."""

    help_topic = "classes"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Show the classes of `school`, of the own one where it is None; `read_only` only looks."""
        super().__init__(desk, "培训班")
        self._school = schools.own(desk.db).id if school is None else school
        self._read_only = read_only
        self._new = Action("新建培训班", self.prepare, key="Ctrl+N", icon="plus")
        if not read_only:
            plan = Action("培训计划", self.open_plans, tip="本年打算办什么班，办了多少", key="Ctrl+Shift+P")
            forms = Action("上级表格", self.open_upper_forms, tip="县里、市里发来的表，收下一次，随时填好")
            self.set_actions(self._new, [plan, forms])
        self._model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self._years = QComboBox()
        self._years.setAccessibleName("年份")
        self._years.setToolTip("只看一年的培训班")
        self._years.currentIndexChanged.connect(lambda: self._model.refresh())
        self._types, self._states = QComboBox(), QComboBox()
        self._offer(self._types, "全部类型", [])
        self._offer(self._states, "全部状态", [(word, state) for state, word in CLASS_STATES.items()])
        for box, name, tip in (
            (self._types, "类型", "只看一种类型的培训班"),
            (self._states, "状态", "只看一种状态的培训班"),
        ):
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.currentIndexChanged.connect(lambda: self._model.refresh())
        self.search = self._sought = SearchField("培训班名称")
        self._sought.sought.connect(lambda: self._model.refresh())
        bar = Flow()
        bar.add(self._sought)
        for box in (self._years, self._types, self._states):
            bar.add(box)
        self.body.addLayout(bar)
        self.table = Table(self._model, name="培训班", memory=desk.memory)
        self.table.opened.connect(lambda one: self.open_class(one))
        self.table.typed.connect(self._sought.begin)
        self._sought.returnPressed.connect(self.table.setFocus)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("回车打开培训班 · Ctrl+C 复制所选行，可以粘贴到表格里")

    def open_upper_forms(self) -> None:
        """Lay the forms of the upper level over this page."""
        self.desk.open(UpperFormsPage(self.desk))

    def refresh(self) -> None:
        """Read the list again."""
        if self._school != schools.own_id(self.desk.db):
            (owner,) = schools.rows(self.desk.db, [self._school])
            self.set_title(f"{owner.short_name} · 培训班", "只能查看，由乡镇上报")
        every = classes.rows(self.desk.db, classes.find(self.desk.db, school=self._school))
        years = sorted({one.year for one in every}, reverse=True)
        self._offer(self._years, "全部年份", [(f"{year} 年", year) for year in years])
        types = sorted({one.class_type for one in every if one.class_type})
        self._offer(self._types, "全部类型", [(one, one) for one in types])
        self._types.setVisible(bool(types))
        self._model.refresh()
        if every:
            self.table.set_empty("没有符合条件的培训班，请换一个名称、年份、类型或状态。")
        elif self._read_only:
            self.table.set_empty("这所党校还没有上报培训班。")
        else:
            self.table.set_empty("还没有培训班。先筹备一个：起个名称，再选人、排课。", self._new)

    def _offer(self, box: QComboBox, all_: str, listed: Sequence[tuple[str, object]]) -> None:
        chosen = box.currentData()
        box.blockSignals(True)
        box.clear()
        box.addItem(all_, None)
        for word, value in listed:
            box.addItem(word, value)
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.blockSignals(False)

    def _find(self, sort: str | None) -> list[int]:
        return classes.find(
            self.desk.db,
            self._sought.text().strip(),
            school=self._school,
            year=self._years.currentData(),
            class_type=self._types.currentData(),
            state=self._states.currentData(),
            order_by=sort or "term",
        )

    def _rows(self, ids: Sequence[int]) -> list[classes.TrainingClass]:
        return classes.rows(self.desk.db, list(ids))

    def begin(self) -> None:
        """Begin a new class."""
        self.prepare()

    def open_target(self, target: int, step: str) -> None:
        """Open a class where the errand asked for is done, the plan, or the form for a class it lacks."""
        if step == "plans":
            self.open_plans()
        elif step in ("new", "planned"):
            self.prepare(target or None)
        else:
            tab = TAB_OF_ERRAND.get(step, OVERVIEW)
            page = self.open_class(target, tab if tab in TABS else OVERVIEW)
            if step == "print":
                page.print_sheets()

    def prepare(self, plan_line: int | None = None) -> None:
        """Lay the form for a new class over the list, for a line of the plan where one is given."""
        form = NewClassPage(self.desk, school=self._school, made=self.open_class, plan_line=plan_line)
        self.desk.open(form)

    def open_plans(self) -> None:
        """Lay the annual plan over the list."""
        year = int(self.desk.today()[:4])
        self.desk.open(PlansPage(self.desk, school=self._school, year=year, prepare=self.prepare))

    def open_class(self, training_class: int, tab: str = OVERVIEW) -> ClassPage:
        """Lay a class's page over the list, at one of its tabs, and give it."""
        page = ClassPage(self.desk, training_class, read_only=self._read_only, tab=tab)
        self.desk.open(page)
        return page

    def sights(self) -> list[str]:
        """Name the form for a new class, the tabs of a class, and the page to pick its trainees."""
        if not self._model.ids:
            return [] if self._read_only else [NEW]
        return list(TABS) if self._read_only else [NEW, PLANS, FORMS, *TABS, PICK]

    def show_sight(self, name: str) -> None:
        """Show one of `sights`, of the newest class that has come so far."""
        if name == NEW:
            self.prepare()
            return
        if name in (PLANS, FORMS):
            (self.open_plans if name == PLANS else self.open_upper_forms)()
            return
        today = self.desk.today()
        listed = classes.rows(self.desk.db, self._model.ids)
        ready = [
            one.id
            for one in listed
            if (one.state in classes.CLOSED if name == CERTIFICATES else one.starts and one.starts <= today)
        ]
        shown = (ready or self._model.ids)[0]
        if name == PICK:
            self.desk.open(PickingPage(self.desk, classes.row(self.desk.db, shown)))
        else:
            self.open_class(shown, name)


def _columns() -> list[Column[classes.TrainingClass]]:
    kind = Column[classes.TrainingClass]
    return [
        kind("期次", lambda row: f"{row.year} 年第 {row.term_no} 期", sort="term", rule=TERM_RULE),
        kind("名称", lambda row: row.name, sort="name", grow=True),
        kind("类型", lambda row: row.class_type or "—", sort="type", spare=4),
        kind("时间", lambda row: dates.span(row.starts, row.ends) or "还没有排课", sort="starts"),
        kind("地点", lambda row: row.place_name or "—", spare=3),
        kind("学员", lambda row: str(row.enrolled), align="right", rule="现在名册上的人数。"),
        kind("课次", lambda row: str(row.sessions), align="right", rule="课表上的半天数。", spare=2),
        kind("学时", lambda row: hours_text(row.quarter_hours), align="right", spare=1,
             rule="课表上各半天学时之和。"),
        kind("状态", lambda row: CLASS_STATES[row.state], sort="state", tint=_tone),
    ]  # fmt: skip


def _tone(row: classes.TrainingClass) -> Tone:
    if row.state in classes.CLOSED:
        return "good"
    return "warn" if row.state in ("teaching", "settling") else "plain"
