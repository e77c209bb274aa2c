"""The bar above a roll call: where to jump, what can be done, and what it comes to."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.spelling.hours import shown as hours_shown
from app.ui import theme
from app.ui.fields import Glass
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.classes.roll_call import HOURS_RULE, RATE_RULE, RollCallModel

ODD = "只看异常"


class RollCallBar(QWidget):
    """Hold what stands above the grid; the tab says what each thing does."""

    def __init__(
        self, *, everyone: Callable[[], object], lock: Callable[[], object], slips: Callable[[], object]
    ) -> None:
        """Lay out the field, the buttons and the figures."""
        super().__init__()
        self.jump = Glass("姓名、拼音或扫码枪")
        self.jump.setAccessibleName("跳到一个人：姓名、拼音首字母或序号；或用扫码枪签到")
        self.jump.setToolTip("跳到一个人，回车开始标记；扫码枪对准胸牌，就记为到课 Ctrl+F")
        self.jump.setMinimumWidth(theme.px(210))
        self.all = button(Action("全部到课", everyone, tip="已上的课里，空着的格子都记为到课 Ctrl+A"))
        self.odd = QPushButton()
        self.odd.setCheckable(True)
        self.odd.setToolTip("只列出有迟到、早退、请假或旷课的人")
        self._lock = button(Action("锁定", lock, icon="lock"))
        self._slips = button(Action("请假条", slips, tip="登记、批准、销假；在格子里按 Q 给这个人登记"))
        self._figures = QLabel()
        self._figures.setToolTip(f"{RATE_RULE}\n学时：{HOURS_RULE}")
        line = Flow()
        for widget in (self.jump, self.all, self.odd, self._lock, self._slips):
            line.add(widget)
        line.add(self._figures, 1)
        line.setAlignment(self._figures, Qt.AlignmentFlag.AlignRight)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # Figures change with every mark: words of a fixed width move nothing and draw nothing else again.
        self.odd.setText(f"{ODD} 000")
        self.odd.setFixedSize(self.odd.sizeHint())
        self._lock.setText("解锁 00日上午")
        self._lock.setFixedSize(self._lock.sizeHint())
        self._figures.setText("到课率 <b>100.0%</b> · 记 <b>00,000</b> 学时 · 空 00,000 格")
        self._figures.setFixedSize(self._figures.sizeHint().width(), self.odd.height())
        self.setLayout(line)

    def tell(self, model: RollCallModel, *, missing: int) -> None:
        """Say what the marks come to."""
        odd, rate = model.exceptions(), model.rate()
        self.odd.setText(f"{ODD} {odd}" if odd else ODD)
        self.odd.setEnabled(bool(odd) or self.odd.isChecked())
        parts = [
            f"到课率 <b>{rate:.1%}</b>" if rate is not None else "",
            f"记 <b>{hours_shown(model.quarter_hours())}</b> 学时" if rate is not None else "",
            f"空 {missing:,} 格" if missing else "已录完" if model.marks else "",
        ]
        self._figures.setText(" · ".join(part for part in parts if part))

    def tell_slips(self, waiting: int) -> None:
        """Say how many slips wait to be decided or settled."""
        self._slips.setText(f"请假条 {waiting}" if waiting else "请假条")

    def tell_lock(self, label: str, *, shut: bool, may: bool) -> None:
        """Offer to lock a half-day, or to unlock one that is `shut`."""
        self._lock.setText(f"{'解锁' if shut else '锁定'} {label}".strip())
        self._lock.setAccessibleName(self._lock.text())
        self._lock.setToolTip(
            "解除这个半天的锁定，要写原因 Ctrl+L"
            if shut
            else "录完并核对后锁定这个半天，以后更改要写原因 Ctrl+L"
        )
        self._lock.setEnabled(may and bool(label))
