"""A tour of the window: a photograph of every page, for the demonstration and for looking."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from app.jobs import registers
from app.ui import opening, start
from app.ui.page import Page
from app.ui.photograph import photograph
from app.ui.window import Window

LAPTOPS = {"1366x768": (1366, 768, 1.0), "1920x1080-150%": (1920, 1080, 1.5)}


def photograph_all(folder: Path, out: Path, *, today: str, clock_ms: int) -> list[Path]:
    """Photograph every place of a data folder's window, and what a place has to show, into `out`.

    Needs no screen where the platform is `offscreen`. `today` is the day the pages are looked at.
    """
    start.application(folder)
    with ExitStack() as stack:
        db = stack.enter_context(registers.opened(folder, clock=lambda: clock_ms, operator=""))
        window = opening.window(db, folder, today=today)
        stack.callback(window.deleteLater)
        stack.callback(window.close)
        return list(walk(window, out))


def walk(window: Window, out: Path) -> Iterator[Path]:
    """Photograph one place of a window after the other; each is on show while its picture is given."""
    for number, place in enumerate(window.places):
        window.go(number)
        for at, named in enumerate(["", *_bare(window).sights()]):
            if named:
                _bare(window).show_sight(named)
            for screen, (width, height, scale) in LAPTOPS.items():
                name = f"{number + 1:02}-{at}-{place.title}{'-' if named else ''}{named}-{screen}.png"
                yield photograph(window, out / name, width=width, height=height, scale=scale)
        _bare(window)


def _bare(window: Window) -> Page:
    """Take away what is laid over a place, and give its own page."""
    while window.take_away():
        pass
    return window.page()
