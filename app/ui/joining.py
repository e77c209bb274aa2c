"""本校另一台电脑: how a second laptop of a school begins, four files one after the other."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.jobs import devices, merging, siblings
from app.jobs import files as keeping
from app.school import schools
from app.ui import files, theme
from app.ui.desk import Desk
from app.ui.messages import Notice
from app.ui.page import Action, button
from app.ui.pages.parcels.enrolling import Step
from db.register import Register

OFFER = "本校已有一台电脑在用，这是第二台…"
TITLE = "五有 · 本校另一台电脑"


class Joining(QWidget):
    """Show the four steps as they stand; nothing has to be done in one sitting."""

    joined = Signal()
    """The first parcel is in: the school is here."""

    def __init__(self, db: Register, folder: Path) -> None:
        """Lay out the steps."""
        super().__init__()
        self.setObjectName("start")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(TITLE)
        self.desk = Desk(db, folder=folder, level="township", school_name="", operator=db.operator)
        self.notice = Notice(self)
        self.card, self.wish, self.word, self.state = (
            Step(title) for title in ("1　本校名片", "2　登记申请", "3　登记证", "4　第一台的数据包")
        )
        self._does: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(24)] * 4)
        column.setSpacing(theme.px(12))
        title = QLabel("本校另一台电脑")
        title.setObjectName("title")
        column.addWidget(title)
        column.addWidget(self.notice)
        inner = QWidget()
        steps = QGridLayout(inner)
        steps.setSpacing(theme.px(14))
        acts = (
            (self.card, Action("导入本校名片…", self.take_card)),
            (self.wish, Action("导出登记申请…", self.write_request)),
            (self.word, Action("导入登记证…", self.take_certificate)),
            (self.state, Action("读取数据包…", self.read)),
        )
        for at, (step, act) in enumerate(acts):
            made = button(act)
            step.body.addWidget(made)
            self._does.append(made)
            steps.addWidget(step, at // 2, at % 2)
            steps.setColumnStretch(at % 2, 1)
        # Large type on a small screen leaves too little room for all four.
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        column.addWidget(scroll, 1)
        self.resize(theme.px(860), theme.px(640))
        self.refresh()

    def refresh(self) -> None:
        """Say how each step stands, and let only what can be done next be pressed."""
        db = self.desk.db
        begun = siblings.joining(db)
        enrolled = bool(schools.setting(db, "epoch"))
        self.card.tell(
            f"加入{begun.school_name}"
            if begun
            else "在第一台电脑的“上报县级”里，点“本校电脑”，导出本校名片。",
            done=begun is not None,
            note="打电话给县级，逐组核对县级的指纹；对不上就不要用。" if begun else "",
            fingerprint=devices.county_fingerprint(db) if begun else "",
        )
        self.wish.tell(
            "把登记申请交给县级，县级会打电话来核对本机的指纹。", done=False,
            fingerprint=devices.own_fingerprint(db) if begun else "",
        )  # fmt: skip
        self.word.tell(
            "登记好了。同一份登记证请再拿到第一台电脑的“本校电脑”里导入。"
            if enrolled
            else "县级发回来的登记证。",
            done=enrolled,
        )
        self.state.tell(
            "第一台电脑导入登记证以后“上报到U盘”，在这里读取它，本校的数据就全部过来了。", done=False
        )
        able = (True, begun is not None, begun is not None, enrolled)
        for made, can in zip(self._does, able, strict=True):
            made.setEnabled(can)

    def take_card(self) -> None:
        """Take in the school's card."""
        path = files.pick_one(self.desk, self, "导入本校名片", files.CARDS)
        if path is not None:
            self.take_card_from(path)

    def take_card_from(self, path: Path) -> None:
        """Take in the school's card from a file."""
        db, today = self.desk.db, date.today().isoformat()
        if self.desk.did(self, lambda: siblings.begin(db, files.card_bytes(path), today=today)):
            self.notice.tell("本校名片已导入。请先打电话核对县级的指纹。", "good")
        self.refresh()

    def write_request(self) -> None:
        """Write the request for the county."""
        data = self.desk.act(self, lambda: siblings.request(self.desk.db, device_name="本校第二台电脑"))
        if data is None:
            return
        name = f"登记申请-第二台{files.CARD_SUFFIX}"
        path = files.place_for(self.desk, self, "导出登记申请", name, files.CARDS, on_stick=True)
        if path is not None and self.desk.did(self, lambda: keeping.keep(path, data)):
            self.notice.tell(f"登记申请已写到 {path}，请交给县级。", "good")

    def take_certificate(self) -> None:
        """Take in the county's certificate."""
        path = files.pick_one(self.desk, self, "导入登记证", files.CARDS)
        if path is not None:
            self.take_certificate_from(path)

    def take_certificate_from(self, path: Path) -> None:
        """Take in the county's certificate from a file."""
        db = self.desk.db
        if self.desk.did(self, lambda: siblings.take_certificate(db, files.card_bytes(path))):
            self.notice.tell("登记证已导入。请把同一份登记证拿到第一台电脑里导入。", "good")
        self.refresh()

    def read(self) -> None:
        """Read the first laptop's parcel."""
        path = files.pick_one(self.desk, self, "读取第一台电脑的数据包", files.PARCELS)
        if path is not None:
            self.read_from(path)

    def read_from(self, path: Path) -> None:
        """Read the first laptop's parcel from a file: then the school is here."""
        folder, now = self.desk.folder, datetime.now()
        brought = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在读入本校的数据",
                lambda db, tell: merging.receive(db, path, folder=folder, now=now, tell=tell),
            ),
        )
        if brought is not None:
            self.joined.emit()


def offer(under: QWidget, then: Callable[[], None]) -> QPushButton:
    """Offer below the first start's questions to begin as a school's second laptop."""
    made = button(Action(OFFER, then, tip="不另起一套数据，把第一台的数据读过来一起用"), kind="link")
    column = under.layout()
    if column is not None:
        column.addWidget(made)
        column.setAlignment(made, Qt.AlignmentFlag.AlignHCenter)
    return made
