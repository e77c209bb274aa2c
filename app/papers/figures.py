"""Figures as papers write them."""


def share(part: int, whole: int) -> str:
    """Write a share in per cent with one digit, rounded down so that 100.0% means all; — of nothing."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"
