"""The list of forms of the upper level; a changed template is noticed when it is taken in again."""

from collections.abc import Sequence
from pathlib import Path

from app.jobs import upper_forms as jobs
from app.school import schools, upper_forms
from app.school.upper_forms import UpperForm
from app.ui import files, messages
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.upper_forms.page import KIND, SCOPES, UpperFormPage
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone


class UpperFormsPage(Page):
    """List the forms; Enter opens one to say what stands where and to fill it in."""

    help_topic = "upper-forms"

    def __init__(self, desk: Desk) -> None:
        """Lay out the list."""
        super().__init__(desk, "上级表格")
        self._school = schools.own(desk.db).id
        take = Action(
            "收下一份表", self.begin, "Ctrl+N", "上级发来的 .xlsx 或 .docx，收下一次以后随时填", "plus"
        )
        self.set_actions(take)
        self.search = self._sought = SearchField("表的名称")
        self.model = LazyTable(_columns(), find=self._find, rows=self._rows, parent=self)
        self._sought.sought.connect(lambda _: self.model.refresh())
        self.table = Table(self.model, name="上级表格", memory=desk.memory)
        self.table.set_empty(
            "还没有收下上级的表。收下一次，说明每一处填什么，以后每季度、每个班点一下就填好，版式、公式都不动。",
            take,
        )
        self.table.opened.connect(self.open_form)
        self.table.typed.connect(self._sought.begin)
        self.table.set_menu(lambda ids: [Action("移除", lambda: self.drop(ids))])
        self.first = self.table
        bar = Flow()
        bar.add(self._sought)
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 1)
        self.set_hint("回车打开一份表 · 同名的表再收一次，模板变了会告诉您变在哪里 · 移除以后按 Ctrl+Z 找回")

    def refresh(self) -> None:
        """Read the list again."""
        self.model.refresh()
        self.set_title("上级表格", f"{len(self.model.ids)} 份" if self.model.ids else "")

    def _find(self, _sort: str | None) -> list[int]:
        return upper_forms.find(self.desk.db, self._sought.text(), school=self._school)

    def _rows(self, ids: Sequence[int]) -> list[UpperForm]:
        return upper_forms.rows(self.desk.db, ids)

    def begin(self) -> None:
        """Ask for a file and take it in."""
        path = files.pick_one(self.desk, self, "收下上级的表", KIND)
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Take a file in; where a form of its name is there and differs, ask whether it is the newer one."""
        db, today = self.desk.db, self.desk.today()
        looked = self.desk.act(self, lambda: (jobs.compare(db, path, school=self._school),))
        if looked is None:
            return
        (difference,) = looked
        renew = difference.form.id if difference else None
        if difference is not None and not difference.same:
            question = f"{difference.said}换成新版吗？已经选好的照旧，少了的不再填。"
            if not messages.ask(self, question, yes="换成新版", no="不换"):
                return
        taken = self.desk.act(
            self, lambda: jobs.take(db, path, school=self._school, today=today, renew=renew)
        )
        if taken is not None:
            page = self.open_form(taken.form)
            said = taken.difference.said if taken.difference else ""
            page.tell_taken(said, taken.remarks)

    def open_form(self, form: int) -> UpperFormPage:
        """Lay the page of a form over this one."""
        page = UpperFormPage(self.desk, form)
        self.desk.open(page)
        return page

    def drop(self, ids: Sequence[int]) -> None:
        """Take forms off the list."""
        for one in ids:
            self.desk.did(self, lambda one=one: upper_forms.drop(self.desk.db, one))  # type: ignore[misc]


def _state(one: UpperForm) -> str:
    if one.open_blanks:
        return f"还有 {len(one.open_blanks)} 处没有选"
    return "可以填" if one.facts or one.texts else "还没有指定单元格"


def _tone(one: UpperForm) -> Tone:
    return "good" if _state(one) == "可以填" else "warn"


def _columns() -> tuple[Column[UpperForm], ...]:
    return (
        Column("名称", lambda one: one.name, grow=True),
        Column("文件", lambda one: one.file_name, spare=1),
        Column("收下日期", lambda one: one.taken_on),
        Column("填空", lambda one: str(len(one.blanks)), align="right", rule="表里写着 {{…}} 的地方。"),
        Column("指定的格", lambda one: str(len(one.cells)), align="right", rule="由您指定的单元格。"),
        Column("填法", lambda one: SCOPES[jobs.scope(one)], rule="按选好的项目：有个人的项目就一人一份。"),
        Column("状态", _state, tint=_tone),
    )  # fmt: skip
