"""A made-up desk for looking at the shell: plain rows, no noun."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabBar

from app.ui import theme
from app.ui.cards import Card, Cards, label
from app.ui.desk import Desk
from app.ui.fields import SearchField
from app.ui.page import Action, Page
from app.ui.side import Place
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

SURNAMES = "张王李欧阳买陈蓝钟林黄吴雷"
GIVEN = ("建国", "秀英", "契", "志远", "买提·吐尔逊", "金花", "䶮", "春生", "德明", "丽萍")
BRANCHES = ("下党村党支部", "杨溪头村党支部", "碑坑村党支部", "上党村党支部", "机关党支部", "西山村党支部")
FIRST_ID = 1 << 62


@dataclass(frozen=True, slots=True)
class Thing:
    id: int
    when: str
    what: str
    next: str
    tone: theme.Tone


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    branch: str
    number: str
    quarters: int


THINGS = [
    Thing(FIRST_ID, "今天", "“冬训第一期”签到表已打印，考勤还没有录入", "录入考勤", "bad"),
    Thing(FIRST_ID + 1, "明天", "“乡村振兴专题班”第 2 天课程，教室与“书记轮训班”冲突", "调整课表", "warn"),
    Thing(FIRST_ID + 2, "3 天内", "28 人修满学时，可以打印结业证书", "打印证书", "plain"),
    Thing(FIRST_ID + 3, "5 天内", "五有自评：教学计划——缺 2026 年度教学计划文件扫描件", "上传佐证", "plain"),
    Thing(FIRST_ID + 4, "本月", "31 名流动党员、12 名行动不便党员本年还没有学习记录", "安排送学", "plain"),
]


def person(one: int) -> Person:
    at = one - FIRST_ID
    return Person(
        one,
        SURNAMES[at % len(SURNAMES)] + GIVEN[at % len(GIVEN)],
        BRANCHES[at % len(BRANCHES)],
        f"350924{1960 + at % 40}0101{at % 10000:04d}",
        at * 7 % 150,
    )


def state(one: Person) -> str:
    return "达标" if one.quarters >= 128 else "未满 32 学时" if one.quarters >= 64 else "严重不足"


def tone(one: Person) -> theme.Tone:
    return {"达标": "good", "未满 32 学时": "warn", "严重不足": "bad"}[state(one)]  # type: ignore[return-value]


class HomePage(Page):
    help_topic = "home"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "工作台", "2026 年度")
        self.pressed: list[str] = []
        self.set_actions(
            Action("新建培训班", lambda: self.pressed.append("新建"), key="Ctrl+N", icon="plus"),
            [Action("导入名册", lambda: self.pressed.append("导入"), icon="import")],
        )
        self.body.addWidget(
            Cards(
                [
                    Card(
                        "本年培训班（每年 4 期以上）",
                        "3 / 4 期",
                        "还差 1 期，建议 12 月 15 日前开班",
                        tone="warn",
                        part=0.75,
                        rule="本年 1 月 1 日以来已开班的期数，按县 2026 版标准。",
                    ),
                    Card("学时达标党员", "974 / 1,286", "312 人未满 32 学时", tone="warn", part=0.757),
                    Card("五有建设自评", "86 分", "4 项待完善，2 项缺佐证", tone="bad", part=0.86),
                    Card("上报县级", "11 天前", "之后有 46 条新记录未上报", tone="warn", part=1.0),
                ]
            )
        )
        self.body.addWidget(label("接下来要办的事", name="section"))
        columns = (
            Column[Thing]("何时", lambda row: row.when, tint=lambda row: row.tone),
            Column[Thing]("事项", lambda row: row.what, grow=True),
            Column[Thing]("下一步", lambda row: row.next, press=lambda row: self.pressed.append(row.next)),
        )
        self.model = LazyTable(
            columns,
            find=lambda _sort: [thing.id for thing in THINGS],
            rows=lambda ids: [THINGS[one - FIRST_ID] for one in ids],
            parent=self,
        )
        self.table = Table(self.model, name="接下来要办的事", memory=desk.memory)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("按 Ctrl+K 直接查找党员、培训班或功能 · 输入拼音首字母即可，如“zs”找“张三”")

    def refresh(self) -> None:
        self.model.refresh()


class PeoplePage(Page):
    help_topic = "members"

    def __init__(self, desk: Desk, count: int = 1286) -> None:
        super().__init__(desk, "党员名册", "12 个党支部 · 11 月 20 日更新")
        self.count = count
        self.reads = 0
        self.wanted = ""
        printing = Action("打印名册", self._new, key="Ctrl+P", icon="print")
        self.set_actions(Action("登记党员", self._new, key="Ctrl+N", icon="plus"), [printing])
        tabs = QTabBar()
        for title in ("全部 1,286", "流动 31", "行动不便 12"):
            tabs.addTab(title)
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        self.body.addWidget(tabs)
        row = QHBoxLayout()
        self.search = SearchField("姓名、拼音首字母或身份证号")
        self.search.sought.connect(self._seek)
        row.addWidget(self.search, 1)
        self.only = QPushButton("只看未达标")
        self.only.setCheckable(True)
        row.addWidget(self.only)
        row.addStretch(1)
        row.addWidget(label("达标率 97.9% · 记 468 学时"))
        self.body.addLayout(row)
        columns = (
            Column[Person]("序号", lambda row: str(row.id - FIRST_ID + 1), align="right"),
            Column[Person]("姓名", lambda row: row.name, sort="name"),
            Column[Person]("所在党支部", lambda row: row.branch, sort="branch"),
            Column[Person]("公民身份证号", lambda row: row.number),
            Column[Person](
                "学时",
                lambda row: f"{row.quarters / 4:g}",
                sort="hours",
                align="right",
                rule="本年度已记入台账的学时，按 2026 年学时规则。",
            ),
            Column[Person]("结论", state, tint=tone, filled=True, align="center"),
            Column[Person]("备注", lambda row: "", grow=True),
        )
        self.model = LazyTable(columns, find=self._find, rows=self._rows, parent=self)
        self.table = Table(self.model, name="党员名册", memory=desk.memory)
        self.table.set_empty("名册还是空的。先把手里的党员名册表导进来。", Action("导入名册", self._new))
        self.table.typed.connect(self.search.begin)
        self.table.opened.connect(self._open)
        self.body.addWidget(self.table, 1)
        self.first = self.table
        self.set_hint("双击打开 · Ctrl+C 复制所选行，可直接粘贴到 WPS 表格 · 点表头排序")

    def _find(self, sort: str | None) -> list[int]:
        ids = list(range(FIRST_ID, FIRST_ID + self.count))
        if self.wanted:
            ids = [one for one in ids if self.wanted in person(one).name]
        if sort == "name":
            ids.sort(key=lambda one: person(one).name)
        if sort == "hours":
            ids.sort(key=lambda one: person(one).quarters)
        return ids

    def _rows(self, ids: Sequence[int]) -> list[Person]:
        self.reads += len(ids)
        return [person(one) for one in ids]

    def _seek(self, text: str) -> None:
        self.wanted = text
        self.model.refresh()

    def _new(self) -> None:
        self.say("这里只是看样子。", "ask")

    def _open(self, one: object) -> None:
        assert isinstance(one, int)
        self.show_detail(person(one).name, label(f"{person(one).branch}\n{person(one).number}"))

    def refresh(self) -> None:
        self.model.refresh()


class OtherPage(Page):
    pass


def places() -> list[Place]:
    others = (
        ("五有建设", "checklist", "wyjs"),
        ("培训班", "classes", "pxb"),
        ("学时台账", "hours", "xstz"),
        ("师资课程", "teachers", "szkc"),
        ("证书", "certificates", "zs"),
        ("统计报表", "reports", "tjbb"),
        ("上报县级", "send", "sbxj"),
        ("设置", "settings", "sz"),
    )
    listed = [
        Place("工作台", "desk", HomePage, "gzt"),
        Place("党员名册", "members", PeoplePage, "dymc"),
        *(
            Place(title, icon, lambda desk, title=title: OtherPage(desk, title), initials)  # type: ignore[misc]
            for title, icon, initials in others
        ),
    ]
    listed.insert(1, listed.pop(2))
    return listed
