"""The trainee's handbook: an A5 booklet from the cover to pages for notes and a sheet to tear off (F11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import fonts
from app.papers.booklets import folded
from app.papers.drawing import Pen, paper
from app.papers.flow import Column, Flow, Line
from app.papers.setting import Type

_SIZE: Final = (148.5, 210.0)
_SIDE, _TOP, _BOTTOM = 14.0, 16.0, 194.0
_HEAD: Final = Type("hei", 14)
_TEXT: Final = Type("fangsong", 11.5)
_CELL: Final = Type("song", 9)
_SMALL: Final = Type("song", 9)
_STEP: Final = 6.6
_RULED: Final = 9.0
_LEAST_NOTES: Final = 2


@dataclass(frozen=True, slots=True)
class Handbook:
    """What a handbook says: the notice and the rules as paragraphs, the lessons, people by group.

    `trainees` are (number, name, branch, telephone) under the name of their group, "" where there are none.
    """

    school: str
    title: str
    when: str
    notice: Sequence[str]
    rules: tuple[str, Sequence[str]]
    day: tuple[str, Sequence[str]]
    lessons: Sequence[tuple[str, str, str, str]]
    trainees: Sequence[tuple[str, Sequence[tuple[str, str, str, str]]]]
    leave: tuple[str, Sequence[str]]
    record_title: str
    evaluation: tuple[str, str]
    judged: Sequence[str]
    aspects: Sequence[str]


def render(book: Handbook) -> bytes:
    """Print the handbook two pages on a side of A4, to be folded; raise UserError for a missing character."""
    return folded(pages(book))


def pages(book: Handbook) -> bytes:
    """Print the handbook's A5 pages in reading order; pages for notes fill it up to whole sheets."""
    fonts.require(_named(book))
    flow = Flow(_SIZE, left=_SIDE, right=_SIDE, top=_TOP, bottom=_BOTTOM)
    flow.place(_BOTTOM - _TOP, lambda pen, y: _cover(pen, book))
    _section(flow, "培训通知", book.notice)
    _section(flow, *book.rules, numbered=True)
    _section(flow, *book.leave, numbered=True, turned=False)
    _head(flow, "课程表")
    lessons = [Line(one) for one in book.lessons] or [Line(("课表另行通知。",))]
    flow.table((Column("时间", 30), Column("内容", 44, "left"), Column("授课人", 22), Column("地点", 24.5)),
               lessons, _CELL, least=8)  # fmt: skip
    _section(flow, *book.day, numbered=True, turned=False)
    _head(flow, "学员名单")
    flow.table((Column("序号", 12), Column("姓名", 30), Column("党支部", 46, "left"), Column("电话", 32.5)),
               _roster(book), _CELL, least=6.5)  # fmt: skip
    notes = _LEAST_NOTES + -(flow.pages + _LEAST_NOTES + 1) % 4
    for _ in range(notes):
        _head(flow, book.record_title)
        flow.place(flow.room, _ruled)
    _evaluation(flow, book)
    with paper(f"{book.title}学员手册", _SIZE) as pen:
        flow.finish(pen, _number)
    return pen.data()


def _head(flow: Flow, title: str) -> None:
    flow.turn()
    flow.text(title, _HEAD, "centre", step=11)
    flow.space(2)


def _section(
    flow: Flow, title: str, paragraphs: Sequence[str], *, numbered: bool = False, turned: bool = True
) -> None:
    if turned or flow.room < 5 * _STEP:
        _head(flow, title)
    else:
        flow.space(6)
        flow.text(title, _HEAD, "centre", step=11)
    for number, one in enumerate(paragraphs, 1):
        flow.text(f"{number}. {one}" if numbered else f"　　{one}", _TEXT, step=_STEP)
        flow.space(1)


def _roster(book: Handbook) -> list[Line]:
    lines = []
    for group, people in book.trainees:
        lines += [Line((group,), strong=True)] if group else []
        lines += [Line(one) for one in people]
    return lines or [Line(("名单另行通知。",))]


def _cover(pen: Pen, book: Handbook) -> None:
    middle, width = pen.width / 2, pen.width - 2 * _SIDE
    pen.block((_SIDE, 30, width, 12), book.school, Type("kai", 16))
    pen.block((_SIDE, 50, width, 36), book.title, Type("biaosong", 24))
    pen.spaced(middle, 104, "学员手册", Type("biaosong", 32), 4)
    pen.block((_SIDE, 116, width, 10), book.when, Type("kai", 13))
    for at, word in enumerate(("姓　名", "党支部", "组　别")):
        y = 146 + at * 13
        pen.text(36, y, word, Type("kai", 14))
        pen.rule(58, y + 4, 116, y + 4)


def _ruled(pen: Pen, y: float) -> None:
    lines = int((_BOTTOM - y) / _RULED)
    pen.rules(
        [(_SIDE, y + at * _RULED, pen.width - _SIDE, y + at * _RULED) for at in range(1, lines + 1)],
        points=0.3, level=0.6,
    )  # fmt: skip


def _evaluation(flow: Flow, book: Handbook) -> None:
    flow.turn()
    flow.place(4, _dashes)
    title, note = book.evaluation
    flow.text(title, _HEAD, "centre", step=11)
    flow.text(note, _SMALL, step=5)
    flow.space(2)
    wide = (120.5 - 44) / max(len(book.aspects), 1)
    columns = (Column("课程", 44, "left"), *(Column(one, wide) for one in book.aspects))
    lines = [Line((one, *("" for _ in book.aspects))) for one in book.judged]
    flow.table(columns, lines or [Line(("课表另行通知。",))], _CELL, least=9)
    flow.space(3)
    flow.text("对本期培训班总的评价：＿＿＿＿", _TEXT, step=9)
    flow.text("意见和建议：", _TEXT, step=9)
    flow.place(min(flow.room, 4 * _RULED), _few_lines)


def _dashes(pen: Pen, y: float) -> None:
    pen.frame((8, y - 4, 0.01, _BOTTOM - y + 8), points=0.4, dash=1.0)


def _few_lines(pen: Pen, y: float) -> None:
    pen.rules([(_SIDE, y + at * _RULED, pen.width - _SIDE, y + at * _RULED) for at in (1, 2, 3)], points=0.3)


def _number(pen: Pen, page: int, pages_: int) -> None:
    if page > 1:
        pen.text(pen.width / 2, 201, f"— {page} —", _SMALL, "centre")


def _named(book: Handbook) -> list[tuple[str, Sequence[str]]]:
    people = [(one[1], one) for _, several in book.trainees for one in several]
    texts = (book.school, book.title, book.when, *book.notice, *book.rules[1], *book.day[1], *book.leave[1])
    return [(book.title, (*texts, *(cell for one in book.lessons for cell in one), *book.judged)), *people]
