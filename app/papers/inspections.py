"""The record of an inspection: which sessions were drawn, what was there for each, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.errors import UserError
from app.papers import fonts
from app.papers.drawing import LANDSCAPE, paper
from app.papers.flow import Column, Flow, Line, numbered
from app.papers.setting import Type
from app.spelling import dates

_COLUMNS: Final = (
    Column("序号", 11),
    Column("培训班", 50, "left"),
    Column("课次", 44, "left"),
    Column("方案", 20),
    Column("签到表", 26),
    Column("照片", 16),
    Column("应到/实到", 22),
    Column("学时", 26),
    Column("发现的问题", 58, "left"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One session as it was looked at; every field is as it is to be printed."""

    training_class: str
    session: str
    plan: str
    sheet: str
    photographs: str
    attended: str
    hours: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A draw: whose sessions, over which days (ISO), out of how many, on which day, and what was seen."""

    school: str
    since: str
    until: str
    drawn_on: str
    seen: tuple[Seen, ...]


def render(record: Record) -> bytes:
    """Print the record as a PDF of A4 landscape; raise `UserError` where nothing was drawn."""
    if not record.seen:
        raise UserError("还没有抽课次，没有记录可以打印。")
    fonts.require([("抽查记录", (record.school,)), *(_texts(one) for one in record.seen)])
    title = f"{record.school}培训课次抽查记录"
    flow = Flow(LANDSCAPE, left=12, right=12, top=14, bottom=193)
    flow.text(title, Type("biaosong", 20), "centre", step=12)
    span = f"抽查范围：{dates.in_figures(record.since)}至{dates.in_figures(record.until)}"
    drawn = f"抽查日期：{dates.in_figures(record.drawn_on)}　　由程序随机抽取 {len(record.seen)} 个课次"
    flow.text(f"{span}　　{drawn}", Type("song", 10.5), "centre", step=8)
    flow.table(_COLUMNS, _lines(record.seen), Type("song", 9.5), least=16)
    flow.space(6)
    flow.text(
        "检查人（签字）：　　　　　　　　　　被检查单位（签字）：　　　　　　　　　　　　　年　　月　　日",
        Type("song", 11), step=12,
    )  # fmt: skip
    with paper(title, LANDSCAPE) as pen:
        flow.finish(pen, numbered)
    return pen.data()


def _texts(one: Seen) -> tuple[str, tuple[str, ...]]:
    return one.training_class, (one.training_class, one.session, *one.doubts)


def _lines(seen: Sequence[Seen]) -> list[Line]:
    return [
        Line((str(at), one.training_class, one.session, one.plan, one.sheet, one.photographs, one.attended,
              one.hours, "\n".join(one.doubts) or "未发现问题"))
        for at, one in enumerate(seen, 1)
    ]  # fmt: skip
