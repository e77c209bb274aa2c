"""One certificate beside the list: what stands on it, what happened to it, and what may be done with it."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.school import certificates, classes, hours_text
from app.spelling import dates
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from app.ui.theme import Tone, px

TONES: dict[str, Tone] = {
    "已打印": "good", "已补发": "good", "已编号": "warn", "印坏待重印": "warn", "已作废": "muted",
}  # fmt: skip


class History(QWidget):
    """Tell of one certificate; reasons are asked for where it is shown, no dialog stands over it."""

    def __init__(
        self,
        desk: Desk,
        found: certificates.Certificate,
        *,
        read_only: bool,
        to_class: Callable[[int], object],
        void: Callable[[int, str], object],
        reissue: Callable[[int, str], object],
    ) -> None:
        """Lay out what is known; `read_only` offers nothing."""
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self._column.addWidget(label(found.number, name="strong"))
        self._column.addWidget(label(found.state, tone=TONES[found.state]))
        owner = classes.row(desk.db, found.training_class)
        for said in (
            f"{owner.year} 年第 {owner.term_no} 期 {found.class_name}",
            dates.span(found.starts, found.ends),
            f"{hours_text(found.quarter_hours)} 学时",
            f"校验码 {found.check_code}" if found.check_code else "没有防伪码（旧版颁发的）",
        ):
            self._column.addWidget(label(said))
        if found.name_now != found.name:
            changed = f"名册上现在叫{found.name_now}，证书上是{found.name}；要改，先作废再重新颁发。"
            self._column.addWidget(label(changed, tone="warn"))
        self._column.addSpacing(px(8))
        self._column.addWidget(label("经过", name="label"))
        for event in certificates.events(desk.db, found.id):
            who = f"　{event.who}" if event.who else ""
            note = f"：{event.note}" if event.note else ""
            self._column.addWidget(label(f"{event.on} {event.what}{note}{who}"))
        if read_only:
            return
        self._column.addSpacing(px(8))
        self._column.addWidget(button(Action("打开培训班", lambda: to_class(found.training_class))))
        if found.voided_on:
            return
        if found.printed_on:
            self._ask(
                "补发原因", "例如：本人遗失", "补发这张证书", lambda why: reissue(found.id, why),
                "编号不变，纸上印（补发），登记表里记下原因。",
            )  # fmt: skip
        self._ask(
            "作废原因", "例如：姓名写错，重新颁发", "作废这张证书", lambda why: void(found.id, why),
            "作废后编号不再使用；本人符合要求时可以在班里重新颁发。",
        )  # fmt: skip

    def _ask(self, name: str, hint: str, does: str, then: Callable[[str], object], note: str) -> None:
        reason = QLineEdit()
        reason.setPlaceholderText(hint)
        reason.setAccessibleName(name)
        press = button(Action(does, lambda: then(reason.text())))
        press.setEnabled(False)
        reason.textChanged.connect(lambda text: press.setEnabled(bool(text.strip())))
        reason.returnPressed.connect(press.click)
        self._column.addSpacing(px(12))
        self._column.addWidget(label(name, name="label"))
        self._column.addWidget(reason)
        self._column.addWidget(press)
        self._column.addWidget(label(note, name="note"))
