"""The county's league table and annual statistics (F23): printed with charts, and all in one workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.papers import charts, figures, fonts, training_reports
from app.papers.drawing import LANDSCAPE, paper
from app.papers.flow import Column, Flow, Line, numbered
from app.papers.setting import Type
from app.papers.tables import stretched
from app.papers.training_reports import COLUMNS, ReportLine, ReportSide
from app.papers.workbooks import Book, legible, workbook
from app.spelling import dates
from app.spelling import hours as credit

_TITLE: Final = Type("biaosong", 20)
_BODY: Final = Type("song", 9.5)
_NOTE: Final = Type("song", 9.5)


@dataclass(frozen=True, slots=True)
class Row:
    """One school's line: `classes` of `wanted` are held, `quarters` by quarter, `reached` of `due` met it.

    `people` and `turns` are 人数 and 人次, `party` the members on the rolls and `trained` those of them
    reached; `hours` in quarter-hours. `stars` are empty where none are decided.
    """

    rank: str
    school: str
    county: str
    stars: str
    points: int
    points_of: int
    classes: int
    wanted: int
    quarters: tuple[int, ...]
    members: int
    party: int
    trained: int
    people: int
    turns: int
    hours: int
    reached: int
    due: int
    last_parcel: str


@dataclass(frozen=True, slots=True)
class League:
    """The table of a year; `people` counts each person once across schools, `office` is whose table it is."""

    office: str
    year: int
    as_of: str
    rows: tuple[Row, ...]
    people: int
    definitions: tuple[str, ...]
    stars: bool = False
    counties: bool = False
    hours_twice: int = 0
    """Quarter-hours that stand in two of the rows and count once in the sum."""


@dataclass(frozen=True, slots=True)
class Annual:
    """The statistics of a period: figures with how they are counted, sides added up, each school's line."""

    office: str
    when: str
    as_of: str
    figures: tuple[tuple[str, str, str], ...]
    sides: tuple[ReportSide, ...]
    schools: tuple[ReportLine, ...]
    definitions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """One column of the league: its head, width, how a row says it and the number behind it."""

    head: str
    width: float
    said: Callable[[Row], str]
    number: Callable[[Row], float | None] = lambda _row: None
    format: str = "0"


def _share(part: Callable[[Row], int], whole: Callable[[Row], int]) -> dict[str, Any]:
    return {
        "said": lambda row: figures.share(part(row), whole(row)),
        "number": lambda row: part(row) * 1000 // whole(row) / 1000 if whole(row) else None,
        "format": "0.0%",
    }


def _count(head: str, width: float, read: Callable[[Row], int]) -> _Kind:
    return _Kind(head, width, lambda row: str(read(row)), lambda row: float(read(row)))


def _kinds(league: League) -> list[_Kind]:
    return [
        _Kind("名次", 11, lambda row: row.rank),
        *([_Kind("县（市、区）", 26, lambda row: row.county)] if league.counties else []),
        _Kind("学校", 38, lambda row: row.school),
        *([_Kind("星级", 20, lambda row: row.stars or "—")] if league.stars else []),
        _count("五有得分", 15, lambda row: row.points),
        _count("满分", 12, lambda row: row.points_of),
        _count("办班（期）", 15, lambda row: row.classes),
        _count("应办（期）", 15, lambda row: row.wanted),
        *(_count(f"{name}季度", 14, lambda row, at=at: row.quarters[at])  # type: ignore[misc]
          for at, name in enumerate("一二三四")),
        _count("在册人数", 15, lambda row: row.members),
        _Kind("党员覆盖率", 17, **_share(lambda row: row.trained, lambda row: row.party)),
        _count("人数", 14, lambda row: row.people),
        _count("人次", 14, lambda row: row.turns),
        _Kind("学时合计", 19, lambda row: credit.in_figures(row.hours), lambda row: row.hours / 4, "0.##"),
        _count("达标人数", 15, lambda row: row.reached),
        _count("应达标人数", 17, lambda row: row.due),
        _Kind("学时达标率", 17, **_share(lambda row: row.reached, lambda row: row.due)),
        _Kind("最近数据包", 24, lambda row: row.last_parcel or "未收到"),
    ]  # fmt: skip


def total(league: League) -> Row:
    """Add the rows up; 人数 counts each person once across schools."""
    rows = league.rows

    def add(read: Callable[[Row], int]) -> int:
        return sum(map(read, rows))

    return Row(
        "", "合  计", "", "", add(lambda r: r.points), add(lambda r: r.points_of), add(lambda r: r.classes),
        add(lambda r: r.wanted), tuple(sum(row.quarters[at] for row in rows) for at in range(4)),
        add(lambda r: r.members), add(lambda r: r.party), add(lambda r: r.trained), league.people,
        add(lambda r: r.turns), add(lambda r: r.hours) - league.hours_twice, add(lambda r: r.reached),
        add(lambda r: r.due),
        f"{sum(bool(row.last_parcel) for row in rows)}/{len(rows)} 所已报",
    )  # fmt: skip


def title(league: League) -> str:
    """Write the league's title."""
    return f"{league.office}{league.year}年乡镇党校办学情况排名表"


def annual_title(annual: Annual) -> str:
    """Write the statistics' title."""
    return f"{annual.office}{annual.when}培训情况统计表"


def charts_of(league: League) -> tuple[charts.Chart, ...]:
    """Give the league as bars: hours met, classes held, members reached."""
    rows = league.rows

    def percent(part: int, whole: int) -> float:
        return part * 1000 // whole / 10 if whole else 0.0

    wanted = {row.wanted for row in rows}
    common = float(wanted.pop()) if len(wanted) == 1 else 0.0
    return (
        charts.Chart(
            "学时达标率",
            tuple(
                charts.Bar(row.school, percent(row.reached, row.due), figures.share(row.reached, row.due))
                for row in rows
            ),
            most=100,
            rule="学时达到本人年度任务的人÷有任务的在册人员",
        ),
        charts.Chart(
            "办班期数",
            tuple(
                charts.Bar(row.school, row.classes, f"{row.classes} 期，应办 {row.wanted} 期",
                           short=row.classes < row.wanted)
                for row in rows
            ),
            wanted=common,
            wanted_text=f"应办 {common:g} 期" if common else "",
            rule="本年度已上过课、录过考勤的培训班；浅色并注“不足”的没有办够",
        ),
        charts.Chart(
            "党员覆盖率",
            tuple(
                charts.Bar(row.school, percent(row.trained, row.party), figures.share(row.trained, row.party))
                for row in rows
            ),
            most=100,
            rule="本年参训的在册党员÷在册党员",
        ),
    )  # fmt: skip


def render(league: League) -> bytes:
    """Print the league with its charts and definitions; raise UserError for a character no font has."""
    named = [(row.school, (row.school, row.county, row.last_parcel)) for row in league.rows]
    fonts.require([(title(league), (league.office, *league.definitions)), *named])
    flow = _begun(title(league), league.as_of)
    kinds = _kinds(league)
    columns = stretched([Column(one.head, one.width) for one in kinds], flow.width)
    lines = [Line(tuple(one.said(row) for one in kinds)) for row in league.rows]
    if lines:
        lines.append(Line(tuple(one.said(total(league)) for one in kinds), strong=True))
    flow.table(columns, lines or [Line(("还没有收到数据包的乡镇党校。",))], _BODY)
    _definitions(flow, league.definitions)
    if league.rows:
        flow.turn()
        for chart in charts_of(league):
            charts.put(flow, chart)
    with paper(title(league), LANDSCAPE) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def render_annual(annual: Annual) -> bytes:
    """Print the statistics of a period with a chart of how far each kind of people was reached."""
    named = [(side.title, tuple(one.title for one in side.lines)) for side in annual.sides]
    schools = [(one.title, (one.title,)) for one in annual.schools]
    fonts.require([(annual_title(annual), (annual.office, *annual.definitions)), *named, *schools])
    flow = _begun(annual_title(annual), annual.as_of)
    lines = [Line((f"{name}：{figure}　（{rule}）",)) for name, figure, rule in annual.figures]
    for head, rule, some in _parts(annual):
        lines.append(Line((f"{head}　{rule}",), strong=True))
        lines += [training_reports.line(one) for one in some]
    flow.table(stretched(COLUMNS, flow.width), lines, _BODY)
    _definitions(flow, annual.definitions)
    if annual.sides:
        flow.space(4)
        charts.put(flow, coverage_chart(annual))
    with paper(annual_title(annual), LANDSCAPE) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def coverage_chart(annual: Annual) -> charts.Chart:
    """Give how far each kind of people was reached as bars."""
    side = annual.sides[0]
    bars = [
        charts.Bar(
            one.title,
            one.trained * 1000 // one.people / 10 if one.people else 0.0,
            f"{figures.share(one.trained, one.people)}（{one.trained}／{one.people} 人）",
            short=bool(one.target) and 100 * one.trained < one.target * one.people,
        )
        for one in side.lines
    ]
    return charts.Chart(f"覆盖率：{side.title}", tuple(bars), most=100, rule="参训人数÷应训人数")


def _parts(annual: Annual) -> list[tuple[str, str, Sequence[ReportLine]]]:
    parts = [(side.title, side.rule, side.lines) for side in annual.sides]
    return [*parts, ("按学校", "各校党员；一人在几所学校参训的，各校各计一次", annual.schools)]


def _begun(heading: str, as_of: str) -> Flow:
    flow = Flow(LANDSCAPE, left=10, right=10, top=14, bottom=193)
    flow.text(heading, _TITLE, "centre", step=12)
    flow.text(f"截至：{dates.in_figures(as_of)}", Type("song", 10.5), "right", step=7)
    return flow


def _definitions(flow: Flow, said: Sequence[str]) -> None:
    flow.space(3)
    for number, one in enumerate(("口径：", *said)):
        flow.text(f"{number}. {one}" if number else one, _NOTE, step=5.5)


def render_workbook(league: League, annual: Annual) -> bytes:
    """Write league, statistics, charts and definitions as one workbook; figures are numbers."""
    with workbook(title(league)) as book:
        _league_sheet(book, league)
        _chart_sheet(book, league)
        _annual_sheet(book, annual)
        sheet = book.sheet("口径")
        sheet.set_column(0, 0, 110)
        for row, said in enumerate(dict.fromkeys((*league.definitions, *annual.definitions))):
            sheet.write_string(row, 0, legible(f"{row + 1}. {said}"), book.bare(text_wrap=True))
    return book.data()


def _league_sheet(book: Book, league: League) -> None:
    sheet, kinds = book.sheet("排名"), _kinds(league)
    sheet.merge_range(0, 0, 0, len(kinds) - 1, "", book.bare())
    sheet.write_string(0, 0, legible(title(league)), book.bare(bold=True, font_size=18, align="center"))
    sheet.write_string(1, 0, f"截至：{dates.in_figures(league.as_of)}", book.bare())
    formats = {one.format: book.format(align="center", num_format=one.format) for one in kinds}
    for column, one in enumerate(kinds):
        sheet.write_string(2, column, one.head, book.head)
        sheet.set_column(column, column, max(8.0, one.width / 1.6))
    rows = [*league.rows, total(league)] if league.rows else []
    for number, row in enumerate(rows, 3):
        for column, one in enumerate(kinds):
            value = one.number(row)
            if value is None:
                sheet.write_string(number, column, legible(one.said(row)), book.text)
            else:
                sheet.write_number(number, column, value, formats[one.format])
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 3 if league.counties else 2)


def _chart_sheet(book: Book, league: League) -> None:
    if not league.rows:
        return
    sheet, kinds, last = book.sheet("图表"), [one.head for one in _kinds(league)], 2 + len(league.rows)
    at = {head: number for number, head in enumerate(kinds)}
    names = ("排名", 3, at["学校"], last, at["学校"])
    wanted = (
        ("各校学时达标率", ("学时达标率",)),
        ("各校办班期数", ("办班（期）", "应办（期）")),
        ("各校党员覆盖率", ("党员覆盖率",)),
        ("各校培训人数和人次", ("人数", "人次")),
    )
    for number, (head, series) in enumerate(wanted):
        some = [(one, names, ("排名", 3, at[one], last, at[one])) for one in series]
        sheet.insert_chart(number * 18, 0, book.bars(head, some))


def _annual_sheet(book: Book, annual: Annual) -> None:
    sheet, last = book.sheet("培训统计"), len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, "", book.bare())
    sheet.write_string(
        0, 0, legible(annual_title(annual)), book.bare(bold=True, font_size=18, align="center")
    )
    sheet.write_string(1, 0, f"截至：{dates.in_figures(annual.as_of)}", book.bare())
    row = 2
    for name, figure, rule in annual.figures:
        sheet.merge_range(row, 0, row, last, legible(f"{name}：{figure}　（{rule}）"), book.text)
        row += 1
    heads = row
    for column, one in enumerate(COLUMNS):
        sheet.write_string(heads, column, one.heading, book.head)
        sheet.set_column(column, column, one.width / 1.8)
    count = book.format(align="center")
    decimal, share = (
        book.format(align="center", num_format="0.##"),
        book.format(align="center", num_format="0.0%"),
    )
    for head, rule, some in _parts(annual):
        row += 1
        sheet.merge_range(row, 0, row, last, legible(f"{head}　{rule}"), book.head)
        for line in some:
            row += 1
            sheet.write_string(row, 0, legible(line.title), book.text)
            for column, (value, kind) in enumerate(_numbers(line), 1):
                chosen = {"": count, "h": decimal, "%": share}[kind]
                if value is None:
                    sheet.write_string(row, column, "—", count)
                else:
                    sheet.write_number(row, column, value, chosen)
    sheet.freeze_panes(heads + 1, 1)


def _numbers(line: ReportLine) -> list[tuple[float | None, str]]:
    """Give the numbers behind `training_reports.line`, after the title, with how each is written."""
    due = bool(line.required)
    return [
        (line.people, ""),
        (line.trained, ""),
        (line.trained * 1000 // line.people / 1000 if line.people else None, "%"),
        (line.target / 100 if line.target else None, "%"),
        (line.turns, ""),
        (line.earned / 4, "h"),
        (line.earned // line.people / 4 if line.people else None, "h"),
        (line.required if due else None, ""),
        (line.met if due else None, ""),
        (line.met * 1000 // line.required / 1000 if due else None, "%"),
    ]
