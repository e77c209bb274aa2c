"""Charts on paper: bars, each with its name, its figure in words and a mark, never grey alone."""

from dataclasses import dataclass
from typing import Final

from app.papers.drawing import Pen
from app.papers.flow import Draw, Flow
from app.papers.setting import MM, Type

_ROW: Final = 5.4
_THICK: Final = 3.4
_HEAD: Final = 13.0
_NAME: Final = Type("song", 9)
_TITLE: Final = Type("hei", 11)
_MARK_SHORT: Final = "↓"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, its figure as written, and whether it falls short of what is asked."""

    name: str
    value: float
    text: str
    short: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; `wanted` draws a line where the bars should reach, `most` is the whole width.

    `rule` says how the figures are counted.
    """

    title: str
    bars: tuple[Bar, ...]
    wanted: float = 0.0
    wanted_text: str = ""
    most: float = 0.0
    rule: str = ""

    @property
    def scale(self) -> float:
        """Give the value at the right edge."""
        return max([self.most, self.wanted, *(one.value for one in self.bars)]) or 1.0


def put(flow: Flow, chart: Chart, *, names: float = 46.0, figures: float = 34.0) -> None:
    """Put a chart into the flow, its head with the first bars; over several pages where there are many.

    `names` and `figures` are the widths of the two texts beside a bar in mm.
    """
    flow.keep(_HEAD + _ROW * min(len(chart.bars), 4))
    flow.place(_HEAD, lambda pen, y: _head(pen, flow, chart, y, names, figures))
    for bar in chart.bars:
        flow.place(_ROW, _drawn(flow, chart, bar, names, figures))
    flow.space(4)


def _span(flow: Flow, names: float, figures: float) -> tuple[float, float]:
    return flow.left + names + 2, flow.width - names - figures - 4


def _head(pen: Pen, flow: Flow, chart: Chart, y: float, names: float, figures: float) -> None:
    left, width = _span(flow, names, figures)
    pen.text(flow.left, y + 3.5, chart.title, _TITLE)
    if chart.rule:
        pen.block((left, y, flow.left + flow.width - left, 7), chart.rule, Type("song", 8.5), align="right")
    if chart.wanted:
        x = left + width * chart.wanted / chart.scale
        pen.text(x, y + _HEAD - 2.6, chart.wanted_text, Type("song", 8), "centre")


def _drawn(flow: Flow, chart: Chart, bar: Bar, names: float, figures: float) -> Draw:
    left, width = _span(flow, names, figures)
    long = width * max(bar.value, 0.0) / chart.scale
    said = f"{bar.text} {_MARK_SHORT} 不足" if bar.short else bar.text

    def draw(pen: Pen, y: float) -> None:
        pen.block((flow.left, y, names, _ROW), bar.name, _NAME, align="right")
        top = y + (_ROW - _THICK) / 2
        if long > 0.05:
            middle, points = y + _ROW / 2, _THICK * MM
            pen.rules([(left, middle, left + long, middle)], points=points, level=0.85 if bar.short else 0.45)
            pen.frame((left, top, long, _THICK), points=0.4)
        pen.rules([(left, y, left, y + _ROW)], points=0.5)
        if chart.wanted:
            x = left + width * chart.wanted / chart.scale
            pen.rules([(x, y, x, y + _ROW)], points=0.8, level=0.2)
        pen.text(left + width + 2, y + _ROW / 2, said, _NAME)

    return draw
