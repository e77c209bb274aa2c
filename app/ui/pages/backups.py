"""备份和恢复: the copies, what going back to one would bring and take, and a second place."""

from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app import paths
from app.errors import UserError
from app.jobs import backups, registers, rescues, restores, second_places
from app.jobs.backups import Backup
from app.jobs.restores import Comparison
from app.progress import Tell
from app.school import precautions
from app.ui import files, messages, sticks, theme
from app.ui.cards import label, set_tone
from app.ui.copies_table import CopiesTable
from app.ui.desk import Desk, Reopening
from app.ui.page import Action, Page, button
from db import keyring
from db.register import Register

COPIES = "五有的备份 (*.db)"
MOST_ACTS = 40
NONE_YET = "还没有备份。点右上角的“立即备份”做第一份；以后每半小时有更改、关上窗口时，都会自动做一份。"


class BackupsPage(Page):
    """List the copies; Enter shows beside the list what going back to one would mean."""

    help_topic = "backups"

    def __init__(self, desk: Desk) -> None:
        """Lay out the list under what is safe now."""
        super().__init__(desk, "备份和恢复")
        self.safe, self.second = label(""), label("")
        self.table = CopiesTable(lambda: backups.find(desk.folder), memory=desk.memory)
        self.table.set_empty(NONE_YET)
        self.table.opened.connect(self.show_copy)
        self.body.addWidget(self.safe)
        self.body.addWidget(self.second)
        self.body.addWidget(self.table, 1)
        self.passphrase = QLineEdit()
        self.first = self.table
        self.set_actions(
            Action("立即备份", self.back_up, "Ctrl+N", icon="save"),
            [
                Action("打开文件夹", self._open_folder, icon="open"),
                Action("从U盘取回…", self._ask_bring_back, tip="把存在U盘上的一份备份拷回这台电脑"),
                Action("另存到U盘…", self.ask_stick, "Ctrl+E", "最新的备份连同密钥文件一起存到U盘"),
            ],
        )
        self.set_hint(
            "回车看这一份里有什么、恢复会收回哪些更改 · 备份按编号留存：最近 12 份，再加每日、每周、每月的"
        )

    def refresh(self) -> None:
        """Read the list again and say what is safe."""
        db, today = self.desk.db, self.desk.today()
        last = backups.last(self.desk.folder)
        self.safe.setText(f"✓ 最近一次验证可恢复：{last}" if last else "! 还没有验证过的备份")
        set_tone(self.safe, "good" if last else "warn")
        elsewhere, due = precautions.second_place(db), precautions.second_place_is_due(db, today=today)
        if elsewhere:
            said = f"上次另存到U盘：{elsewhere}"
            self.second.setText(f"! {said}，已过一周，请再存一次" if due else f"✓ {said}")
        else:
            self.second.setText("! 备份都在这台电脑上，电脑坏了、丢了就没有了。请每周另存一份到U盘。")
        set_tone(self.second, "good" if elsewhere and not due else "warn")
        self.table.refresh()

    def back_up(self) -> None:
        """Make a copy now and say so."""
        folder = self.desk.folder
        path = self.desk.act(
            self,
            lambda: self.desk.work(self, "正在备份", lambda db, _tell: backups.back_up(db, folder)),
        )
        self.refresh()
        if path is not None:
            self.table.select_id(0)
            self.say("备份做好了，并重新打开核对过，可以恢复。", "good")

    # one copy

    def show_copy(self, at: int) -> None:
        """Show what is in a copy, and what going back to it would gain and lose."""
        one = self.table.copy_at(at)
        said = self.desk.act(self, lambda: restores.compare(self.desk.db, one))
        if said is None:
            return
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addWidget(_figures(said))
        column.addWidget(
            label(_verdict(said), tone="warn" if said.lost_count or not said.same_line else "good")
        )
        if said.lost:
            column.addWidget(label("会收回的更改，新的在前：", name="strong"))
            column.addWidget(label(_acts(said)))
        if registers.is_locked(self.desk.folder):
            self.passphrase = QLineEdit()
            self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
            self.passphrase.setPlaceholderText("恢复前请输入您的口令")
            self.passphrase.setAccessibleName("您的口令")
            self.passphrase.returnPressed.connect(partial(self._ask_restore, said))
            column.addWidget(self.passphrase)
        column.addWidget(button(Action("恢复到这一份…", partial(self._ask_restore, said), icon="undo")))
        self.show_detail(f"第 {one.number} 号备份" if one.number else "旧备份", content, width=400)

    def _ask_restore(self, said: Comparison) -> None:
        question = (
            f"把数据恢复到 {_moment(said.backup)}？\n{_verdict(said)}\n"
            "现在的数据整个移到“恢复前”文件夹里，不会删除；恢复前还会再备份一次。"
        )
        if messages.ask(self, question, yes="恢复", no="不恢复", grave=True):
            self.restore(said.backup)

    def restore(self, one: Backup) -> None:
        """Copy what is present, then close the register, put the copy in its place and open it again."""
        desk = self.desk
        folder, clock = desk.folder, desk.db.clock
        passphrase = self.passphrase.text() if registers.is_locked(folder) else None

        def first(db: Register, _tell: Tell) -> bool:
            # Before anything is closed: a slip in the passphrase is put right on this page.
            keyring.key(paths.keyring(folder), passphrase)
            if backups.due(db, folder):
                backups.back_up(db, folder, why="恢复前")
            return True

        def job(_: Tell) -> str:
            return rescues.said(rescues.go_back(folder, one, clock=clock, passphrase=passphrase))

        if desk.act(self, lambda: desk.work(self, "正在备份", first)):
            desk.reopen.emit(Reopening("正在恢复", job, passphrase, passphrase))

    # another place

    def ask_stick(self) -> None:
        """Ask for a stick or a folder."""
        where = sticks.Where(
            "U盘上会多一个文件夹，里面是最新的备份和它的密钥文件，写完逐字核对。没有口令谁也打不开。",
            [Action("选一个文件夹…", self._ask_folder)],
        )
        where.picked.connect(self.deliver)
        self.show_detail("另存到U盘", where)
        where.look()

    def _ask_folder(self) -> None:
        folder = files.pick_folder(self.desk, self, "备份另存到哪里")
        if folder is not None:
            self.deliver(folder)

    def deliver(self, target: Path) -> None:
        """Bring the newest copy there and say where it lies."""
        desk = self.desk
        now = datetime.combine(date.fromisoformat(desk.today()), datetime.now().time())

        def job(db: Register, tell: Tell) -> Path:
            return second_places.deliver(db, desk.folder, target, now=now, tell=tell)

        place = desk.act(self, lambda: desk.work(self, "正在另存", job))
        self.refresh()
        if place is not None:
            self.close_detail()
            self.say(f"已存到 {place} 并核对无误。请先“安全弹出”，再把U盘和电脑分开放好。", "good")

    def _ask_bring_back(self) -> None:
        path = files.pick_one(self.desk, self, "选U盘上的备份", COPIES)
        if path is not None:
            self.bring_back(path)

    def bring_back(self, path: Path) -> None:
        """Bring a copy from a stick among the others and show it."""
        folder = self.desk.folder
        found = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在取回", lambda _db, _tell: second_places.bring_back(folder, path)
            ),
        )
        self.refresh()
        if found is not None:
            at = next(n for n, one in enumerate(backups.find(folder)) if one.file == found.file)
            self.table.select_id(at)
            self.show_copy(at)
            self.say("取回来了，在列表里选中了它。看清楚以后再恢复。", "good")

    def _open_folder(self) -> None:
        def show() -> None:
            place = paths.backups(self.desk.folder)
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(place))):
                raise UserError(f"打不开文件夹窗口。备份在 {place}，请自己打开。")

        self.desk.did(self, show)


def _moment(one: Backup) -> str:
    return one.made_at[:16].replace("T", " ")


def _figures(said: Comparison) -> QWidget:
    """Set figures now and then beside each other, those that differ in strong type."""
    grid_in = QWidget()
    grid = QGridLayout(grid_in)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(18))
    now = said.now or {}
    for column, heading in enumerate(("", "现在", "这一份", "")):
        grid.addWidget(label(heading, name="note"), 0, column)
    for row, (noun, then) in enumerate(said.then.items(), 1):
        have = now.get(noun, 0)
        difference = f"少 {have - then:,}" if then < have else f"多 {then - have:,}" if then > have else ""
        for column, text in enumerate((noun, f"{have:,}", f"{then:,}", difference)):
            made = label(text, name="strong" if difference else "", tone="warn" if column == 3 else "plain")
            made.setWordWrap(False)
            grid.addWidget(made, row, column)
    grid.setColumnStretch(3, 1)
    return grid_in


def _verdict(said: Comparison) -> str:
    if not said.same_line:
        return "这份备份不是从现在这份数据来的（换过密钥、恢复过或是另一台电脑的），之后的更改无法逐条列出。"
    if not said.lost_count:
        return "这份备份之后没有更改，恢复不会丢掉什么。"
    return f"恢复会收回这份备份之后的 {said.lost_count:,} 步更改，要用的得重新录入。"


def _acts(said: Comparison) -> str:
    lines = [f"{one.at[5:]}　{one.operator}　{one.name}" for one in said.lost[:MOST_ACTS]]
    if said.lost_count > len(lines):
        lines.append(f"……共 {said.lost_count:,} 步，这里列出最近的 {len(lines)} 步")
    return "\n".join(lines)
