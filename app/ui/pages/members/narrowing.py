"""What is asked of the list of people: typed, chosen, pressed or entered in the panel, and kept."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.errors import UserError
from app.school import branches, filters, members
from app.school.filters import Filter
from app.ui import theme
from app.ui.fields import SearchField
from app.ui.page import Action, Page
from app.ui.pages.members.criteria import Criteria
from app.ui.pages.members.filters import Chips, Filters, beside_only, lit, more, pressed, words

ORDERS = {"name": "按姓名拼音", "stroke": "按姓氏笔画", "branch": "按党支部", "join_date": "按入党日期"}
SEVERAL = "几个支部"
_NEWER = "这个筛选由更新的程序保存，请先升级程序"


class Narrowing(QWidget):
    """Stand above the list, and know what is asked for."""

    changed = Signal()
    """Something else is asked for now."""
    opened = Signal()
    """The panel of all criteria stands beside the list now."""

    def __init__(self, page: Page, *, read_only: bool) -> None:
        """Ask for everybody; what there is to say is said on `page`."""
        super().__init__()
        self._page, self._db, self._read_only = page, page.desk.db, read_only
        self._school = 0
        self._asked = Filter()
        self._named: dict[str, Filter] = {}
        self._branches: dict[int, str] = {}
        self._used = ""
        self._panel: Criteria | None = None
        self.seeker = SearchField("姓名、拼音或尾号", pause=0)
        self.seeker.setToolTip("按姓名、拼音首字母，或身份证号、手机号的末几位查找 Ctrl+F")
        self.group, self.branch, self.order = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.group, "人员范围"), (self.branch, "所在党支部"), (self.order, "排列次序")):
            box.setAccessibleName(name)
            box.setToolTip(name)
        for key, said in members.GROUPS.items():
            self.group.addItem(said, key)
        for key, said in ORDERS.items():
            self.order.addItem(said, key)
        self.branch.addItem("全部支部", None)
        acts = [Action("更多条件", self.open, "Ctrl+Shift+F", "按年龄、入党时间、学时等更多条件筛选")]
        if not read_only:
            acts.append(Action("保存这个筛选", self.name_it, tip="给现在的条件起个名称，以后按一下就能用"))
        self.chips = Chips(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(Filters(self.seeker, (self.group, self.branch, self.order)))
        column.addWidget(self.chips)
        self._connect()

    def _connect(self) -> None:
        self.seeker.sought.connect(lambda _: self.ask(self._asked))
        self.group.activated.connect(lambda _: self.ask(replace(self._asked, group=self.group.currentData())))
        self.branch.activated.connect(lambda _: self._choose_branch())
        self.order.activated.connect(lambda _: self.ask(self._asked))
        self.chips.chosen.connect(self._press)

    # what is asked for

    def asked(self) -> Filter:
        """Give what is asked for now, with what is typed and the order chosen."""
        typed, order = self.seeker.text().strip(), str(self.order.currentData())
        return replace(self._asked, text=typed, order_by=order)

    def ask(self, asked: Filter) -> None:
        """Ask for this; where it says nothing of a text or an order, what is typed and chosen stays."""
        self._asked = replace(asked, text="", order_by="name")
        if asked.text:
            self._type(asked.text)
        if asked.order_by != "name":
            self.order.setCurrentIndex(max(0, self.order.findData(asked.order_by)))
        self.show_asked()
        self.changed.emit()

    def ask_for_all(self) -> None:
        """Drop every condition."""
        self._type("")
        self.ask(Filter())

    def anything(self) -> bool:
        """Tell whether anything is asked for."""
        return more(self.asked())

    def said(self) -> str:
        """Say in words what the line above the list does not show already."""
        return words(replace(self._asked, text="", group=""), self._branches)

    def _type(self, text: str) -> None:
        self.seeker.blockSignals(True)
        self.seeker.setText(text)
        self.seeker.blockSignals(False)

    def _choose_branch(self) -> None:
        one = self.branch.currentData()
        if one != SEVERAL:
            self.ask(replace(self._asked, branches=() if one is None else (one,)))

    def _press(self, name: str | None) -> None:
        if name is None:
            self.ask(beside_only(self._asked))
        elif name in self._named:
            self._used = name
            self.ask(pressed(self._named[name], replace(self.asked(), order_by="name")))
        else:
            self._page.say(f"{_NEWER}。", "warn")
            self.show_asked()

    def show_asked(self) -> None:
        """Have the boxes, the chips and the panel say what is asked for."""
        asked = self._asked.branches
        self.group.setCurrentIndex(max(0, self.group.findData(self._asked.group)))
        several = self.branch.findData(SEVERAL)
        if len(asked) > 1 and several < 0:
            self.branch.insertItem(1, SEVERAL, SEVERAL)
        elif len(asked) < 2 and several >= 0:
            self.branch.removeItem(several)
        shown = SEVERAL if len(asked) > 1 else next(iter(asked), None)
        self.branch.setCurrentIndex(max(0, self.branch.findData(shown)))
        name = self.lit()
        self.chips.mark(name)
        for act in self.chips.acts:
            act.setVisible(self._panel is None)
        if not self._read_only:
            # Never out of sight: to lay the page out anew takes longer than to find whom a letter means.
            self.chips.acts[1].setEnabled(name is None and self.anything())
        if self._panel is not None:
            saved = self._saved()
            self._used = name if name is not None and name in saved else self._used
            kept = self._used if self._used in saved else ""
            self._panel.fill(self._asked, kept=kept, same=name == kept)

    def lit(self) -> str | None:
        """Give the name of the filter that is asked for now, if there is one."""
        present = self.asked()
        ways = [self._used, *self._named] if self._used in self._named else [*self._named]
        return next((name for name in ways if lit(self._named[name], present)), None)

    # what there is to choose from

    def fill(self, school: int) -> None:
        """Read the saved filters of a school again."""
        self._school = school
        self._named = dict(filters.PRESETS)
        said = {name: words(one, {}) for name, one in self._named.items()}
        if not self._read_only:
            for saved in filters.rows(self._db, filters.find(self._db, school=school)):
                try:
                    self._named[saved.name] = saved.filter
                    said[saved.name] = words(saved.filter, self._branches)
                except UserError:
                    said[saved.name] = _NEWER
        self.chips.fill(said)
        self.show_asked()

    def fill_branches(self) -> None:
        """Read the branches again, each with the number of its people."""
        found = branches.rows(self._db, branches.find(self._db, school=self._school))
        self._branches = {one.id: one.name for one in found}
        self.branch.clear()
        self.branch.addItem("全部支部", None)
        for one in found:
            self.branch.addItem(f"{one.name}（{one.members}）", one.id)
        there = tuple(one for one in self._asked.branches if one in self._branches)
        if there == self._asked.branches:
            self.show_asked()
        else:
            self.ask(replace(self._asked, branches=there))

    def _saved(self) -> dict[str, int]:
        found = filters.rows(self._db, filters.find(self._db, school=self._school))
        return {one.name: one.id for one in found}

    # the panel, and what is kept

    def open(self) -> None:
        """Open the panel with all criteria beside the list."""
        found = branches.rows(self._db, branches.find(self._db, school=self._school))
        panel = Criteria(
            [(one.id, one.name) for one in found],
            save=self._save, change=self._change, rename=self._rename, drop=self._drop,
            read_only=self._read_only,
        )  # fmt: skip
        self._page.show_detail("更多条件", panel, width=372)
        self._panel = panel
        panel.changed.connect(lambda asked: self.ask(asked))
        self.show_asked()
        panel.branches.setFocus()
        self.opened.emit()

    def name_it(self) -> None:
        """Open the panel where a filter gets its name."""
        self.open()
        if self._panel is not None:
            self._panel.name.clear()
            self._panel.name.setFocus()

    def closed(self) -> None:
        """Know that the panel is gone."""
        self._panel = None
        for act in self.chips.acts:
            act.show()

    def _save(self, name: str) -> None:
        asked, school = self.asked(), self._school
        if self._page.desk.did(self._page, lambda: filters.save(self._db, name, asked, school=school)):
            self._used = " ".join(name.split())
            self.show_asked()
            self._page.say(f"筛选“{self._used}”已保存，在名册上面按一下就能用。", "good")

    def _change(self) -> None:
        one, asked = self._saved().get(self._used), self.asked()
        if one is not None and self._page.desk.did(self._page, lambda: filters.change(self._db, one, asked)):
            self._page.say(f"筛选“{self._used}”已换成现在的条件。", "good")

    def _rename(self, name: str) -> None:
        one, before = self._saved().get(self._used), self._used
        self._used = " ".join(name.split())
        if one is not None and not self._page.desk.did(
            self._page, lambda: filters.rename(self._db, one, name)
        ):
            self._used = before

    def _drop(self) -> None:
        one = self._saved().get(self._used)
        if one is not None and self._page.desk.did(self._page, lambda: filters.drop(self._db, one)):
            self._page.say(f"筛选“{self._used}”已删除，按 Ctrl+Z 可以恢复。")
