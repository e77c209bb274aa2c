"""How a township gets known to its county: three files, and two fingerprints read over the telephone."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.jobs import devices, parcels
from app.jobs import files as keeping
from app.school import schools
from app.ui import files, messages, theme
from app.ui.cards import Sheet, label, set_tone
from app.ui.desk import Desk
from app.ui.page import Action, button

REQUESTED = "enrolment_requested_on"
NAMELESS = "党校电脑"


def fingerprint_label() -> QLabel:
    """Make a label for a fingerprint: big, in two lines of four groups, to be copied too."""
    made = QLabel()
    made.setObjectName("figure")
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setAccessibleName("指纹")
    return made


def in_two_lines(fingerprint: str) -> str:
    """Break eight groups into two lines of four."""
    groups = fingerprint.split()
    return "\n".join("  ".join(groups[at : at + 4]) for at in (0, 4))


class Step(Sheet):
    """One of the three: what it is, how it stands, the fingerprint that belongs to it, and what to do."""

    def __init__(self, title: str) -> None:
        """Lay it out with nothing done yet."""
        super().__init__()
        self.state = label("")
        self.fingerprint = fingerprint_label()
        self.note = label("", name="note")
        self.body.addWidget(label(title, name="section"))
        self.body.addWidget(self.state)
        self.body.addWidget(self.fingerprint)
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.setAccessibleName(title)

    def tell(self, state: str, *, done: bool, note: str = "", fingerprint: str = "") -> None:
        """Say how it stands."""
        self.state.setText(f"✓ {state}" if done else state)
        set_tone(self.state, "good" if done else "plain")
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.fingerprint.setText(in_two_lines(fingerprint))
        self.fingerprint.setVisible(bool(fingerprint))


class Enrolment(QWidget):
    """Show the three steps as they stand; nothing has to be done in one sitting."""

    def __init__(self, desk: Desk) -> None:
        """Lay out the steps; `refresh` reads how they stand."""
        super().__init__()
        self._desk = desk
        self._card, self._request, self._certificate = (
            Step(title) for title in (f"1　{desk.words.above}名片", "2　登记申请", "3　登记证")
        )
        self._name = QLineEdit(NAMELESS)
        self._name.setMaxLength(60)
        self._name.setAccessibleName("这台电脑叫什么")
        self._name.setToolTip(f"{desk.words.above}的登记表里用这个名字称呼这台电脑")
        named = QWidget()
        row = QVBoxLayout(named)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(label(f"这台电脑叫什么（{desk.words.above_place}看得见）", name="note"))
        row.addWidget(self._name)
        self.take_card, self.export, self.take_certificate = (
            button(Action(text, run))
            for text, run in (
                (f"导入{desk.words.above}名片…", self._ask_card),
                ("导出登记申请…", self._ask_request),
                ("导入登记证…", self._ask_certificate),
            )
        )
        self._request.body.addWidget(named)
        for step, made in zip(self._steps(), self._buttons(), strict=True):
            step.body.addWidget(made)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(14))
        for at, step in enumerate(self._steps()):
            grid.addWidget(step, 0, at)
            grid.setColumnStretch(at, 1)

    def _steps(self) -> tuple[Step, Step, Step]:
        return self._card, self._request, self._certificate

    def _buttons(self) -> tuple[QPushButton, QPushButton, QPushButton]:
        return self.take_card, self.export, self.take_certificate

    def _call(self) -> str:
        return f"打电话给{self._desk.words.above}，逐组核对这八组数字；对不上就不要用。"

    def refresh(self) -> None:
        """Read how the steps stand."""
        db, above = self._desk.db, self._desk.words.above
        known = bool(schools.setting(db, "county_card"))
        asked = schools.setting(db, REQUESTED)
        enrolled = devices.is_enrolled(db)
        awaits = devices.awaits_recovery(db)
        self.take_certificate.setText("导入恢复包…" if awaits else "导入登记证…")
        if known:
            name, fingerprint = devices.county_of(db).county_name, devices.county_fingerprint(db)
            self._card.tell(name, done=True, note=self._call(), fingerprint=fingerprint)
        else:
            note = f"向{above}要“{above}名片”文件，U盘或微信传来都可以。"
            self._card.tell("还没有导入", done=False, note=note)
        if asked or enrolled:
            said = f"{asked} 已导出" if asked else "已办好"
            note = f"把文件交给{above}。{above}会来电话，请把这八组数字读给对方。"
            self._request.tell(said, done=True, note=note, fingerprint=devices.own_fingerprint(db))
        else:
            first = "" if known else f"导入{above}名片以后，导出登记申请，交给{above}。"
            note = first or f"导出后把文件交给{above}。"
            self._request.tell("还没有导出", done=False, note=note)
        if enrolled:
            self._certificate.tell("已登记，可以上报", done=True, note="换电脑或重装以后要重新登记。")
        elif awaits:
            note = f"本机代替坏了的电脑。导入{above}随登记证发来的恢复包，原来的数据就回来了。"
            self._certificate.tell("已登记为换机，等恢复包", done=False, note=note)
        else:
            note = f"{above}核对指纹后会发回“登记证”文件，在这里导入，以后只管上报。"
            self._certificate.tell("还没有导入", done=False, note=note)
        self.export.setEnabled(known)
        self.take_certificate.setEnabled(known)

    def begin(self) -> None:
        """Take the keyboard to the step that is next."""
        if devices.awaits_recovery(self._desk.db):
            self.take_certificate.setFocus()
            return
        nexts = [made for made, step in zip(self._buttons(), self._steps(), strict=True)
                 if made.isEnabled() and not step.state.text().startswith("✓")]  # fmt: skip
        (nexts or [self.take_card])[0].setFocus()

    # acts

    def _ask_card(self) -> None:
        path = files.pick_one(self._desk, self, f"导入{self._desk.words.above}名片", files.CARDS)
        if path is not None:
            self._desk.act(self, lambda: self.read_card(files.card_bytes(path)))

    def read_card(self, data: bytes) -> None:
        """Take in the county's card."""
        devices.take_card(self._desk.db, data)
        messages.say(self, f"{self._desk.words.above}名片已导入。{self._call()}", "good")

    def _ask_request(self) -> None:
        school = schools.own(self._desk.db).short_name
        name = f"登记申请-{school}{files.CARD_SUFFIX}"
        path = files.place_for(self._desk, self, "导出登记申请", name, files.CARDS, on_stick=True)
        if path is not None:
            self._desk.act(self, lambda: self.export_to(path))

    def export_to(self, path: Path) -> None:
        """Write this laptop's request to a file, and remember that it was asked for."""
        name = self._name.text().strip() or NAMELESS
        keeping.keep(path, devices.request(self._desk.db, device_name=name))
        schools.keep(self._desk.db, REQUESTED, self._desk.today())
        above = self._desk.words.above
        said = f"登记申请已存到 {path}，请交给{above}；{above}会打电话来核对指纹。"
        messages.say(self, said, "good")

    def _ask_certificate(self) -> None:
        if devices.awaits_recovery(self._desk.db):
            path = files.pick_one(self._desk, self, "导入恢复包", files.PARCELS)
            if path is not None:
                self.recover(path)
            return
        path = files.pick_one(self._desk, self, "导入登记证", files.CARDS)
        if path is not None:
            self._desk.act(self, lambda: self.read_certificate(files.card_bytes(path)))

    def recover(self, path: Path) -> None:
        """Take in the county's last state of this school on a laptop that takes a dead one's place."""
        folder = self._desk.folder
        said = self._desk.act(
            self,
            lambda: self._desk.work(
                self,
                "正在恢复",
                lambda db, tell: parcels.recover(db, path, folder=folder, tell=tell),
            ),
        )
        if said is not None:
            messages.say(self, said, "good")

    def read_certificate(self, data: bytes) -> None:
        """Take in the county's certificate."""
        devices.take_certificate(self._desk.db, data)
        if devices.awaits_recovery(self._desk.db):
            messages.say(self, f"登记为换机了。请接着导入{self._desk.words.above}发来的恢复包。", "good")
        else:
            messages.say(self, "登记办好了，可以上报了。", "good")
