"""Plans: take a year's plan in from a sheet as the office keeps it."""

from pathlib import Path

from app.errors import UserError
from app.school import plans
from app.sheets import workbooks
from app.spelling import cells
from db.register import Register

TOTALS = ("合计", "总计", "小计")


def enter(db: Register, path: Path, *, school: int, year: int) -> list[int]:
    """Put the rows of a workbook's first sheet that has the plan's headings on a year's plan, all or none.

    Titles above the headings, empty rows and totals are left out. Give the new ids; raise `UserError`.
    """
    for sheet in workbooks.read(path).sheets:
        rows = [[cells.written(cell) for cell in row] for row in sheet.rows]
        first = next((at for at, row in enumerate(rows) if plans.is_heading(row)), None)
        if first is None:
            continue
        body = [row for row in rows[first + 1 :] if any(row) and not _is_total(row)]
        return plans.enter(db, [rows[first], *body], school=school, year=year)
    raise UserError(f"“{path.name}”里没有找到培训计划的表头，要有“班次名称”和“期数”“时间”这样的列。")


def _is_total(row: list[str]) -> bool:
    return any("".join(cell.split()) in TOTALS for cell in row[:2])
