"""Credit hours, kept as quarter-hours and written as the office writes them."""


def in_figures(quarter_hours: int) -> str:
    """Write quarter-hours as hours: 32 as 8, 30 as 7.5, 31 as 7.75."""
    whole, quarters = divmod(abs(quarter_hours), 4)
    return ("-" if quarter_hours < 0 else "") + str(whole) + ("", ".25", ".5", ".75")[quarters]


def shown(quarter_hours: int) -> str:
    """Write a sum of quarter-hours as a person reads it: 96_910 as 24,227.5."""
    whole, dot, rest = in_figures(quarter_hours).partition(".")
    return f"{int(whole):,}{dot}{rest}" if abs(quarter_hours) >= 4 else in_figures(quarter_hours)
