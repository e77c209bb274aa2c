"""五有评审: every school by the items of its standard, with the points its register gives."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.jobs import counties as jobs
from app.school import counties, league, schools
from app.school.assessments import Round
from app.school.counties import Figures
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.checklist.standards import StandardsPage
from app.ui.pages.counties.gathering import Gathering
from app.ui.pages.counties.scoring import ScoringPage, stars
from app.ui.pages.counties.township import Township
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone, px

RULE = "已有可用佐证的要求数／这一项的要求总数；统计类要求按本年考勤、课表计算。"
MOST = 6


class ChecklistsPage(Page):
    """List the schools by item; cards say how many schools have an item whole."""

    help_topic = "reviews"

    def __init__(self, desk: Desk) -> None:
        """Lay out an empty page: which items there are is known from the schools."""
        super().__init__(desk, "五有评审")
        self._gathering = Gathering(desk, self)
        self._found: dict[int, Figures] = {}
        self._rounds: dict[int, Round] = {}
        self._items: tuple[str, ...] = ()
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(14))
        self.body.addWidget(self._holder, 1)
        self.cards: dict[str, Card] = {}
        self.set_hint("回车看一所学校还差什么，给它核分 · 点表头按一项排序 · Ctrl+C 复制所选行")
        self._lay(())
        self._offer()

    def _lay(self, items: tuple[str, ...]) -> None:
        """Make a card and a column an item."""
        self._items = items
        while (gone := self._column.takeAt(0)) is not None:
            if (old := gone.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.cards = {name: Card(name, rule=RULE) for name in items[:MOST]}
        self.model: LazyTable[Figures] = LazyTable(
            self._columns(items), find=self._find, rows=self._rows, parent=self
        )
        self.table = Table(self.model, name="五有评审", memory=self.desk.memory)
        self.table.set_empty("还没有收到数据包。先到“收件箱”读取数据包。")
        self.table.opened.connect(self.open_one)
        self.first = self.table
        if self.cards:
            self._column.addWidget(Cards(list(self.cards.values())))
        self._column.addWidget(self.table, 1)

    def _columns(self, items: Sequence[str]) -> list[Column[Figures]]:
        kind = Column[Figures]
        return [
            kind("乡镇党校", lambda of: of.name, sort="code", grow=True),
            *(kind(name, partial(_item, name), sort=f"item {name}", align="center", tint=partial(_tone, name),
                   rule=RULE) for name in items),
            kind("得分", lambda of: f"{of.points} / {of.points_of}", sort="points", align="right",
                 rule="按现行标准，由各校的材料和记录自动判定的得分。"),
            kind("自评", lambda of: self._score(of, "points"), align="right", spare=2,
                 rule="本年评估中学校给自己的分，没有做评估的为“—”。"),
            kind("县级核分", lambda of: self._score(of, "county_points"), align="right", spare=1,
                 rule="各条都核完才有合计。"),
            kind("星级", self._stars, rule=jobs.STARS),
        ]  # fmt: skip

    def refresh(self) -> None:
        """Judge what changed again."""
        db, today = self.desk.db, self.desk.today()
        year = int(today[:4])
        self._gathering.bring_up(year)
        found = counties.every_at_hand(db, schools.find(db), year=year, today=today)
        self._found = found
        self._rounds = league.rounds(db, found, year=year)
        items = tuple(dict.fromkeys(name for of in found.values() for name, _, _ in of.items))
        if items != self._items:
            self._lay(items)
        for name, card in self.cards.items():
            whole = sum(_met(of, name) == _asked(of, name) for of in found.values())
            short = len(found) - whole
            card.tell(f"{whole} / {len(found)}", f"{short} 所有缺项" if short else "都达标",
                      tone="warn" if short else "good", part=whole / max(len(found), 1))  # fmt: skip
        self.set_title("五有评审", f"{year} 年 · {len(found)} 所乡镇党校")
        self.model.refresh()

    def _score(self, of: Figures, name: str) -> str:
        round_ = self._rounds.get(of.school)
        found = getattr(round_, name) if round_ else None
        return "—" if found is None else str(found)

    def _stars(self, of: Figures) -> str:
        round_ = self._rounds.get(of.school)
        if round_ is None:
            return "没有评估"
        return stars(round_.county_star.stars) if round_.county_star else "未定"

    def _find(self, sort: str | None) -> list[int]:
        if sort is None or sort == "code":
            return list(self._found)
        if sort == "points":
            return sorted(self._found, key=lambda one: self._found[one].points)
        name = sort.removeprefix("item ")
        found = self._found
        return sorted(found, key=lambda one: _met(found[one], name) / max(_asked(found[one], name), 1))

    def _rows(self, ids: Sequence[int]) -> list[Figures]:
        return [self._found[one] for one in ids if one in self._found]

    def open_one(self, school: int) -> None:
        """Say beside the list what a school has and lacks by item."""
        of = self._found[school]
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for name, usable, every in of.items:
            said = (
                "各项要求都有可用佐证"
                if usable == every
                else f"{every} 项要求，{usable} 项可用，差 {every - usable} 项"
            )
            column.addWidget(label(f"{name}：{said}", tone="good" if usable == every else "warn"))
        column.addStretch(1)
        self.show_detail(of.name, content)
        look = Action("查看这所学校", lambda: self.desk.open(Township(self.desk, school)))
        round_ = self._rounds.get(school)
        if round_ is None:
            self._offer(look)
        else:
            score = Action("核分", lambda: self.desk.open(ScoringPage(self.desk, round_.id)), "Ctrl+J")
            self._offer(look, primary=score)

    def _offer(self, *quiet: Action, primary: Action | None = None) -> None:
        """Offer the county's own standards, which go down to its schools, beside what the list asks for."""
        called = self.desk.words
        tip = f"{called.place}的标准：起草、修改、采用，随“下发”交给{called.below}"
        own = Action("标准", lambda: self.desk.open(StandardsPage(self.desk)), tip=tip)
        self.set_actions(primary, [own, *quiet])

    def escape(self) -> bool:
        """Close the panel, and take its button away."""
        self._offer()
        return super().escape()


def _met(of: Figures, name: str) -> int:
    return next((usable for item, usable, _ in of.items if item == name), 0)


def _asked(of: Figures, name: str) -> int:
    return next((every for item, _, every in of.items if item == name), 0)


def _item(name: str, of: Figures) -> str:
    usable, every = _met(of, name), _asked(of, name)
    mark = "—" if not every else "●" if usable == every else "◐" if usable else "○"
    return f"{mark}  {usable} / {every}" if every else mark


def _tone(name: str, of: Figures) -> Tone:
    usable, every = _met(of, name), _asked(of, name)
    return "plain" if usable == every else "warn" if usable else "bad"
