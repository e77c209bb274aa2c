"""补字: characters that no font has, whose they are, and the picture that stands for one on paper."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtGui import QImage, QPixmap, qRgb
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.jobs.rare_characters import choosing
from app.jobs.rare_characters.choosing import Rare
from app.papers import fonts
from app.papers.pictures import SIDE, Pattern
from app.ui import files, messages, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

NAMED = 6
PICTURES = "照片 (*.jpg *.jpeg *.png *.JPG *.JPEG *.PNG)"
LEAVE, MEND = "留空手写", "补图片或改字"
HOW = "在白纸上用黑笔把这个字写大、写正，或从证件的扫描件上裁下来，只留这一个字，存成 JPG 或 PNG。"
Made = TypeVar("Made")


def with_blanks(page: QWidget, desk: Desk, make: Callable[[bool], Made]) -> Made | None:
    """Make a paper; where no font has a character, ask whether to leave it blank, show, or mend it.

    `make` is told whether blanks may be left. None where the person goes to mend it first.
    """
    try:
        return make(False)
    except fonts.Unprintable as error:
        return make(True) if agree(page, desk, error.lost) else None


def agree(page: QWidget, desk: Desk, lost: Sequence[fonts.Lost]) -> bool:
    """Ask whether what no font has is to be written by hand; lead to pictures and people where not."""
    listed = "\n".join(one.said for one in lost[:NAMED])
    more = f"\n等 {len(lost)} 处" if len(lost) > NAMED else ""
    asked = (
        f"下面的字字库里没有，印不出来：\n\n{listed}{more}\n\n"
        "可以留出空位，打印后手写；也可以补一张这个字的图片，或者先去改字。"
    )
    if messages.ask(page, asked, yes=LEAVE, no=MEND):
        return True
    texts = ["".join(one.characters) for one in lost]
    desk.did(page, lambda: desk.open(RareCharacters(desk, also=texts)))
    return False


class RareCharacters(Page):
    """List the characters; the buttons above work on the one the keyboard is in."""

    help_topic = "printing"

    def __init__(self, desk: Desk, *, also: Sequence[str] = ()) -> None:
        """Show what is on the rolls, and the characters of the texts `also` given."""
        super().__init__(desk, "补字", "字库里没有的字，打印时用什么")
        self._also = tuple(also)
        self._listed: list[Rare] = []
        kind = Column[Rare]
        self._model = LazyTable(
            (
                kind("字", lambda one: one.character if one.character.isprintable() else "□"),
                kind("编码", lambda one: one.code),
                kind("谁的姓名里有", lambda one: "、".join(one.names) or "不在名册的姓名里", grow=True),
                kind("打印时", lambda one: "✓ 印选好的图片" if one.picture else "留空手写",
                     tint=lambda one: "good" if one.picture else "warn"),
            ),
            find=lambda _: list(range(1, len(self._listed) + 1)),
            rows=lambda ids: [self._listed[one - 1] for one in ids],
            parent=self,
        )  # fmt: skip
        self.table = Table(self._model, name="字库里没有的字", memory=desk.memory)
        self.table.set_empty("名册上每个人的姓名都印得出来。")
        self.table.opened.connect(lambda _: self.pick())
        self.table.selectionModel().currentRowChanged.connect(lambda: self._show())
        self.picture = QLabel()
        self.picture.setFixedSize(theme.px(SIDE), theme.px(SIDE))
        self.picture.setStyleSheet(f"border: 1px solid {theme.LINE}; background: white")
        beside = QVBoxLayout()
        beside.addWidget(label("印出来的样子", name="note"))
        beside.addWidget(self.picture)
        how = label(HOW, name="note")
        how.setFixedWidth(theme.px(SIDE + 60))
        beside.addWidget(how)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(self.table, 1)
        row.addLayout(beside)
        self.body.addLayout(row, 1)
        self.set_actions(
            Action("选图片", self.pick, tip="选一张只有这个字的照片或扫描件 回车", icon="plus"),
            [
                Action("去改姓名", self.mend, tip="到名册里改有这个字的人的姓名"),
                Action("不用图片", self.forget, tip="打印时留空，用笔写"),
            ],
        )
        self.first = self.table
        self.set_hint("回车选图片 · 图片只存在这台电脑上，证书、签到表和名册都会用它")

    def refresh(self) -> None:
        """Read the list again."""
        self._listed = choosing.listed(self.desk.db, also=self._also)
        self._model.refresh()
        self._show()

    def current(self) -> Rare | None:
        """Give the character the keyboard is in."""
        at = self.table.current()
        return self._listed[at - 1] if at and at <= len(self._listed) else None

    def pick(self) -> None:
        """Ask for a picture of the character and use it."""
        path = files.pick_one(self.desk, self, "选这个字的图片", PICTURES) if self.current() else None
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Let a file's picture stand for the character the keyboard is in."""
        one = self.current()
        if one is None:
            return
        if self.desk.did(self, lambda: choosing.choose(self.desk.db, one.character, path.read_bytes())):
            self.refresh()
            self.say("已补上图片，打印时会印在这个字的位置。请看右边是不是这个字。", "good")

    def forget(self) -> None:
        """Leave the character blank again."""
        one = self.current()
        if one is None or one.picture is None:
            self.say("这个字没有补图片，打印时本来就留空。", "ask")
            return
        if self.desk.did(self, lambda: choosing.forget(self.desk.db, one.character)):
            self.refresh()

    def mend(self) -> None:
        """Go to the first person whose name has the character."""
        one = self.current()
        if one is None:
            return
        if not one.members:
            self.say("这个字不在名册的姓名里，请到班的概况、课表或学员的单位里改。", "ask")
            return
        self.desk.go("党员名册", lambda page: page.open_target(one.members[0], ""))

    def _show(self) -> None:
        one = self.current()
        if one is None or one.picture is None:
            self.picture.clear()
        else:
            self.picture.setPixmap(_drawn(one.picture).scaled(self.picture.size()))


def _drawn(pattern: Pattern) -> QPixmap:
    """Draw a pattern in black on white."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    for y, row in enumerate(pattern):
        for x, cell in enumerate(row):
            image.setPixel(x, y, qRgb(0, 0, 0) if cell == "1" else qRgb(255, 255, 255))
    return QPixmap.fromImage(image)
