"""The statement of one person's credit hours in one year, with the sum behind the number (F19)."""

from dataclasses import dataclass
from typing import Final

from app.papers import figures, fonts
from app.papers.drawing import PORTRAIT, Pen, paper
from app.papers.flow import Column, Flow, Line, numbered
from app.papers.setting import Type
from app.spelling import dates
from app.spelling import hours as credit

_TEXT: Final = Type("fangsong", 13)
_COLUMNS: Final = (
    Column("序号", 10),
    Column("时间", 30),
    Column("班名", 38, "left"),
    Column("类型", 18),
    Column("主办单位", 26),
    Column("学时的来历", 34, "left"),
    Column("学时", 14),
    Column("结业", 14),
)
_SEAL: Final = 46.0


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One class the person took part in.

    `starts` and `ends` are ISO dates. `quarters` are credit hours in quarter-hours. `how` says
    how they come about in one short phrase, such as 出勤4个半天，每个半天4学时.
    """

    starts: str
    ends: str
    class_name: str
    kind: str
    organiser: str
    how: str
    quarters: int
    completed: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the statement says of one person and year.

    `id_tail` is the last four characters of the ID number, or empty. `required` is the year's
    target in quarter-hours, 0 where the person is exempt; `target` names the rule it comes from.
    `as_of` and `issued_on` are ISO dates.
    """

    holder: str
    gender: str
    id_tail: str
    branch: str
    year: int
    lines: tuple[StatementLine, ...]
    required: int
    target: str
    issuer: str
    as_of: str
    issued_on: str


def render(statement: Statement) -> bytes:
    """Print the statement as a PDF of A4 pages, room left for the seal over issuer and date.

    Raises UserError for a character that no font has. A year without classes prints as such.
    """
    head = (statement.holder, statement.gender, statement.id_tail, statement.branch, statement.target)
    body = (
        text for line in statement.lines for text in (line.class_name, line.kind, line.organiser, line.how)
    )
    fonts.require([(statement.holder, (*head, statement.issuer, *body))])
    flow = Flow(PORTRAIT, left=13, right=13, top=20, bottom=280)
    flow.text("学时证明", Type("biaosong", 22), "centre", step=16)
    flow.text(_opening(statement), _TEXT, step=8.5)
    flow.space(3)
    lines = [Line((str(number), *_cells(line))) for number, line in enumerate(statement.lines, 1)] or [
        Line(("本年度没有学时记录。",))
    ]
    flow.table(_COLUMNS, lines, Type("song", 10))
    flow.space(3)
    flow.text(_sum(statement), _TEXT, step=8.5)
    flow.text(_standing(statement), _TEXT, step=8.5)
    flow.space(6)
    flow.place(_SEAL, lambda pen, y: _draw_issuer(pen, y, statement))
    with paper("学时证明", PORTRAIT) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def _opening(statement: Statement) -> str:
    known = filter(
        None,
        (
            statement.holder,
            statement.gender,
            f"证件号后四位{statement.id_tail}" if statement.id_tail else "",
            statement.branch,
        ),
    )
    until = dates.in_figures(statement.as_of)
    return f"　　{'，'.join(known)}。{statement.year}年度参加党员教育培训的学时如下（截至{until}）："


def _cells(line: StatementLine) -> tuple[str, ...]:
    when = dates.from_to(line.starts, line.ends).replace("至", "\n至")
    return (
        when,
        line.class_name,
        line.kind,
        line.organiser,
        line.how,
        credit.in_figures(line.quarters),
        line.completed,
    )


def _sum(statement: Statement) -> str:
    """Write the sum behind the number: 16＋8＋4＝28."""
    total = credit.in_figures(sum(line.quarters for line in statement.lines))
    terms = "＋".join(credit.in_figures(line.quarters) for line in statement.lines)
    return f"　　合计：{terms}＝{total} 学时。" if len(statement.lines) > 1 else f"　　合计：{total} 学时。"


def _standing(statement: Statement) -> str:
    earned = sum(line.quarters for line in statement.lines)
    rule = f"（{statement.target}）" if statement.target else ""
    if not statement.required:
        return f"　　应完成学时：不作要求{rule}。"
    share = figures.share(earned, statement.required)
    left = statement.required - earned
    verdict = "已达标" if left <= 0 else f"还差 {credit.in_figures(left)} 学时"
    return f"　　应完成：{credit.in_figures(statement.required)} 学时{rule}；完成率：{share}，{verdict}。"


def _draw_issuer(pen: Pen, y: float, statement: Statement) -> None:
    pen.block((100, y + 12, 90, 9), statement.issuer, Type("fangsong", 15))
    pen.text(145, y + 28, dates.in_figures(statement.issued_on), Type("fangsong", 15), "centre")
