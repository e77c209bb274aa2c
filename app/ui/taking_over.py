"""从交接包开始: the first start on the laptop of a clerk who takes over."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from app.exchange.handovers import SUFFIX, peek
from app.jobs import handovers
from app.progress import Tell
from app.ui import from_file
from app.ui.from_file import FromFile

OFFER = "接替上一任，从交接包开始…"


def asking(folder: Path, *, clock: Callable[[], int]) -> FromFile:
    """Ask for the pack, its phrase and a name; everything of the last clerk's desk is here then."""

    def taking(path: Path, phrase: str, clerk: str) -> Callable[[Tell], str]:
        return lambda tell: handovers.take(path, folder, phrase=phrase, clerk=clerk, clock=clock, tell=tell)

    made = FromFile(
        "从交接包开始",
        said="全部数据会先核对，再放到本机；中途停下来，本机不变。",
        pick="选交接包…",
        kind=f"交接包 (*{SUFFIX})",
        missing="请先选交接包，它在移交人给您的U盘上。",
        go="接收",
        whose=_whose,
        taking=taking,
    )
    made.ask("交接口令", made.phrase, lacking="请输入交接口令。", hint="由移交人当面告诉您。")
    made.ask(
        "您的姓名",
        made.clerk,
        lacking="请写您的姓名。",
        hint="原来设了开机口令的，以后用交接口令打开，进去以后请在“设置”里换成自己的。",
    )
    return made


def _whose(path: Path) -> str:
    head = peek(path)
    return f"{path.name}：{head.school_name}，{head.made_at[:10]} 做成。"


def offer(under: QWidget, then: Callable[[], None]) -> QPushButton:
    """Offer below the first start's questions to begin from a pack."""
    return from_file.offer(under, OFFER, then, tip="上一任把全部数据做成了一个交接包")
