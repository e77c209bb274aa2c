"""从交接包开始: the first start on the laptop of a clerk who takes over."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.exchange.handovers import SUFFIX, peek
from app.jobs import handovers
from app.progress import Tell
from app.ui import from_file
from app.ui.from_file import FromFile

OFFER = "接替上一任，从交接包开始…"
TITLE = "从交接包开始"


class TakingOver(FromFile):
    """Ask for the pack, its phrase and a name; everything of the last clerk's desk is here then."""

    def __init__(self, folder: Path, *, clock: Callable[[], int]) -> None:
        """Lay out the questions; the data folder must not be open meanwhile."""
        super().__init__(
            TITLE,
            said="全部数据会先核对，再放到本机；中途停下来，本机不变。",
            pick="选交接包…",
            kind=f"交接包 (*{SUFFIX})",
            missing="请先选交接包，它在移交人给您的U盘上。",
            go="接收",
        )
        self._folder, self._clock = folder, clock
        self.clerk = QLineEdit()
        self._form.row("交接口令", self.phrase, must=True, hint="由移交人当面告诉您。")
        self._form.row(
            "您的姓名", self.clerk, must=True,
            hint="原来设了开机口令的，以后用交接口令打开，进去以后请在“设置”里换成自己的。",
        )  # fmt: skip

    def whose(self, path: Path) -> str:
        """Say whose pack it is."""
        head = peek(path)
        return f"{path.name}：{head.school_name}，{head.made_at[:10]} 做成。"

    def asked(self) -> list[tuple[QLineEdit, str]]:
        """Ask for the phrase and a name."""
        return [(self.phrase, "请输入交接口令。"), (self.clerk, "请写您的姓名。")]

    def clerk_name(self) -> str:
        """Give who takes over."""
        return self.clerk.text().strip()

    def taking(self, path: Path, phrase: str, tell: Tell) -> str:
        """Take the pack in."""
        return handovers.take(
            path, self._folder, phrase=phrase, clerk=self.clerk_name(), clock=self._clock, tell=tell
        )


def offer(under: QWidget, then: Callable[[], None]) -> QPushButton:
    """Offer below the first start's questions to begin from a pack."""
    return from_file.offer(under, OFFER, then, tip="上一任把全部数据做成了一个交接包")
