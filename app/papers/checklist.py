"""The five-haves ledger: every item, what proves it, and what is still missing (F24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import LANDSCAPE, PORTRAIT, paper
from app.papers.flow import Column, Flow, Line, numbered
from app.papers.setting import Type
from app.spelling import dates

_CELLS: Final = Type("song", 9.5)
_COLUMNS: Final = (
    Column("序号", 11),
    Column("项目", 28),
    Column("要求", 74, "left"),
    Column("怎样证明", 48, "left"),
    Column("状态", 18),
    Column("佐证材料（形成日期）", 74, "left"),
    Column("得分/分值", 20),
)
_GAP_COLUMNS: Final = (
    Column("序号", 11),
    Column("项目", 40),
    Column("还缺什么", 142, "left"),
    Column("责任人", 40),
    Column("整改期限", 40),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """One evidence file as the ledger names it; `formed_on` is the date on the paper, ISO or empty."""

    file_name: str
    formed_on: str


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """One line of the standard with its state.

    `item` is the heading it stands under (有组织架构), items of one heading follow each other.
    `state` is the Chinese word shown. `points` and `points_full` are whole points; None where
    the standard gives no score or nobody has scored yet.
    """

    item: str
    requirement: str
    proved_by: str
    state: str
    proofs: tuple[Proof, ...] = ()
    points: int | None = None
    points_full: int | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something still missing: where, what, who mends it and by when (ISO date or empty)."""

    item: str
    what: str
    responsible: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One school's checklist for one year as it stands on `as_of` (ISO date)."""

    school: str
    standard: str
    year: int
    as_of: str
    items: tuple[LedgerItem, ...]
    gaps: tuple[Gap, ...] = ()


def render(ledger: Ledger) -> bytes:
    """Print the ledger as a PDF of A4 landscape pages, the list of gaps at the end.

    Raises UserError when the standard has no items, or for a character that no font has.
    """
    if not ledger.items:
        raise UserError("这套清单标准里没有项目，台账无从打印。请先选定清单标准。")
    fonts.require(
        [
            ("台账标题", (ledger.school, ledger.standard)),
            *map(_texts, ledger.items),
            *map(_gap_texts, ledger.gaps),
        ]
    )
    flow = Flow(LANDSCAPE, left=12, right=12, top=14, bottom=193)
    title = f"{ledger.school}{ledger.year}年“五有”工作台账"
    flow.text(title, Type("biaosong", 20), "centre", step=12)
    flow.text(
        f"标准：{ledger.standard}　　截至：{dates.in_figures(ledger.as_of)}",
        Type("song", 10.5),
        "centre",
        step=8,
    )
    flow.table(_COLUMNS, _lines(ledger.items), _CELLS)
    flow.space(6)
    if ledger.gaps:
        flow.text(f"待补事项（{len(ledger.gaps)} 项）", Type("hei", 12), step=8)
        gaps = [
            Line((str(number), gap.item, gap.what, gap.responsible, dates.in_figures(gap.due)))
            for number, gap in enumerate(ledger.gaps, 1)
        ]
        flow.table(_GAP_COLUMNS, gaps, _CELLS)
    else:
        flow.text("待补事项：无。", Type("hei", 12), step=8)
    flow.space(4)
    flow.text(
        "填报人：　　　　　　　　校长（签字）：　　　　　　　　（盖章）　　　　　年　　月　　日",
        Type("song", 11),
        step=12,
    )
    with paper(title, LANDSCAPE) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def _texts(item: LedgerItem) -> tuple[str, tuple[str, ...]]:
    proofs = (proof.file_name for proof in item.proofs)
    return item.item, (item.item, item.requirement, item.proved_by, item.state, *proofs)


def _gap_texts(gap: Gap) -> tuple[str, tuple[str, ...]]:
    return gap.item, (gap.item, gap.what, gap.responsible)


def _lines(items: tuple[LedgerItem, ...]) -> list[Line]:
    """Give every item's line, a subtotal after each heading, and the total."""
    lines = []
    number = 0
    for heading, group in groupby(items, key=lambda item: item.item):
        members = list(group)
        for item in members:
            number += 1
            lines.append(Line((str(number), heading, *_cells(item))))
        lines.append(_sum(f"{heading}小计", members))
    return [*lines, _sum("合  计", items)]


def _cells(item: LedgerItem) -> tuple[str, ...]:
    proofs = "\n".join(
        f"{proof.file_name}（{dates.in_figures(proof.formed_on) or '无日期'}）" for proof in item.proofs
    )
    return item.requirement, item.proved_by, item.state, proofs or "—", _score(item.points, item.points_full)


def _sum(label: str, items: Sequence[LedgerItem]) -> Line:
    states = [item.state for item in items]
    counted = "，".join(f"{state}{states.count(state)}" for state in dict.fromkeys(states))
    scored = [item for item in items if item.points_full is not None]
    got = sum(item.points or 0 for item in scored)
    full = sum(item.points_full or 0 for item in scored)
    proofs = sum(len(item.proofs) for item in items)
    score = _score(got, full) if scored else "—"
    return Line(("", label, f"共{len(items)}项：{counted}", "", "", f"佐证{proofs}份", score), strong=True)


def _score(points: int | None, full: int | None) -> str:
    if full is None:
        return "—"
    return f"{'—' if points is None else points}/{full}"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One criterion on the self-assessment sheet; points of None are left to be written by hand."""

    item: str
    requirement: str
    points_full: int
    self_points: int | None
    proofs: str
    county_points: int | None
    rectify: str = ""


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """A round as the sheet shows it (F24); `stars` in words or empty."""

    school: str
    title: str
    standard: str
    lines: tuple[SheetLine, ...]
    as_of: str
    stars: str = ""


_SHEET_COLUMNS: Final = (
    Column("项目", 17),
    Column("标准", 47, "left"),
    Column("分值", 11),
    Column("自评", 11),
    Column("佐证", 52, "left"),
    Column("县核分", 14),
    Column("整改", 34, "left"),
)


def render_sheet(sheet: SelfAssessment) -> bytes:
    """Print the self-assessment sheet as a PDF of A4 portrait pages.

    Raises UserError when the round has no lines, or for a character that no font has.
    """
    if not sheet.lines:
        raise UserError("这次评估里没有要求，自查表无从打印。")
    fonts.require(
        [
            ("自查表标题", (sheet.school, sheet.title, sheet.standard, sheet.stars)),
            *((one.item, (one.item, one.requirement, one.proofs, one.rectify)) for one in sheet.lines),
        ]
    )
    flow = Flow(PORTRAIT, left=12, right=12, top=14, bottom=280)
    title = f"{sheet.school}{sheet.title}自查表"
    flow.text(title, Type("biaosong", 18), "centre", step=11)
    stars = f"　　{sheet.stars}" if sheet.stars else ""
    flow.text(
        f"标准：{sheet.standard}　　截至：{dates.in_figures(sheet.as_of)}{stars}",
        Type("song", 10.5),
        "centre",
        step=8,
    )
    flow.table(_SHEET_COLUMNS, _sheet_lines(sheet.lines), _CELLS)
    flow.space(4)
    foot = "填报人：　　　　　　校长（签字）：　　　　　　（盖章）　　　　年　　月　　日"
    flow.text(foot, Type("song", 11), step=10)
    flow.text(
        "县级核分人（签字）：　　　　　　　　　　　　　（盖章）　　　　年　　月　　日",
        Type("song", 11),
        step=10,
    )
    with paper(title, PORTRAIT) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def _sheet_lines(lines: Sequence[SheetLine]) -> list[Line]:
    """Give the lines, an item's heading in one cell with those above, a sum after each item, the total."""
    found = []
    for heading, group in groupby(lines, key=lambda one: one.item):
        members = list(group)
        for at, one in enumerate(members):
            cells = (heading, one.requirement, str(one.points_full), _written(one.self_points), one.proofs,
                     _written(one.county_points), one.rectify)  # fmt: skip
            found.append(Line(cells, joined=1 if at else 0))
        found.append(_sheet_sum("小计", members))
    return [*found, _sheet_sum("合  计", lines)]


def _sheet_sum(name: str, lines: Sequence[SheetLine]) -> Line:
    own = [one.self_points for one in lines if one.self_points is not None]
    county = [one.county_points for one in lines if one.county_points is not None]
    whole = str(sum(one.points_full for one in lines))
    given = str(sum(own)) if len(own) == len(lines) else ""
    checked = str(sum(county)) if len(county) == len(lines) else ""
    return Line((name, f"共{len(lines)}条", whole, given, "", checked, ""), strong=True)


def _written(points: int | None) -> str:
    return "" if points is None else str(points)
