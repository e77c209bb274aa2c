"""A file opened by double click: lead it to the page that reads it, as if it were dropped there."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import UserError
from app.exchange import arriving, cards, directories, handovers, headers
from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.ui.window import Window

CALLED = {**headers.CALLED, **cards.CALLED, directories.KIND: "证书名录", handovers.KIND: "交接包"}
ENDED = "五有已经在这台电脑上打开了。请切换到已打开的窗口，把“{name}”拖到那里的“{place}”页上。"
ELSEWHERE = "“{name}”是{called}，{where}。"
# Where the other window has what is dropped; what is dropped nowhere is opened from a page's button.
_DROPPED = {"snapshot": "收件箱", "reply": "县级来件”或“市级来件", "refdata": "县级来件”或“市级来件"}


def bring(window: "Window", path: Path) -> None:
    """Bring a file to its page; what it is not for, or is damaged, is said on the page on show."""
    desk = window.desk
    desk.act(window.page(), lambda: _lead(desk, path))


def while_open(path: Path) -> str:
    """Say what to do with a file where the program is open already."""
    place = _DROPPED.get(arriving.kind_of(path))
    if place is None:
        return f"五有已经在这台电脑上打开了。请切换到已打开的窗口，在那里读取“{path.name}”。"
    return ENDED.format(name=path.name, place=place)


def _lead(desk: Desk, path: Path) -> None:
    kind = arriving.kind_of(path)
    ways = _school_ways(desk) if desk.level == "township" else _county_ways(desk)
    way = ways.get(kind)
    if way is None:
        other = desk.words.above if desk.level == "township" else desk.words.below_name
        where = f"要在{other}的电脑上读"
        if kind == handovers.KIND:
            where = "要在接任的电脑上、第一次打开五有时读；这台电脑已经在用了"
        called = CALLED.get(kind)
        if called is None:
            raise UserError(f"“{path.name}”是新版五有做的文件，本机的版本读不了。请先升级本机的五有。")
        raise UserError(ELSEWHERE.format(name=path.name, called=called, where=where))
    way(path)


def _school_ways(desk: Desk) -> dict[str, Callable[[Path], object]]:
    from app.jobs import siblings  # noqa: PLC0415 - read only when a file comes

    ways: dict[str, Callable[[Path], object]] = {
        "recovery": lambda path: desk.go("上报县级", lambda page: page.enrolment.recover(path)),
        "transfer": lambda path: desk.go("党员名册", lambda _page: _ask_code(desk, path)),
        directories.KIND: lambda path: desk.go("证书", lambda _page: _take_directory(desk, path)),
        **_from_above(desk),
    }
    if siblings.others(desk.db):
        ways["snapshot"] = lambda path: desk.go("上报县级", lambda _page: _read_sibling(desk, path))
    return ways


def _county_ways(desk: Desk) -> dict[str, Callable[[Path], object]]:
    registering = desk.words.enrolment
    return {
        "snapshot": lambda path: desk.go("收件箱", lambda page: page.look_at([path])),
        cards.ENROL_REQUEST: lambda path: desk.go(registering, lambda page: page.read(path)),
        **(_from_above(desk) if desk.level == "county" else {}),
    }


def _from_above(desk: Desk) -> dict[str, Callable[[Path], object]]:
    """Give the ways of what comes from the desk above: its two cards, its replies and what it hands down."""
    from app.ui import files  # noqa: PLC0415 - see above

    place = f"上报{desk.words.above}"

    def come_down(path: Path) -> None:
        desk.go(f"{desk.words.above}来件", lambda page: page.read([path]))

    def card(path: Path) -> None:
        data = files.card_bytes(path)
        desk.go(place, lambda page: desk.act(page, lambda: page.enrolment.read_card(data)))

    def certificate(path: Path) -> None:
        data = files.card_bytes(path)
        desk.go(place, lambda page: desk.act(page, lambda: page.enrolment.read_certificate(data)))

    return {
        "reply": come_down,
        "refdata": come_down,
        cards.COUNTY_CARD: card,
        cards.ENROL_CERTIFICATE: certificate,
    }


def _ask_code(desk: Desk, path: Path) -> None:
    from app.school import schools  # noqa: PLC0415 - see above
    from app.ui.pages.members.transfers import Transfers  # noqa: PLC0415 - see above

    page = Transfers(desk, school=schools.own(desk.db).id)
    desk.open(page)
    page.ask_code(path)


def _take_directory(desk: Desk, path: Path) -> None:
    from app.ui.pages.certificates import VerificationPage  # noqa: PLC0415 - see above

    page = VerificationPage(desk)
    desk.open(page)
    page.take_directory(path)


def _read_sibling(desk: Desk, path: Path) -> None:
    from app.ui.pages.parcels.siblings import SiblingsPage  # noqa: PLC0415 - see above

    page = SiblingsPage(desk)
    desk.open(page)
    page.read_file(path)
