"""Credit hours, kept as quarter-hours and written as the office writes them."""


def in_figures(quarter_hours: int) -> str:
    """Write quarter-hours as hours: 32 as 8, 30 as 7.5, 31 as 7.75."""
    whole, quarters = divmod(abs(quarter_hours), 4)
    return ("-" if quarter_hours < 0 else "") + str(whole) + ("", ".25", ".5", ".75")[quarters]
