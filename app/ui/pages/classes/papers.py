"""One requirement of a class: what proves it, the documents filed for it, and why it will not come."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import classes as jobs
from app.jobs import evidence as copies
from app.progress import Tell
from app.school import classes, evidence, requirements
from app.ui import files, messages, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.pages.classes.session_photos import SessionPhotos
from app.ui.pages.evidence import Dating, modified
from db.register import Register

STAGES = {"close": "结班前要有", "archive": "归档前要有"}
PHOTOS = "photos"
TONES: dict[requirements.State, theme.Tone] = {"met": "good", "lacking": "bad", "waived": "muted"}


class Papers(QWidget):
    """Show what proves a requirement, take documents in for it, or a word why there are none."""

    def __init__(self, desk: Desk, found: classes.TrainingClass, key: str, *, editable: bool) -> None:
        """Show one requirement; nothing may be filed where the class is not `editable`."""
        super().__init__()
        self._desk, self._found, self.key = desk, found, key
        self._editable = editable
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(10))
        self._shown: QWidget | None = None
        self._dating: Dating | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read the requirement again; documents being dated stay on show until they are filed or not."""
        listed = requirements.of_class(self._desk.db, self._found.id)
        one = next((one for one in listed if one.requirement.key == self.key), None)
        if one is not None and self._dating is None:
            self._put(self._content(one))

    def _put(self, content: QWidget) -> None:
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = content
        self._column.addWidget(content)

    def _content(self, one: requirements.Standing) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        asked = one.requirement
        when = STAGES[asked.by] if asked.required else "可以没有"
        column.addWidget(label(f"{when}（出处：{asked.source}）" if asked.source else when, name="note"))
        mark = "✓ " if one.state == "met" else "✗ " if one.state == "lacking" else ""
        if not one.papers:
            column.addWidget(label(mark + one.said, tone=TONES[one.state]))
        for paper in one.papers:
            column.addLayout(self._line(paper))
        if self._editable:
            file = button(
                Action("归入文件或照片…", self.pick, tip="选 PDF 或照片，归入这个班的档案", icon="plus")
            )
            column.addWidget(file)
            if self.key == PHOTOS:
                by_session = SessionPhotos(
                    self._desk, self._found.id, school=self._found.school, key=self.key
                )
                by_session.filed.connect(self.refresh)
                column.addWidget(by_session)
            if one.state == "waived":
                column.addWidget(button(Action("不再注明", self._take_back)))
            elif one.state == "lacking":
                self._offer_waiving(column)
        return inner

    def _line(self, paper: evidence.Evidence) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(label(f"✓ {paper.file_name}（{paper.formed_on}）", tone="good"), 1)
        look = button(Action("打开", partial(self._open, paper), tip=f"打开 {paper.file_name}"), kind="link")
        line.addWidget(look)
        if self._editable:
            away = Action("移出", partial(self._withdraw, paper), tip=f"从这个班移出 {paper.file_name}")
            line.addWidget(button(away, kind="link"))
        return line

    def _offer_waiving(self, column: QVBoxLayout) -> None:
        reason = QLineEdit()
        reason.setPlaceholderText("例如：已并入培训方案")
        reason.setAccessibleName("为什么没有")
        waive = button(Action("注明本班没有", partial(self._waive, reason)))
        waive.setEnabled(False)
        reason.textChanged.connect(lambda text: waive.setEnabled(bool(text.strip())))
        reason.returnPressed.connect(waive.click)
        column.addWidget(label("这个班确实没有的，写明原因：", name="note"))
        column.addWidget(reason)
        column.addWidget(waive)

    # acts

    def pick(self) -> None:
        """Ask for files and then for their dates."""
        found = files.pick(self._desk, self, "归入材料", files.PICTURES)
        if found:
            self.propose(found)

    def propose(self, paths: Sequence[Path]) -> None:
        """Ask when some files came to be, and file them."""
        today = self._desk.today()
        named = [(path.name, modified(path, today)) for path in paths]
        asked = Dating(
            "这些材料是什么时候形成的？",
            named,
            today=today,
            yes=f"归入 {len(paths)} 件",
            no="不归入",
            narrow=True,
        )
        asked.declined.connect(self.decline)
        asked.agreed.connect(lambda days: self._file(list(zip(paths, days, strict=True))))
        self._put(asked)
        self._dating = asked
        asked.begin()

    def decline(self) -> None:
        """Put the question for dates away."""
        self._dating = None
        self.refresh()

    def _file(self, dated: list[tuple[Path, str]]) -> None:
        folder, today = self._desk.folder, self._desk.today()
        training_class, key = self._found.id, self.key

        def job(db: Register, tell: Tell) -> list[str]:
            refused = []
            for done, (path, formed_on) in enumerate(dated):
                tell(done, len(dated), path.name)
                try:
                    jobs.attach(db, path, folder=folder, training_class=training_class, requirement=key,
                                formed_on=formed_on, today=today)  # fmt: skip
                except UserError as error:
                    refused.append(str(error))
            return refused

        self._dating = None
        refused = self._desk.act(self, lambda: self._desk.work(self, "正在归入材料", job))
        self.refresh()
        if refused is not None:
            said = f"已归入 {len(dated) - len(refused)} 件。" if len(refused) < len(dated) else ""
            messages.say(self, said + "".join(refused), "bad" if refused else "good")

    def _did(self, act: Callable[[], object]) -> None:
        if self._desk.did(self, act):
            self.refresh()

    def _waive(self, reason: QLineEdit) -> None:
        why, today = reason.text(), self._desk.today()
        self._did(
            lambda: requirements.waive(self._desk.db, self._found.id, self.key, reason=why, today=today)
        )

    def _take_back(self) -> None:
        self._did(lambda: requirements.withdraw(self._desk.db, self._found.id, self.key))

    def _withdraw(self, paper: evidence.Evidence) -> None:
        self._did(lambda: requirements.withdraw(self._desk.db, self._found.id, self.key, paper=paper.id))

    def _open(self, paper: evidence.Evidence) -> None:
        def hand_out() -> None:
            copy = copies.hand_out(paper, folder=self._desk.folder, target=self._desk.scratch())
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
                raise UserError(
                    f"这台电脑没有能打开“{paper.file_name}”的程序，请先安装一个看图或看 PDF 的程序。"
                )

        self._desk.did(self, hand_out)
