"""Lists of orders and of the menu, with one order beside the list."""

from functools import partial

from app.jobs import orders as jobs
from app.papers import orders as papers
from app.school import orders, schools
from app.ui import theme
from app.ui.cards import label
from app.ui.page import Action, Page
from app.ui.pages.orders.forms import NewItem, NewOrder, One
from app.ui.pages.tabbed import Tab
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TONES: dict[str, theme.Tone] = {
    "ordered": "warn",
    "dispatched": "good",
    "declined": "bad",
    "done": "muted",
    "withdrawn": "muted",
}


class OrdersTab(Tab):
    """List orders; Enter shows one beside the list with what may be done to it."""

    title = "点单"

    def __init__(self, page: Page) -> None:
        """Lay out the list."""
        super().__init__(page)
        self._township = schools.own(self.desk.db).level == "township"
        kind = Column[orders.Order]
        whose = [] if self._township else [kind("单位", lambda one: one.school_name)]
        self.model = LazyTable(
            (
                *whose,
                kind("课程", lambda one: one.title),
                kind("希望时间", lambda one: one.wished, spare=1),
                kind("对象", lambda one: one.audience, spare=3),
                kind("人数", lambda one: f"{one.people:,}", align="right", spare=2),
                kind("派单", lambda one: " ".join(filter(None, (one.teacher_name, one.when))) or one.declined
                     or "—", grow=True),
                kind("状态", lambda one: orders.STATES[one.state], tint=lambda one: TONES[one.state]),
                kind("单号", lambda one: one.number, spare=4),
            ),
            find=lambda _: orders.find(self.desk.db),
            rows=lambda ids: orders.rows(self.desk.db, list(ids)),
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="点单", memory=self.desk.memory)
        called = self.desk.words
        self.table.set_empty(
            f"还没有点过单。点“点课”，从{called.above}的菜单里选一门。"
            if self._township
            else f"还没有{called.below}点单。把课程列入菜单并下发，{called.below}点的单随数据包上来。"
        )
        self.table.opened.connect(self.open_one)
        self.first = self.table
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read the list again."""
        self.model.refresh()

    def count(self) -> int:
        """Count what waits for this desk."""
        if not self._township:
            return len(orders.find(self.desk.db, state="ordered"))
        sent = orders.rows(self.desk.db, orders.find(self.desk.db, state="dispatched"))
        return sum(one.on_date < self.desk.today() for one in sent)

    def open_target(self, target: int, step: str) -> bool:
        """Show one order."""
        if step != "order" or not orders.rows(self.desk.db, [target]):
            return False
        self.table.select_id(target)
        self.open_one(target)
        return True

    def open_one(self, target: int) -> None:
        """Show one order beside the list."""
        one = orders.row(self.desk.db, target)
        panel = One(self.desk, one, print_slip=partial(self.print_slip, target))
        panel.said.connect(self.done)
        self.page.show_detail(one.title, panel, width=360)
        panel.take_keyboard()

    def print_slip(self, target: int) -> None:
        """Show the slip of an order before it is printed."""
        db = self.desk.db

        def show() -> None:
            slip = jobs.slip(db, target)
            name = f"授课单-{slip.number}.pdf"
            self.desk.open(PreviewPage(self.desk, "授课单", papers.render_slip(slip), name))

        self.desk.did(self, show)


class OwnOrdersTab(OrdersTab):
    """A school's orders, with the form that orders from the menu."""

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Offer the form and the menu on paper."""
        there = bool(orders.menu(self.desk.db))
        return Action(
            "点课…", self.begin, icon="plus", enabled=there, tip=f"从{self.desk.words.above}的菜单里点一门课"
        ), []

    def begin(self) -> None:
        """Open the form beside the list."""
        form = NewOrder(self.desk)
        form.said.connect(self.done)
        self.page.show_detail("点课", form, width=380)
        form.item.setFocus()


class MenuTab(Tab):
    """The county's menu: what may be ordered, put on it from the course library."""

    title = "菜单"

    def __init__(self, page: Page) -> None:
        """Lay out the list."""
        super().__init__(page)
        kind = Column[orders.Item]
        self.model = LazyTable(
            (
                kind("课程", lambda one: one.title, grow=True),
                kind("类别", lambda one: one.category or "—", spare=1),
                kind("主讲教师", lambda one: one.teacher_name or "—"),
                kind("说明", lambda one: one.terms or "—", grow=True, spare=2),
                kind("被点", lambda one: f"{one.ordered} 次", align="right", rule="没有撤回的点单张数。"),
                kind("下一步", lambda _: "撤下", press=self._take_off, width=6),
            ),
            find=lambda _: orders.menu(self.desk.db),
            rows=lambda ids: orders.items(self.desk.db, list(ids)),
            parent=self,
        )
        self.table = Table(self.model, name="点单菜单", memory=self.desk.memory)
        self.table.set_empty(f"菜单里还没有课程。点“列入课程”，从{self.desk.words.desk}的课程库里选。")
        self.first = self.table
        self.column.addWidget(label(f"菜单随下一版下发资料发给{self.desk.words.below_each}。", name="note"))
        self.column.addWidget(self.table, 1)

    def fill(self) -> None:
        """Read the list again."""
        self.model.refresh()

    def offered(self) -> tuple[Action | None, list[Action]]:
        """Offer to put a course on the menu, and the menu on paper."""
        paper = Action("打印菜单", self.print_menu, "Ctrl+P", icon="print", enabled=bool(self.model.ids))
        return Action("列入课程…", self.begin, "Ctrl+N", icon="plus"), [paper]

    def begin(self) -> None:
        """Open the form beside the list."""
        form = NewItem(self.desk)
        form.said.connect(self.done)
        self.page.show_detail("列入课程", form, width=360)
        form.course.setFocus()

    def _take_off(self, one: orders.Item) -> None:
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: orders.take_off(db, one.id, today=today)):
            self.done(f"“{one.title}”已撤下菜单，已点的单照常办。")

    def print_menu(self) -> None:
        """Show the menu before it is printed."""
        db, today = self.desk.db, self.desk.today()

        def show() -> None:
            data = papers.render_menu(jobs.menu(db, today=today))
            self.desk.open(PreviewPage(self.desk, "点单菜单", data, f"点单菜单{today[:4]}.pdf"))

        self.desk.did(self, show)
