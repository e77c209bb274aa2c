"""What a plan says of its rows, in the clerk's words."""

from app.jobs import rosters
from app.sheets.rosters import LABELS
from app.ui import theme

TONES: dict[str, theme.Tone] = {
    "new": "good",
    "update": "plain",
    "unchanged": "muted",
    "ask": "ask",
    "refused": "bad",
}
CELL_TONES: dict[str, theme.Tone] = {"ok": "plain", "flag": "warn", "ask": "ask", "refuse": "bad"}
MEANT = {
    "new": "名册里没有这个人，将新增",
    "update": "名册里有这个人，补上空着的资料；与名册不同的，您打了勾才改",
    "unchanged": "名册里有这个人，资料一样",
    "ask": "可能是名册里的人，请决定是不是；不决定就不导入",
    "refused": "没有姓名、身份证号被表格损坏等，留下原因，可发回补正",
}
DOUBTFUL = "说不准的格"
DOUBTFUL_MEANT = "例如“1998.1”是 1 月还是 10 月；不决定也导入，只记说得准的部分，并列入待核"
EXTRA = {"role": "党内职务", "doubts": "疑点"}
NOTHING = "（空）"


def named(field: str) -> str:
    """Give a field's name as the office says it."""
    return EXTRA.get(field) or LABELS.get(field, field)


def changed(change: rosters.Change) -> str:
    """Say what a sheet knows anew: 入党日期 1998 → 1998-07."""
    new = rosters.shown(change.field, change.new)
    if change.old in ("", "0"):
        return f"{named(change.field)}补上 {new}"
    return f"{named(change.field)} {rosters.shown(change.field, change.old)} → {new}"


def explained(row: rosters.PlanRow) -> str:
    """Say all there is to say of a row in one line, what asks first."""
    said = [*map(changed, row.changes), *row.why]
    asking = [question.note for question in rosters.asked(row)]
    asking += [row.why[-1]] if row.verdict == "ask" and row.why else []
    # That it is to be looked at is said by its colour and by the figure above the list.
    asking_short = [one.removesuffix("请核对。") for one in asking]
    return "；".join([*asking_short, *(one for one in said if one not in asking)])


def asks(row: rosters.PlanRow) -> bool:
    """Tell whether a clerk has something to decide in a row."""
    return row.verdict == "ask" or bool(rosters.asked(row))


def written(row: rosters.PlanRow, field: str) -> str:
    """Give what a row says of a field, as it would be kept; what could not be read as it stands there."""
    value = str(row.fields.get(field, ""))
    cell = row.cells.get(field)
    return value or (cell.raw.strip() if cell is not None else "")


def cell_tone(row: rosters.PlanRow, field: str) -> theme.Tone:
    """Give the tone in which a cell of a row is shown."""
    cell = row.cells.get(field)
    return CELL_TONES[cell.verdict.kind] if cell is not None else "plain"


def cell_note(row: rosters.PlanRow, field: str) -> str:
    """Give what is to be said of a cell."""
    cell = row.cells.get(field)
    return cell.verdict.note if cell is not None else ""


def place(plan: rosters.Plan, number: int) -> str:
    """Say where in the file a plan's rows stand; `number` is 0 where the file has but one sheet."""
    first, last = plan.header_rows
    if not first:
        head = "没有表头，各列是按内容认出的"
    else:
        head = f"表头在第 {first} 行" if first == last else f"表头在第 {first}–{last} 行"
    return f"第 {number} 张表“{plan.sheet_name}” · {head}" if number else head
