"""A tour of the window: a photograph of every page, for the demonstration and for looking."""

from contextlib import ExitStack
from pathlib import Path

from app.jobs import registers
from app.ui import opening, start
from app.ui.photograph import photograph

LAPTOPS = {"1366x768": (1366, 768, 1.0), "1920x1080-150%": (1920, 1080, 1.5)}


def photograph_all(folder: Path, out: Path, *, today: str, clock_ms: int) -> list[Path]:
    """Photograph every place of a data folder's window, and what a place has to show, into `out`.

    Needs no screen where the platform is `offscreen`. `today` is the day the pages are looked at.
    """
    start.application(folder)
    taken: list[Path] = []
    with ExitStack() as stack:
        db = stack.enter_context(registers.opened(folder, clock=lambda: clock_ms, operator=""))
        window = opening.window(db, folder, today=today)
        stack.callback(window.deleteLater)
        stack.callback(window.close)
        for screen, (width, height, scale) in LAPTOPS.items():
            for number, place in enumerate(window.places):
                window.go(number)
                for at, named in enumerate(["", *window.page().sights()]):
                    while window.take_away():
                        pass
                    if named:
                        window.page().show_sight(named)
                    name = f"{number + 1:02}-{at}-{place.title}{'-' if named else ''}{named}-{screen}.png"
                    taken.append(photograph(window, out / name, width=width, height=height, scale=scale))
                while window.take_away():
                    pass
    return taken
