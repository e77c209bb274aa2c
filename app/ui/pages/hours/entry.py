"""The form of an activity: what kind it was, and only the fields that kind needs."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.school import ACTIVITY_KINDS, HALF_DAYS, activities, rules
from app.spelling import dates
from app.ui import files
from app.ui.desk import Desk
from app.ui.fields import Form
from app.ui.page import Action, button

UNITS = {"minutes": "分钟", "half_days": "个半天", "stated": "学时（按证明）"}
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of activity asks for: by what it is measured, the first being meant; which fields."""

    units: tuple[str, ...]
    title: str
    organiser: str = ""
    several_days: bool = False
    platform: bool = False
    central: bool = False
    ledger: bool = False


SHAPES = {
    "branch_study": Shape(("minutes", "half_days"), "例如：学习党的二十届三中全会精神", "哪个支部或单位组织"),
    "home_delivery": Shape(("minutes",), "例如：送学上门讲解惠农政策", "谁去送的"),
    "online": Shape(("minutes", "stated"), "例如：乡村振兴专题网课", several_days=True, platform=True),
    "county_class": Shape(
        ("half_days", "minutes", "stated"), "例如：全县村党组织书记集中轮训", "例如：县委组织部",
        several_days=True, central=True, ledger=True,
    ),
    "joint_class": Shape(
        ("half_days", "minutes", "stated"), "例如：与邻乡联办的党员春训", "和谁联办",
        several_days=True, central=True, ledger=True,
    ),
    "external": Shape(
        ("stated", "half_days", "minutes"), "例如：市委党校农村干部专题班", "出具证明的单位",
        several_days=True, central=True, ledger=True,
    ),
    "teaching": Shape(("minutes", "half_days"), "例如：在冬训班讲党课", "在哪里讲的", ledger=True),
}  # fmt: skip


class Entry(QWidget):
    """What was learned, when and how much."""

    changed = Signal()
    """Something that counts was filled in."""

    def __init__(self, desk: Desk) -> None:
        """Lay out all fields; the kind chosen shows those it needs."""
        super().__init__()
        self._desk = desk
        self.proof: Path | None = None
        self.kind, self.form_of, self.unit, self.half_day, self.ledger = (QComboBox() for _ in range(5))
        self.title, self.on, self.ends, self.amount = (QLineEdit() for _ in range(4))
        self.platform, self.organiser, self.note = (QLineEdit() for _ in range(3))
        self.central = QCheckBox("算一次县级以上集中培训")
        self._fill_boxes()
        self.form = Form()
        self._lay_out()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self._connect()
        self._choose()

    def _fill_boxes(self) -> None:
        for key in SHAPES:
            self.kind.addItem(ACTIVITY_KINDS[key], key)
        for key, name in HALF_DAYS.items():
            self.half_day.addItem(name, key)
        for key, name in activities.LEDGERS.items():
            self.ledger.addItem(name, key)
        self.on.setText(self._desk.today())

    def _lay_out(self) -> None:
        row = self.form.row
        row("种类", self.kind)
        row("形式", self.form_of)
        row("学了什么", self.title, must=True)
        row("日期", self.on, must=True)
        row("到哪天", self.ends, hint="只有一天的空着。")
        row("半天", self.half_day, hint="同一天还有别的课时，按上午、下午、晚上的次序记满为止。")
        self._much = QWidget()
        both = QHBoxLayout(self._much)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.amount, 1)
        both.addWidget(self.unit, 1)
        self.amount.setPlaceholderText("数字")
        self._much.setFocusProxy(self.amount)
        row("学了多少", self._much, hint="各人不一样的，在右边的名单里改。")
        self.amount.setAccessibleName("学了多少")
        self.unit.setAccessibleName("按什么算")
        row("平台", self.platform, must=True)
        self.platform.setPlaceholderText("例如：共产党员网")
        row("单位", self.organiser)
        row("集中培训", self.central, hint="书记、委员每年至少参加一次。")
        row("记入", self.ledger, hint="乡科级及以下干部的学时另册登记，不与党员学时相加。")
        self._proof = button(Action("选文件", self.choose_proof, icon="file"))
        self._no_proof = button(Action("不要", self.drop_proof), kind="link")
        self._no_proof.hide()
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._proof, 1)
        line.addWidget(self._no_proof)
        holder.setFocusProxy(self._proof)
        row("凭证", holder, hint="证书、截图、签到表：PDF 或照片，也可以拖到页面上。")
        self._proof.setAccessibleName("选凭证文件")
        row("备注", self.note)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda: self._choose())
        self.form_of.currentIndexChanged.connect(lambda: self._measure())
        for box in (self.unit, self.half_day, self.ledger):
            box.currentIndexChanged.connect(lambda: self.changed.emit())
        for field in (self.on, self.ends, self.amount):
            field.textChanged.connect(lambda: self.changed.emit())

    # only what the kind needs

    def shape(self) -> Shape:
        """Give what the chosen kind asks for."""
        return SHAPES[self.chosen()]

    def chosen(self) -> str:
        """Give the kind."""
        return str(self.kind.currentData())

    def _choose(self) -> None:
        kind, shape = self.chosen(), self.shape()
        self.form_of.blockSignals(True)
        self.form_of.clear()
        for form in activities.FORMS_OF[kind]:
            self.form_of.addItem(rules.FORMS[form], form)
        self.form_of.blockSignals(False)
        show = self.form.show_row
        show(self.form_of, len(activities.FORMS_OF[kind]) > 1)
        show(self.ends, shape.several_days)
        show(self.half_day, not shape.several_days or kind == "online")
        show(self._much, kind != "home_delivery")
        show(self.platform, shape.platform)
        show(self.organiser, bool(shape.organiser))
        show(self.central, shape.central)
        show(self.ledger, shape.ledger)
        self.title.setPlaceholderText(shape.title)
        self.organiser.setPlaceholderText(shape.organiser)
        self.central.setChecked(kind == "county_class")
        self._measure()

    def _measure(self) -> None:
        """Offer the units of the kind; a course online is not measured in half-days."""
        self.unit.blockSignals(True)
        before = self.unit.currentData() if self.amount.text().strip() else None
        self.unit.clear()
        for unit in self.shape().units:
            self.unit.addItem(UNITS[unit], unit)
        self.unit.setCurrentIndex(max(0, self.unit.findData(before)))
        self.unit.blockSignals(False)
        self.changed.emit()

    # what is filled in

    def counting(self) -> dict[str, object]:
        """Give what the hours are worked out from; raise `UserError` where a field cannot be read."""
        kind, shape = self.chosen(), self.shape()
        unit, much = str(self.unit.currentData()), self._amount() if kind != "home_delivery" else None
        return {
            "kind": kind,
            "form": str(self.form_of.currentData()),
            "on": self._day(self.on),
            "ends": self._day(self.ends) if shape.several_days and self.ends.text().strip() else "",
            "half_day": str(self.half_day.currentData()) if not self.half_day.isHidden() else "am",
            "ledger": str(self.ledger.currentData()) if shape.ledger else "member",
            **({unit: much} if much is not None else {}),
        }

    def said(self) -> dict[str, object]:
        """Give everything that is filled in; raise `UserError` where a field cannot be read."""
        shape = self.shape()
        return {
            **self.counting(),
            "title": self.title.text(),
            "platform": self.platform.text() if shape.platform else "",
            "organiser": self.organiser.text() if shape.organiser else "",
            "central": self.central.isChecked() if shape.central else False,
            "note": self.note.text(),
        }

    def _amount(self) -> int | None:
        """Give the number in its unit, quarter-hours for hours; None where nothing is written."""
        text, unit = self.amount.text().strip(), str(self.unit.currentData())
        if not text:
            return None
        try:
            much = float(text) * (QUARTERS if unit == "stated" else 1)
        except ValueError as error:
            raise UserError(f"“{text}”不是数字，学了多少请只写数字。") from error
        if much != much or much in (float("inf"), float("-inf")) or much != int(much):
            whole = "0.25 的倍数，例如 8 或 7.5" if unit == "stated" else "整数"
            raise UserError(f"学了多少请写{whole}。")
        return int(much)

    def _day(self, field: QLineEdit) -> str:
        read = dates.read(field.text())
        if read.verdict.kind in ("ask", "refuse"):
            raise UserError(read.verdict.note or "日期写得不对，请写成 2026-11-20 的样子。")
        if read.precision != "day":
            raise UserError("日期请写到哪一天，例如 2026-11-20。")
        return read.value

    def blame(self, sentence: str) -> bool:
        """Say what is wrong below the field it concerns, where that is plain; say whether it was."""
        for field, words in (
            (self.title, ("学了什么，",)),
            (self._much, ("学了多少",)),
            (self.platform, ("写明平台",)),
            (self.organiser, ("出具证明的单位",)),
            (self.on, ("日期", "还没有到")),
        ):
            if any(word in sentence for word in words):
                self.form.blame(field, sentence)
                return True
        return False

    # proof

    def choose_proof(self) -> None:
        """Ask for the file that proves it."""
        chosen = files.pick(self._desk, self, "选择凭证", files.PICTURES)
        if chosen:
            self.take_proof(chosen[0])

    def take_proof(self, path: Path) -> None:
        """Take a file as the proof; it is filed when the activity is recorded."""
        self.proof = path
        self._proof.setText(path.name if len(path.name) < 24 else f"{path.name[:10]}…{path.name[-10:]}")
        self._proof.setToolTip(str(path))
        self._no_proof.show()

    def drop_proof(self) -> None:
        """Leave the proof out again."""
        self.proof = None
        self._proof.setText("选文件")
        self._no_proof.hide()
