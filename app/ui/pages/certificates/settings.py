"""What a school sets for its certificates: how numbers are written, its own sentences, the county's word."""

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox

from app.errors import UserError
from app.jobs import certificates as certificate_jobs
from app.jobs import directories
from app.school import certificate_wordings, certificates, schools
from app.school.certificates import numbering
from app.ui import files, messages
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button
from app.ui.pages.certificates.verification import DIRECTORIES
from app.ui.theme import px

# What a clerk writes between braces for each blank; the names they are kept under are taken as well.
BLANKS = {
    "school": "简称", "code": "代码", "year": "年", "term": "期", "seq": "序号",
    "who": "姓名", "when": "起止", "issuer": "单位", "class_name": "班名", "hours": "学时", "grade": "等次",
}  # fmt: skip
NAMES = {said: name for name, said in BLANKS.items()}
TOKENS = "可以用 {简称}、{代码}、{年}、{期} 和 {序号:4}，4 是几位数字。"
SENTENCE = "每行一句：名称：句子。可以用 {姓名}、{起止}、{单位}、{班名}、{学时}、{等次}。"
_BLANK = re.compile(r"\{(\w+)(:\d+)?\}")
LINES = 3


class CertificateSheet(Sheet):
    """Keep each as it is entered; what cannot be filled in is said below it and not kept."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the form."""
        super().__init__("结业证书")
        self._desk = desk
        self.pattern, self.first, self.own = QLineEdit(), QSpinBox(), QPlainTextEdit()
        self.first.setRange(1, 99_999)
        self.own.setTabChangesFocus(True)
        self.own.setPlaceholderText("例如　本校：{姓名}于{起止}在{单位}学习，准予结业。")
        self.own.setFixedHeight(px(24) * LINES)
        self.form = Form()
        self.form.row("编号写法", self.pattern, hint=TOKENS)
        self.form.row("本年从第几号起", self.first, hint="年初没有用五有、已经发过证书的，接着原来的号。")
        self.form.row("自己的用语", self.own, hint=SENTENCE)
        self.pattern.editingFinished.connect(self._keep_pattern)
        self.first.editingFinished.connect(self._keep_first)
        self.own.installEventFilter(self)
        self.directory = label("")
        self.body.addWidget(self.form)
        self.body.addWidget(self.directory)
        self.body.addWidget(button(Action("采用县里的证书名录…", self._ask, icon="import")))

    def refresh(self) -> None:
        """Read what is kept, but leave alone what is being typed."""
        db, today = self._desk.db, self._desk.today()
        if not (self.pattern.hasFocus() and self.pattern.isModified()):
            self.pattern.setText(in_chinese(certificates.pattern(db)))
            self._show_next()
        if not self.first.hasFocus():
            self.first.setValue(certificates.first_of(db, int(today[:4])))
        if not self.own.hasFocus():
            own = [one for one in certificate_wordings.listed(db) if one.own]
            self.own.setPlainText("\n".join(f"{one.title}：{in_chinese(one.text)}" for one in own))
        taken = directories.taken(db)
        said = f"✓ 县里的证书名录：{taken.as_of}，{len(taken.signers)} 台电脑" if taken else (
            "! 还没有县里的证书名录，只能核验本校发的证书"
        )  # fmt: skip
        self.directory.setText(said)
        set_tone(self.directory, "good" if taken else "warn")

    def _show_next(self) -> None:
        """Show how the first number of the year is written."""
        db, year = self._desk.db, int(self._desk.today()[:4])
        values = numbering.values_of(schools.own(db), year=year, term=1)
        number = numbering.written(certificates.pattern(db), values, certificates.first_of(db, year))
        self.form.remark(self.pattern, f"写出来是：{number}", "good")

    def _keep_pattern(self) -> None:
        self._try(self.pattern, lambda: certificates.keep_pattern(self._desk.db, kept(self.pattern.text())))

    def _keep_first(self) -> None:
        db, year = self._desk.db, int(self._desk.today()[:4])
        self._try(self.first, lambda: certificates.keep_first(db, year, self.first.value()))

    def _keep_own(self) -> None:
        lines = [line for line in self.own.toPlainText().splitlines() if line.strip()]
        said = [line.replace(":", "：", 1).partition("：") for line in lines]
        pairs = [(title, kept(text)) for title, _, text in said]
        self._try(self.own, lambda: certificate_jobs.keep_wordings(self._desk.db, pairs))

    def _try(self, field: QLineEdit | QSpinBox | QPlainTextEdit, keep: Callable[[], object]) -> None:
        """Keep what was entered, or say below the field why not, and leave it there to be mended."""
        try:
            keep()
        except UserError as error:
            self.form.remark(field, in_chinese(str(error)), "bad")
            return
        self.form.remark(field, "")
        if field is not self.own:
            self._show_next()
        self._desk.look()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the sentences when the keyboard leaves them."""
        if watched is self.own and event.type() == QEvent.Type.FocusOut:
            self._keep_own()
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        path = files.pick_one(self._desk, self, "采用县里的证书名录", DIRECTORIES)
        if path is None:
            return
        found = self._desk.act(self, lambda: directories.take(self._desk.db, directories.file_bytes(path)))
        if found is not None:
            self.refresh()
            messages.say(self, f"已采用{found.county_name} {found.as_of} 的证书名录。", "good")


def in_chinese(text: str) -> str:
    """Write the blanks in a text by their Chinese names."""
    return _BLANK.sub(lambda found: f"{{{BLANKS.get(found[1], found[1])}{found[2] or ''}}}", text)


def kept(text: str) -> str:
    """Write the blanks in a text by the names they are kept under."""
    return _BLANK.sub(lambda found: f"{{{NAMES.get(found[1], found[1])}{found[2] or ''}}}", text)
