"""One door: with a command the terminal, without one the window, with a file of ours the window on it."""

import gc
import sys
from functools import partial
from pathlib import Path

from app import paths

PARSE_SHEET = "--parse-sheet"
FILES = (".wuyou", ".wycard", ".jiaojie")
"""How what the desktop opens with this program ends; a command's name ends otherwise."""
_OPTIONS = ("--data", "--operator", "--today")


def main() -> int:
    """Do what the command line says and give the exit code.

    Each room is imported only where it is needed: the child that reads a sheet carries nothing of the
    window, a command does not load Qt, and the window waits for nothing that commands are made of.
    """
    arguments = sys.argv[1:]
    if arguments == [PARSE_SHEET]:
        from app.sheets import parser  # noqa: PLC0415

        return parser.main()
    for stream in (sys.stdout, sys.stderr):
        # A windowed program has none; a Chinese console of Windows may not be UTF-8.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    rest, file = opened_file(arguments)
    if (asked := window_asked(rest)) is not None:
        return _window(*asked, file)
    from app.cli import desk, root  # noqa: PLC0415 - neither the child above nor the window has to do with click

    return root.run(rest, desk.Windows(open=partial(_open, file=file), photograph=_photograph))


def opened_file(arguments: list[str]) -> tuple[list[str], Path | None]:
    """Part the file that a double click names from the rest; a file after a command is the command's own."""
    *before, last = arguments or [""]
    values = [one for one in before if one not in _OPTIONS and not one.startswith("--")]
    asked = sum(one in _OPTIONS for one in before)
    if not last.lower().endswith(FILES) or len(values) != asked:
        return arguments, None
    return before, Path(last).absolute()


def window_asked(arguments: list[str]) -> tuple[str, str] | None:
    """Give the data folder and the operator as said ("" where nobody did) when only the window is asked for.

    None for a command, and for whatever is not plainly an option with its value: of that click judges.
    """
    said = {"--data": "", "--operator": ""}
    waiting = list(arguments)
    while waiting:
        option, equals, value = waiting.pop(0).partition("=")
        if option not in said or not (equals or waiting):
            return None
        said[option] = value if equals else waiting.pop(0)
        if not equals and said[option].startswith("-"):
            return None
    return said["--data"], said["--operator"]


def _window(data: str, operator: str, file: Path | None) -> int:
    """Open the window; what leaves it is said or written down by the net that is under every command."""
    folder = paths.data()
    # Hardly anything of a start is garbage; `app.ui.start` begins to collect a while after the window stands.
    gc.disable()
    try:
        folder = Path(data).expanduser().absolute() if data else folder
        return _open(folder, operator, file)
    except (Exception, KeyboardInterrupt) as error:
        from app.cli import root  # noqa: PLC0415 - read only where something went wrong

        return root.failed(error, folder)


def _open(folder: Path, operator: str, file: Path | None) -> int:
    from app.ui import opening  # noqa: PLC0415

    return opening.main(folder, operator=operator, file=file)


def _photograph(folder: Path, out: Path, today: str, clock_ms: int) -> list[Path]:
    from app.ui import tour  # noqa: PLC0415

    return tour.photograph_all(folder, out, today=today, clock_ms=clock_ms)


if __name__ == "__main__":
    sys.exit(main())
