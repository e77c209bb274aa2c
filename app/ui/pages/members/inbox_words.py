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
MEANT = {
    "new": "名册里没有，将新增",
    "update": "补充名册里空着的资料",
    "unchanged": "已在名册，一样",
    "ask": "请逐行决定，未定的不导入",
    "refused": "留下原因，可发回补正",
}
EXTRA = {"role": "党内职务"}
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
    """Say all there is to say of a row in one line."""
    return "；".join([*map(changed, row.changes), *row.why])


def written(row: rosters.PlanRow, field: str) -> str:
    """Give what a row says of a field, as it would be kept."""
    return str(row.fields.get(field, ""))


def place(plan: rosters.Plan, number: int) -> str:
    """Say where in the file a plan's rows stand; `number` is 0 where the file has but one sheet."""
    first, last = plan.header_rows
    if not first:
        head = "没有表头，各列是按内容认出的"
    else:
        head = f"表头在第 {first} 行" if first == last else f"表头在第 {first}–{last} 行"
    return f"第 {number} 张表“{plan.sheet_name}” · {head}" if number else head
