"""程序更新: which version this is, and a newer one on a stick, brought here and started by one button."""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

import app
from app.jobs import updates
from app.jobs.updates import Found, Launch, Looked, Machine
from app.progress import Tell
from app.ui import files, messages, sticks
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.page import Action, button
from db.register import Register

NO_STICK = "没有找到插着的U盘。插好以后再查找，或从文件夹里找。"
HOW = "新版本的安装文件由{above}用U盘送来。插上U盘，这里会核对是不是五有的制作者签发的。"
ASK = (
    "现在更新到 {version} 版？\n"
    "先备份数据，再把安装文件取到本机核对，然后打开安装程序。数据都留着，装好以后打开五有接着用。"
)
CLOSES = "安装程序打开以后，五有会自己关上。"
BY_PACKAGE = (
    "{version} 版的安装文件已核对好，数据也备份过了。请在打开的安装窗口里点“安装”，装好后关上五有再打开；"
    "没有打开的，请懂电脑的同事在终端里运行：\n{by_hand}"
)


class Updates(Sheet):
    """Look for a newer version on the sticks that are plugged in, and install it."""

    def __init__(
        self,
        desk: Desk,
        *,
        machine: Machine | None = None,
        trusted: Collection[bytes] | None = None,
        plugged: Callable[[], list[sticks.Stick]] = sticks.plugged,
        start: Callable[[Launch], None] = updates.start,
    ) -> None:
        """Lay out what is said and the buttons; the arguments are this computer's unless given."""
        super().__init__("程序更新")
        self._desk = desk
        self._machine = machine or updates.this_machine()
        self._trusted = updates.shipped_keys() if trusted is None else trusted
        self._plugged, self._start = plugged, start
        self.found: Found | None = None
        self.state = label("")
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notes = label("", name="note")
        self.update_button = button(Action("更新", self.ask), kind="primary")
        row = QHBoxLayout()
        row.addWidget(button(Action("查找U盘上的新版本", self.seek)))
        row.addWidget(button(Action("从文件夹里找…", self._ask_folder)))
        row.addStretch(1)
        self.body.addWidget(label(f"本机是五有 {app.__version__} 版（{app.RELEASED}）。"))
        self.body.addWidget(label(HOW.format(above=desk.words.above), name="note"))
        self.body.addWidget(self.state)
        self.body.addWidget(self.notes)
        self.body.addWidget(self.update_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(row)
        self._say("", "muted")
        self._watch = sticks.Watch(self, plugged)
        self._watch.appeared.connect(self.look)

    def refresh(self) -> None:
        """Take an installer away that has done its work."""
        updates.tidy(self._desk.folder)

    def seek(self) -> None:
        """Look at every stick that is plugged in."""
        there = self._plugged()
        if not there:
            self._say(NO_STICK, "muted")
        for stick in there:
            if self.look(stick.folder):
                return

    def look(self, place: Path) -> bool:
        """Look at one stick or folder and say what is there; tell whether it is something to take."""
        said = self._desk.act(
            self, partial(updates.look, place, machine=self._machine, trusted=self._trusted)
        )
        if said is None:
            return False
        self._tell(said)
        return self.found is not None

    def _tell(self, said: Looked) -> None:
        self.found = said.found
        self._say(said.sentence, "good" if said.found else "bad" if said.refused else "muted")

    def _say(self, sentence: str, tone: str) -> None:
        self.state.setText(sentence)
        set_tone(self.state, "good" if tone == "good" else "bad" if tone == "bad" else "muted")
        self.state.setVisible(bool(sentence))
        release = self.found.release if self.found else None
        self.notes.setText(release.notes if release else "")
        self.notes.setVisible(bool(release and release.notes))
        self.update_button.setVisible(release is not None)
        self.update_button.setText(f"更新到 {release.version} 版" if release else "更新")

    def ask(self) -> None:
        """Ask before anything is done."""
        if self.found is None:
            return
        question = ASK.format(version=self.found.release.version) + ("" if self._stays() else f"\n{CLOSES}")
        if messages.ask(self, question, yes="更新", no="先不更新"):
            self.update_now(self.found)

    def update_now(self, found: Found) -> None:
        """Copy the data, bring the installer here, start it, and close where it needs that."""
        folder, machine, trusted = self._desk.folder, self._machine, self._trusted

        def job(db: Register, tell: Tell) -> Path:
            return updates.take(db, found, folder=folder, machine=machine, trusted=trusted, tell=tell)

        here = self._desk.act(self, lambda: self._desk.work(self, "正在准备更新", job))
        if here is None:
            return
        wanted = updates.launch(here, machine)
        if self._stays():
            self.found = None
            self._say(BY_PACKAGE.format(version=found.release.version, by_hand=wanted.by_hand), "good")
        if self._desk.did(self, lambda: self._start(wanted)) and not self._stays():
            self.window().close()

    def _stays(self) -> bool:
        """Tell whether the program may stay open while it is replaced: a package is put beside what runs."""
        return self._machine.kind == "deb"

    def _ask_folder(self) -> None:
        place = files.pick_folder(self._desk, self, "新版本在哪个文件夹里")
        if place is not None:
            self.look(place)
