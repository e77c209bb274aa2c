"""从备份开始: the first start on the laptop that follows a broken or stolen one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton, QWidget

from app.jobs import second_places
from app.progress import Tell
from app.ui import from_file
from app.ui.from_file import FromFile

OFFER = "原来的电脑坏了或丢了，从U盘上的备份开始…"


def asking(folder: Path, *, clock: Callable[[], int]) -> FromFile:
    """Ask for a copy on a stick and the passphrase of the old laptop; the work goes on from there."""

    def taking(path: Path, phrase: str, _clerk: str) -> Callable[[Tell], str]:
        def begin(tell: Tell) -> str:
            tell(0, 0, "正在核对备份")
            return second_places.begin_from(folder, path, passphrase=phrase, clock=clock)

        return begin

    made = FromFile(
        "从U盘上的备份开始",
        said=f"备份在U盘的“{second_places.NAME}-…”文件夹里。会先核对，再放到本机；U盘上的不动。",
        pick="选备份…",
        kind="备份 (*.db)",
        missing="请先选备份：打开U盘上以“五有备份”开头的文件夹，选里面最新的一份。",
        go="恢复",
        whose=_whose,
        taking=taking,
    )
    made.ask(
        "口令",
        made.phrase,
        lacking="请输入口令。",
        hint="原来那台电脑的开机口令；设了几个人的，用谁的都可以。",
    )
    return made


def _whose(path: Path) -> str:
    found = second_places.found_at(path)
    return f"{path.parent.name}：{found.made_at[:16].replace('T', ' ')} 做的备份。"


def offer(under: QWidget, then: Callable[[], None]) -> QPushButton:
    """Offer below the first start's questions to begin from a copy on a stick."""
    return from_file.offer(under, OFFER, then, tip="接着原来的数据做，不用从头登记")
