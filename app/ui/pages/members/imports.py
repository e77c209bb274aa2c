"""The record of imports: every file taken in, what became of it, and the way back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import files as keeping
from app.jobs import rosters as jobs
from app.school import imports, rosters
from app.ui import files, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.members.inbox.words import named
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

PANEL = 400
FEW = 3
MOST = 60
"""So many people or rows are listed beside; the workbook has all of them."""
Import = imports.Import
TONES: dict[str, theme.Tone] = {"standing": "plain", "part": "warn", "gone": "muted"}


def columns() -> tuple[Column[Import], ...]:
    """Give the columns in which imports are listed."""
    return (
        Column("导入时间", lambda one: one.at),
        Column("经办人", lambda one: one.operator, spare=2),
        Column("文件", lambda one: one.file_name, grow=True),
        Column("工作表", _sheets, spare=3),
        Column("新增", lambda one: f"{one.added:,}", align="right"),
        Column("更新", lambda one: f"{one.updated:,}", align="right"),
        Column("无变化", lambda one: f"{one.unchanged:,}", align="right", spare=1),
        Column("没导入", lambda one: f"{one.refused:,}" if one.refused else "", align="right"),
        Column("现在", lambda one: imports.STATES[one.state] or "在名册里",
               tint=lambda one: TONES[one.state]),
    )  # fmt: skip


def taken_back(file_name: str, done: rosters.TakenBack) -> str:
    """Say what taking an import back came to."""
    said = f"已撤回“{file_name}”：删去 {done.removed:,} 人，改回 {done.reverted:,} 人"
    said += f"，去掉支部 {done.branches} 个" if done.branches else ""
    if done.kept:
        few = "、".join(one.name for one in done.kept[:FEW]) + ("等" if done.kept[FEW:] else "")
        said += f"；{few} {len(done.kept):,} 人之后又改过或已编班，保留现在的样子"
    return f"{said}。按 Ctrl+Z 可恢复这次导入。"


class Imports(Page):
    """List every import and open one beside the list."""

    help_topic = "rosters"

    def __init__(self, desk: Desk, *, school: int) -> None:
        """Lay it out; `refresh` reads the list."""
        super().__init__(desk, "导入记录")
        self._school = school
        self._shown = 0
        self.model = LazyTable(
            columns(),
            find=lambda _: imports.find(desk.db, school=school),
            rows=lambda ids: imports.rows(desk.db, ids),
            parent=self,
        )
        self.table = Table(self.model, name="导入记录", memory=desk.memory)
        self.table.set_empty("还没有导入过名册。")
        self.table.opened.connect(self._show)
        self.table.chosen.connect(lambda chosen: self._show(chosen[0]) if len(chosen) == 1 else None)
        self.table.set_menu(lambda ids: self._actions(ids[0]) if len(ids) == 1 else [])
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("选一次导入，右边可以撤回、看原件、保存没有导入的行 · 撤回以后按 Ctrl+Z 可以恢复")

    def refresh(self) -> None:
        """Read the list and the one beside it again."""
        self.model.refresh()
        self.set_title("导入记录", f"{len(self.model.ids):,} 次" if self.model.ids else "")
        if self._shown in self.model.ids:
            self._show(self._shown)
        else:
            self.close_detail()

    def open_target(self, target: int, step: str) -> None:
        """Show one import."""
        if target in self.model.ids:
            self.table.select_id(target)

    def close_detail(self) -> bool:
        """Close the panel."""
        self._shown = 0
        return super().close_detail()

    def _one(self, wanted: int) -> Import | None:
        return next(iter(imports.rows(self.desk.db, [wanted])), None)

    def _actions(self, wanted: int) -> list[Action]:
        one = self._one(wanted)
        if one is None:
            return []
        found = [
            Action("打开原件", partial(self.open_original, one), tip="打开导入时留下的原文件", icon="open")
        ]
        left = sum(len(rosters.refused(self.desk.db, sheet)) for sheet in one.sheets)
        if left:
            found.append(Action(f"保存没有导入的 {left} 行", partial(self._keep_refused, one),
                                tip="连同原因存成表格，可发回补正", icon="save"))  # fmt: skip
        if one.state != "gone":
            found.append(Action("撤回这次导入", partial(self.take_back, one), icon="undo",
                                tip="整份撤回；之后又改过的人保留，并告诉您是谁"))  # fmt: skip
        return found

    # one import

    def _show(self, wanted: object) -> None:
        one = self._one(wanted) if isinstance(wanted, int) else None
        if one is None:
            return
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label(f"{one.at} 由{one.operator}导入" if one.operator else one.at, name="note"))
        counts = f"新增 {one.added:,} 人，更新 {one.updated:,} 人，无变化 {one.unchanged:,} 人"
        column.addWidget(label(f"{counts}，没导入 {one.refused:,} 行"))
        if one.state != "standing":
            stays = f"，还有 {one.stays:,} 人留着" if one.stays else ""
            column.addWidget(label(f"{imports.STATES[one.state]}{stays}", tone="warn"))
        if one.sheet_names[1:]:
            column.addWidget(label(f"工作表：{'、'.join(one.sheet_names)}", name="note"))
        for action in self._actions(one.id):
            column.addWidget(button(action))
        if one.state == "part":
            self._list_kept(column, one)
        self._list_refused(column, one)
        self.show_detail(one.file_name, content, width=PANEL)
        self._shown = one.id

    def _list_kept(self, column: QVBoxLayout, one: Import) -> None:
        """List who stayed when it was taken back, and why."""
        roster = self._standing(one)
        # On a connection of its own: a rehearsal here would look like a change, and be rehearsed again.
        db = self.desk.db.again()
        try:
            found = rosters.rehearse_take_back(db, roster)
        finally:
            db.close()
        column.addWidget(label(f"撤回时保留的 {len(found.kept)} 人", name="section"))
        for who in found.kept[:MOST]:
            fields = "、".join(named(field) for field in who.fields)
            column.addWidget(label(f"{who.name}：{who.why}{'，改的是' + fields if fields else ''}"))

    def _list_refused(self, column: QVBoxLayout, one: Import) -> None:
        left = [(sheet, row) for sheet in one.sheets for row in rosters.refused(self.desk.db, sheet)]
        if not left:
            return
        names = dict(zip(one.sheets, one.sheet_names, strict=True))
        column.addWidget(label(f"没有导入的 {len(left)} 行", name="section"))
        for sheet, row in left[:MOST]:
            where = f"{names[sheet]} " if one.sheets[1:] else ""
            column.addWidget(
                label(f"{where}第 {row.row_no} 行：{'；'.join(one.rstrip('。') for one in row.reasons)}")
            )
        if left[MOST:]:
            column.addWidget(label(f"还有 {len(left) - MOST} 行，保存成表格后可全部看到。", name="note"))

    def _standing(self, one: Import) -> int:
        there = rosters.rows(self.desk.db, list(one.sheets))
        return there[0].id if there else one.id

    def take_back(self, one: Import) -> None:
        """Undo a whole import, and say who stays."""
        roster = self._standing(one)
        done = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在撤回导入", lambda db, tell: rosters.take_back(db, roster, tell=tell)
            ),
        )
        if done is not None:
            self.say(taken_back(one.file_name, done), "warn" if done.kept else "good")

    def open_original(self, one: Import) -> None:
        """Open a copy of the file as it came in."""
        self.desk.act(self, lambda: self._open(one))

    def _open(self, one: Import) -> None:
        copy = jobs.hand_out(self.desk.db, one, target=self.desk.scratch())
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError(f"这台电脑没有能打开“{copy.name}”的程序，请先安装 WPS 或别的表格程序。")

    def _keep_refused(self, one: Import) -> None:
        name = f"{Path(one.file_name).stem}-没有导入的行.xlsx"
        path = files.place_for(self.desk, self, "保存没有导入的行", name, files.WORKBOOK)
        if path is not None:
            self.keep_refused_at(one, path)

    def keep_refused_at(self, one: Import, path: Path) -> None:
        """Write the rows that did not go in, with the reasons."""
        data = self.desk.act(
            self,
            lambda: self.desk.work(self, "正在写入表格", lambda db, _tell: jobs.kept_list(db, *one.sheets)),
        )
        if data is not None and self.desk.did(self, lambda: keeping.keep(path, data)):
            self.say(f"已存到“{path.name}”：每行后面写着原因，改好后可以直接再导入。", "good")


def _sheets(one: Import) -> str:
    return f"{len(one.sheet_names)} 张" if one.sheet_names[1:] else one.sheet_names[0]
