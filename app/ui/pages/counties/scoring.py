"""五有评审: a round of one school at the county's desk, the county's points beside the school's own."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QSpinBox, QWidget

from app.school import assessments, schools
from app.school.assessments import Line
from app.ui.cards import Card, Cards
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone


def stars(count: int | None) -> str:
    """Write a number of stars in signs and figures, a dash where none are decided."""
    return "—" if count is None else f"{'★' * count} {count} 星" if count else "不评星"


class ScoringPage(Page):
    """Score a round line by line: what is typed beside the list is kept at once and can be undone."""

    help_topic = "reviews"

    def __init__(self, desk: Desk, round_: int) -> None:
        """Lay out the sums above the lines."""
        super().__init__(desk, "核分")
        self._round = round_
        self._by = schools.own(desk.db).id
        self._lines: dict[int, Line] = {}
        self._shown = 0
        self.cards = {name: Card(name) for name in ("学校自评", "县级核分", "星级")}
        self.model = LazyTable(self._columns(), find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="核分", memory=desk.memory)
        self.table.opened.connect(self.open_one)
        self.body.addWidget(Cards(list(self.cards.values())))
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("回车给一条核分 · 核分随“下发”送到学校 · Ctrl+Z 撤销")

    @staticmethod
    def _columns() -> list[Column[Line]]:
        kind = Column[Line]
        return [
            kind("项目", lambda one: one.item_name, spare=1),
            kind("要求", lambda one: one.text, grow=True, tip=lambda one: one.said),
            kind("满分", lambda one: str(one.points_full), align="right"),
            kind("系统判定", lambda one: str(one.proposed), align="right", spare=2,
                 rule="学校做这一轮自评时，按材料和记录自动判定的得分。"),
            kind("自评", lambda one: str(one.self_points), align="right"),
            kind("县级核分", lambda one: "未核" if one.county_points is None else str(one.county_points),
                 align="right", tint=_tone),
            kind("理由", lambda one: one.county_reason or "—"),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Read the round again."""
        db = self.desk.db
        (round_,) = assessments.rows(db, [self._round])
        (school,) = schools.rows(db, [round_.school])
        self._lines = {one.id: one for one in assessments.lines(db, self._round)}
        done = sum(one.county_points is not None for one in self._lines.values())
        every = len(self._lines)
        state = f"{round_.finished_on} 报送" if round_.finished_on else "学校还没有报送，核分以后还会变"
        self.set_title(f"{school.short_name} {round_.title}", f"{round_.standard_name} · {state}")
        self.cards["学校自评"].tell(f"{round_.points} / {round_.points_full}",
                                stars(round_.star.stars if round_.star else None))  # fmt: skip
        given = sum(one.county_points or 0 for one in self._lines.values())
        self.cards["县级核分"].tell(f"{given} / {round_.points_full}", f"已核 {done} 条，共 {every} 条",
                                tone="good" if done == every else "warn",
                                part=done / max(every, 1))  # fmt: skip
        decided = round_.county_star.stars if round_.county_star else None
        self.cards["星级"].tell(
            stars(decided) if done == every else "未定",
            "全部核完才定星级；必须有的条件得零分的不评星。" if done < every else "按标准的分数线",
            rule="县级核分合计占满分的百分比，对照标准里的星级分数线；必须有的条件核为零分的不评星。",
        )
        left = every - done
        self.set_actions(Action(f"其余 {left} 条按自评", self.agree, "Ctrl+J") if left else None)
        self.model.refresh()

    def agree(self) -> None:
        """Give every line not scored yet what the school gave itself."""
        open_ = [one for one in self._lines.values() if one.county_points is None]
        today = self.desk.today()

        def give() -> None:
            with self.desk.db.act(f"核分：{len(open_)} 条按自评"):
                for one in open_:
                    assessments.county_score(
                        self.desk.db, one.id, points=one.self_points, by=self._by, today=today
                    )

        self.desk.did(self, give)

    def open_one(self, line: int) -> None:
        """Score one line beside the list."""
        one = self._lines[line]
        self._shown = line
        content = QWidget()
        form = QFormLayout(content)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        points, reason = QSpinBox(), QLineEdit(one.county_reason)
        points.setRange(0, one.points_full)
        points.setValue(one.self_points if one.county_points is None else one.county_points)
        points.setAccessibleName("县级核分")
        reason.setAccessibleName("理由")
        said = QLabel(one.said or "学校没有说明")
        said.setWordWrap(True)
        for name, field in (("学校说明", said), ("县级核分", points), ("理由", reason)):
            form.addRow(name, field)

        def keep() -> None:
            self.desk.did(
                self,
                lambda: assessments.county_score(
                    self.desk.db, line, points=points.value(), by=self._by, today=self.desk.today(),
                    reason=reason.text(),
                ),
            )  # fmt: skip

        points.editingFinished.connect(keep)
        reason.editingFinished.connect(keep)
        self.show_detail(one.text, content)
        points.setFocus()
        points.selectAll()

    def _find(self, sort: str | None) -> list[int]:
        return list(self._lines)

    def _rows(self, ids: Sequence[int]) -> list[Line]:
        return [self._lines[one] for one in ids if one in self._lines]


def _tone(one: Line) -> Tone:
    if one.county_points is None:
        return "warn"
    return "plain" if one.county_points == one.self_points else "bad"
