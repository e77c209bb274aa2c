"""Figures as papers write them."""


def hours(quarters: int) -> str:
    """Write credit hours kept as quarter-hours: 32 as 8, 33 as 8.25."""
    whole, part = divmod(abs(quarters), 4)
    return ("-" if quarters < 0 else "") + str(whole) + ("", ".25", ".5", ".75")[part]


def share(part: int, whole: int) -> str:
    """Write a share in per cent with one digit, rounded down so that 100.0% means all; — of nothing."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"
