"""证书核验: scan a code, read it from a photograph, or type number and check code; the answer is big."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QBoxLayout, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.jobs import directories as jobs
from app.scans import certificates as scans
from app.scans import codes
from app.ui import files, theme
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, Page, button
from app.ui.theme import Tone

BIG = 40
DIRECTORIES = "证书名录 (*.wuyou);;所有文件 (*)"
TONES: dict[str, Tone] = {"genuine": "good", "voided": "bad", "unknown": "warn"}
MARKS = {"genuine": "✓", "voided": "✗", "unknown": "?"}
WAITING = "把扫码枪对准证书左下角的码；或把照片、截图拖到这里、粘贴到这里。"


class VerificationPage(Page):
    """Say whether a certificate is genuine, by what this desk knows, and of which day that is."""

    help_topic = "verification"

    def __init__(self, desk: Desk) -> None:
        """Lay out the ways to ask at the left and the answer at the right."""
        super().__init__(desk, "证书核验")
        self._known: jobs.Knowledge | None = None
        self._answered = False
        self.scan, self.number, self.check = QLineEdit(), QLineEdit(), QLineEdit()
        self.state = QLabel(WAITING)
        self.sentence, self.basis = label(""), label("", name="note")
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(theme.px(18))
        self._grid.setVerticalSpacing(theme.px(8))
        self._answer = Sheet()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.first = self.scan
        self.setAcceptDrops(True)
        if desk.level == "township":
            self.set_actions(None, [Action("采用县里的名录…", self._ask_directory, icon="import")])
        else:
            self.set_actions(None, [Action("导出名录和核验网页…", self._ask_folder, icon="send")])
        self.set_hint("扫完自动核验，光标一直在扫码的格子里 · Ctrl+V 粘贴照片或截图 · 全程不连网")

    def _lay_out(self) -> None:
        for field, hint in (
            (self.scan, "扫码枪对准码，或粘贴扫到的文字"),
            (self.number, "照证书输入，括号用哪种都行"),
            (self.check, "二维码下面的十个字母和数字"),
        ):
            field.setPlaceholderText(hint)
            field.installEventFilter(self)
        self.scan.setAccessibleName("扫码")
        typed = Form()
        typed.row("证书编号", self.number)
        typed.row("校验码", self.check)
        # A scanner types letters as a keyboard does, and an input method would make words of them.
        for field in (self.scan, self.check):
            field.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.scan.returnPressed.connect(self.judge_scanned)
        self.number.returnPressed.connect(self.check.setFocus)
        self.check.returnPressed.connect(self.judge_typed)
        asking = QVBoxLayout()
        asking.setSpacing(theme.px(14))
        for title, parts in (
            ("扫码", [self.scan]),
            ("照片、扫描件、截图", [button(Action("选照片…", self._ask_picture, icon="import"))]),
            ("扫不了码", [typed, button(Action("核验编号", self.judge_typed))]),
        ):
            sheet = Sheet(title)
            for part in parts:
                sheet.body.addWidget(part)
            asking.addWidget(sheet)
        asking.addStretch(1)
        self.state.setObjectName("figure")
        self.state.setStyleSheet(f"font-size: {theme.px(BIG)}px")
        self.state.setWordWrap(True)
        self.state.setAccessibleName("核验结果")
        for part in (self.state, self.sentence, self._facts, self.basis):
            self._answer.body.addWidget(part)
        self._answer.body.addStretch(1)
        self._both.setSpacing(theme.px(14))
        self._both.addLayout(asking, 2)
        self._both.addWidget(self._answer, 3)
        self.body.addLayout(self._both, 1)
        self._say_waiting()

    # knowing

    def refresh(self) -> None:
        """Gather anew what this desk verifies by."""
        db, today = self.desk.db, self.desk.today()
        self._known = self.desk.act(self, lambda: jobs.knowledge(db, today=today))
        if not self._answered:
            self._say_waiting()

    # asking

    def judge_scanned(self) -> None:
        """Judge what the scanner typed, and be ready for the next."""
        code = self.scan.text()
        self.scan.clear()
        if code.strip():
            self._judge(lambda known: jobs.judge(self.desk.db, known, code))

    def judge_typed(self) -> None:
        """Judge number and check code."""
        number, check = self.number.text(), self.check.text()
        self._judge(lambda known: jobs.judge_typed(self.desk.db, known, number=number, check=check))

    def judge_picture(self, data: bytes) -> None:
        """Judge the certificate on a picture or a scan."""
        found = self.desk.act(
            self, lambda: self.desk.work(self, "正在找二维码", lambda _db, _tell: scans.read_codes(data))
        )
        if found is None:
            self._say_waiting()
            return
        self._judge(lambda known: jobs.judge(self.desk.db, known, found[0]))
        if found[1:]:
            self.say(f"照片上有 {len(found)} 张证书的码，核验的是第一张；其余请一张一张拍。", "warn")

    def _judge(self, how: Callable[[jobs.Knowledge], jobs.Verdict]) -> None:
        known = self._known
        if known is None:
            return
        self.notice.clear()
        verdict = self.desk.act(self, lambda: how(known))
        if verdict is None:
            self._say_waiting()
        else:
            self._tell(verdict)

    def _tell(self, verdict: jobs.Verdict) -> None:
        self._answered = True
        self.state.setText(f"{MARKS[verdict.state]} {verdict.word}")
        set_tone(self.state, TONES[verdict.state])
        self.sentence.setText(verdict.sentence)
        self.basis.setText(verdict.basis)
        self._list(jobs.facts(verdict.claim) if verdict.claim else [])

    def _say_waiting(self) -> None:
        self._answered = False
        self.basis.setText(self._known.basis if self._known else "")
        self.state.setText("等待核验")
        set_tone(self.state, "muted")
        self.sentence.setText(WAITING)
        self._list([])

    def _list(self, facts: list[tuple[str, str]]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for at, (name, value) in enumerate(facts):
            title = label(name, name="note")
            title.setWordWrap(False)
            self._grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(value, name="strong"), at, 1)

    # pictures

    def _ask_picture(self) -> None:
        found = files.pick(self.desk, self, "选一张证书的照片", files.PICTURES)
        if found:
            self._read(found[0])

    def _read(self, path: Path) -> None:
        data = self.desk.act(self, lambda: _bytes_of(path))
        if data is not None:
            self.judge_picture(data)

    def _take(self, mime: QMimeData) -> bool:
        """Judge a picture or a file that was pasted or dropped; say whether there was one."""
        carried = files.carried(mime)
        if carried:
            self._read(carried[0])
            return True
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        if image.isNull():
            return False
        self.judge_picture(_png(image))
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a picture that is pasted into a field; text goes where the keyboard is."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Paste)
            and self._take(QApplication.clipboard().mimeData())
        ):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a picture that is pasted anywhere on the page."""
        if not (
            event.matches(QKeySequence.StandardKey.Paste) and self._take(QApplication.clipboard().mimeData())
        ):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if files.carried(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Judge what was dropped."""
        event.acceptProposedAction()
        self._take(event.mimeData())

    # the directory

    def _ask_directory(self) -> None:
        path = files.pick_one(self.desk, self, "采用县里的证书名录", DIRECTORIES)
        if path is not None:
            self.take_directory(path)

    def take_directory(self, path: Path) -> None:
        """Take in the county's directory."""
        found = self.desk.act(self, lambda: jobs.take(self.desk.db, jobs.file_bytes(path)))
        if found is not None:
            self.refresh()
            self._say_waiting()
            self.say(f"已采用{found.county_name} {found.as_of} 的证书名录。", "good")

    def _ask_folder(self) -> None:
        folder = files.pick_folder(self.desk, self, "名录存到哪个文件夹或U盘")
        if folder is not None:
            self.export(folder)

    def export(self, folder: Path) -> None:
        """Write the county's directory and the page for browsers."""
        today = self.desk.today()
        done = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在导出名录", lambda db, _tell: jobs.write(db, folder, today=today)
            ),
        )
        if done is not None:
            file, page = done
            said = (
                f"已存到 {folder}：“{file.name}”发给{self.desk.words.below_each}采用，"
                f"“{page.name}”谁都可以用浏览器打开。"
            )
            self.say(said, "good")


def _bytes_of(path: Path) -> bytes:
    if path.is_dir() or path.stat().st_size > codes.FILE_BYTES:
        raise UserError(f"“{path.name}”太大或是文件夹，不是一张照片，请另选一个。")
    return path.read_bytes()


def _png(image: QImage) -> bytes:
    kept = QBuffer()
    kept.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(kept, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data().data())
