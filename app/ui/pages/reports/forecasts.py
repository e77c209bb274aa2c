"""统计报表: how the year will end by what is on the timetable, and which half-days would help."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.jobs import forecasts as jobs
from app.school import filters, forecasts, rules, standings
from app.ui.cards import Card, Cards, Sheet, label
from app.ui.desk import Desk
from app.ui.page import Action, Page, button
from app.ui.pages.reports.people import OUTLOOK, TONES
from app.ui.pages.reports.tab import Tab
from app.ui.theme import px

CARDS = {
    "met": ("达标", "学时已经修满"),
    "on_track": ("可达标", "上完已报的班就修满"),
    "reachable": ("报班可达标", "再报课表上现有的班"),
    "out_of_reach": ("须加课", "现有的班都上了也不够"),
    "exempt": ("不作硬性要求", "年老体弱和非党员等"),
}

NO_DAYS = "今年已经没有可以加课的日子。"


class ForecastTab(Tab):
    """Cards that count the outlooks, and a sentence for each thing that would help."""

    title = "达标预测"

    def __init__(self, desk: Desk, page: Page, *, school: int) -> None:
        """Lay out the cards and an empty sheet."""
        super().__init__(desk, page, school=school)
        self.found: forecasts.Forecast | None = None
        self.cards = {key: Card(name, press=partial(self._press, key)) for key, (name, _) in CARDS.items()}
        self.seats = QSpinBox()
        self.seats.setRange(10, 2000)
        self.seats.setSingleStep(10)
        self.seats.setValue(forecasts.SEATS)
        self.seats.setSuffix(" 人")
        self.seats.setAccessibleName("加办的班每期最多多少人")
        self.seats.setToolTip("按会场坐得下多少人；改了就重新算。")
        self.seats.setKeyboardTracking(False)
        self.seats.valueChanged.connect(lambda: self.fill(self.year))
        sheet = Sheet("怎样补上")
        head = QHBoxLayout()
        said = label("加办的班每期最多", name="note")
        said.setWordWrap(False)
        head.addWidget(said)
        head.addWidget(self.seats)
        head.addStretch(1)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(6))
        sheet.body.addLayout(head)
        sheet.body.addLayout(self._lines)
        sheet.body.addWidget(label(
            "按半天挑：每次取平均每个半天能让最多人修满的一个班，同样多的取人多的；每半天的学时按现行规则。",
            name="note",
        ))  # fmt: skip
        self.column.addWidget(Cards(list(self.cards.values())))
        self.column.addWidget(sheet)
        self.column.addStretch(1)
        self.first = self.cards["out_of_reach"]

    def fill(self, year: int) -> None:
        """Look ahead again."""
        super().fill(year)
        db, today = self.desk.db, self.desk.today()
        self.found = found = forecasts.forecast(
            db, school=self.school, year=year, today=today, seats=self.seats.value()
        )
        rule = rules.in_force(db, school=self.school, on=f"{year}-12-31")
        owing = sum(one.required is not None for one in found.everybody)
        for key, card in self.cards.items():
            people = found.of(key)
            counted = key != "exempt"
            part = len(people) / owing if owing and counted else None
            card.tell(
                f"{len(people):,} 人",
                CARDS[key][1] if not part else f"{CARDS[key][1]}，占 {part:.1%}",
                tone=TONES[key] if people else "muted",
                part=part,
                rule=f"{OUTLOOK}{year} 年在册人员，按“{rule.title}”。",
            )
        self._tell(found)

    def _tell(self, found: forecasts.Forecast) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        said = jobs.advice(found)
        groups: list[Sequence[int]] = [one.people for one in found.joining]
        groups += [one.invited for one in found.offers]
        groups += [found.left] if found.left else []
        for sentence, people in zip(said, groups, strict=True):
            self._lines.addWidget(self._line(sentence, people))
        if not said:
            fine = not found.of("reachable") and not found.of("out_of_reach")
            sentence = "没有要补的人：都已达标，或上完已报的班就能达标。" if fine else NO_DAYS
            self._lines.addWidget(label(sentence, tone="good" if fine else "warn"))

    def _line(self, sentence: str, people: Sequence[int]) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(sentence), 1)
        see = Action(f"看这 {len(people)} 人", partial(self.people, _named(sentence), people))
        row.addWidget(button(see), 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _press(self, outlook: str) -> None:
        if self.found is None:
            return
        states = {"met": "met", "exempt": "exempt"}
        state = states.get(outlook, "")
        wanted = filters.Filter(standing=state, year=self.year, order_by="branch") if state else None
        people = [one.member for one in self.found.of(outlook)]
        self.people(standings.OUTLOOKS[outlook], people, wanted)


def _named(sentence: str) -> str:
    """Give a title to the people of a sentence."""
    return sentence.rstrip("。").split("（")[0].replace("就能达标", "")[:40]
