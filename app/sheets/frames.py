"""How the child that opens workbooks writes what JSON cannot hold, and how it is read again."""

import datetime

# No character and never in a text: Unicode keeps it for uses such as this one.
DATE = "\ufdd0"


def written(value: object) -> str:
    """Write a date or a moment as its ISO text behind the mark, anything else as its text."""
    return f"{DATE}{value.isoformat()}" if isinstance(value, datetime.date) else str(value)


def read(cell: str) -> object:
    """Give the date, the moment or the text that was written."""
    if not cell.startswith(DATE):
        return cell
    iso = cell.removeprefix(DATE)
    try:
        return datetime.date.fromisoformat(iso) if len(iso) == 10 else datetime.datetime.fromisoformat(iso)
    except ValueError:
        return cell
