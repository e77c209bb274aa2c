"""One door: with a command the terminal, without one the window."""

import sys
from pathlib import Path

PARSE_SHEET = "--parse-sheet"


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

    return root.run(arguments, desk.Windows(open=_open, photograph=_photograph))


def _open(folder: Path, operator: str) -> int:
    from app.ui import opening  # noqa: PLC0415

    return opening.main(folder, operator=operator)


def _photograph(folder: Path, out: Path, today: str, clock_ms: int) -> list[Path]:
    from app.ui import tour  # noqa: PLC0415

    return tour.photograph_all(folder, out, today=today, clock_ms=clock_ms)


if __name__ == "__main__":
    sys.exit(main())
