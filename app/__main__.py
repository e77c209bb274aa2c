"""One door: with a command the terminal, without one the window, with a file of ours the window on it."""

import sys
from functools import partial
from pathlib import Path

PARSE_SHEET = "--parse-sheet"
FILES = (".wuyou", ".wycard", ".jiaojie")
"""How what the desktop opens with this program ends; a command's name ends otherwise."""
_OPTIONS = ("--data", "--operator", "--today")


def main() -> int:
    """Do what the command line says and give the exit code.

    Each room is imported only where it is needed: the child that reads a sheet carries nothing of the
    window, and a command does not load Qt.
    """
    arguments = sys.argv[1:]
    if arguments == [PARSE_SHEET]:
        from app.sheets import parser  # noqa: PLC0415

        return parser.main()
    for stream in (sys.stdout, sys.stderr):
        # A windowed program has none; a Chinese console of Windows may not be UTF-8.
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from app.cli import desk, root  # noqa: PLC0415 - the child above has nothing to do with click

    rest, file = opened_file(arguments)
    return root.run(rest, desk.Windows(open=partial(_open, file=file), photograph=_photograph))


def opened_file(arguments: list[str]) -> tuple[list[str], Path | None]:
    """Part the file that a double click names from the rest; a file after a command is the command's own."""
    *before, last = arguments or [""]
    values = [one for one in before if one not in _OPTIONS and not one.startswith("--")]
    asked = sum(one in _OPTIONS for one in before)
    if not last.lower().endswith(FILES) or len(values) != asked:
        return arguments, None
    return before, Path(last).absolute()


def _open(folder: Path, operator: str, file: Path | None) -> int:
    from app.ui import opening  # noqa: PLC0415

    return opening.main(folder, operator=operator, file=file)


def _photograph(folder: Path, out: Path, today: str, clock_ms: int) -> list[Path]:
    from app.ui import tour  # noqa: PLC0415

    return tour.photograph_all(folder, out, today=today, clock_ms=clock_ms)


if __name__ == "__main__":
    sys.exit(main())
