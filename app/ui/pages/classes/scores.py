"""成绩: what each trainee's exam came to, entered as a sheet, and who is excellent."""

from functools import partial

from app.errors import UserError
from app.school import classes, graduations, scores
from app.ui import messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.empty import Empty
from app.ui.fields import SearchField
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.classes.score_sheet import FIRST_PART, ScoreModel, ScoreSheet
from app.ui.pages.classes.tab import Tab

HINT = (
    "直接输入分数，回车到下一人 · Ctrl+V 粘贴：一列分数，或带姓名的表 · Y 评为优秀学员或取消 · Delete 清空 · "
    "缺考空着 · 录入即保存"
)


class Scores(Tab):
    """Show the sheet and keep every score as it is entered."""

    hint = HINT
    help_topic = "scores"

    def __init__(self, desk: Desk, training_class: int) -> None:
        """Lay out the bar above the sheet."""
        super().__init__(desk, training_class)
        self.model = ScoreModel(self.enter, self)
        self.sheet = ScoreSheet(self.model)
        self.sheet.pasted.connect(self.paste)
        self.sheet.cleared.connect(self.clear)
        self.sheet.praised.connect(self.praise)
        self._suggested: list[int] = []
        self.search = self._jump = SearchField("姓名、拼音、序号")
        self._jump.sought.connect(self._seek)
        self._jump.returnPressed.connect(self.sheet.setFocus)
        self._praise = button(Action("按推荐评优秀学员", self.praise_suggested))
        self._sum = label("", name="note")
        self._sum.setWordWrap(False)
        bar = Flow()
        bar.add(self._jump)
        bar.add(self._praise)
        bar.add(self._sum, 1)
        self.body.addLayout(bar)
        self.body.addWidget(self.sheet, 1)
        self._empty = Empty(self)
        self._empty.tell("这个班还没有学员。选了学员，就可以在这里录入成绩。", None)
        self.body.addWidget(self._empty, 1)
        self.first = self.sheet

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the scores again."""
        super().show_class(found, editable=editable)
        db = self.desk.db
        sheet = scores.sheet(db, found.id)
        self._suggested = graduations.suggested(db, found.id)
        self.model.load(sheet, self._suggested, editable=editable)
        there = bool(sheet.lines)
        for widget in (self.sheet, self._jump, self._praise, self._sum):
            widget.setVisible(there)
        self._empty.setVisible(not there)
        self.hint = HINT if editable else "本班的成绩只能查看。"
        self._tell(sheet)

    def _tell(self, sheet: scores.Sheet) -> None:
        totals = [line.total for line in sheet.lines if line.total is not None]
        excellent = sum(bool(line.who.excellent) for line in sheet.lines)
        most = graduations.most_excellent(self.desk.db, self.training_class)
        fresh = [line for line in sheet.lines if line.who.id in self._suggested and not line.who.excellent]
        parts = [
            f"{len(totals)} 人有总评，平均 {sum(totals) / len(totals) / 10:.1f} 分" if totals else "",
            f"{len(sheet.lines) - len(totals)} 人没有总评"
            if sheet.asked and len(totals) < len(sheet.lines)
            else "",
            "" if sheet.asked else "这个班没有录入成绩，结业只看考勤",
            f"优秀学员 {excellent} 人，最多 {most} 人",
        ]
        self._sum.setText(" · ".join(part for part in parts if part))
        self._sum.setToolTip(
            "推荐：符合结业要求，总评在最高一档，分数高的在前；没有考核的班推荐全勤的。名额按学员人数的比例。"
        )
        able = self.editable and bool(fresh) and not excellent
        self._praise.setEnabled(able)
        self._praise.setText(f"按推荐评 {len(fresh)} 名优秀学员" if able else "按推荐评优秀学员")
        self._praise.setToolTip("把标着“推荐”的评为优秀学员；也可以选中几个人按 Y")

    # entering

    def enter(self, line: scores.Line, part: str, text: str) -> bool:
        """Keep what was typed in one cell; say whether it was."""
        db = self.desk.db
        return self.desk.did(
            self,
            lambda: scores.enter(db, enrollment=line.who.id, part=part, tenths=scores.points(text)),
        )

    def clear(self) -> None:
        """Take the points in the chosen cells away."""
        entries = [
            scores.Entry(self.model.lines[index.row()].who.id, part, None)
            for index in self.sheet.selectedIndexes()
            if (part := self.model.part(index.column())) is not None
        ]
        if entries:
            self._keep(entries)

    def paste(self, cells: list[list[str]]) -> None:
        """Keep pasted points: a list with names or numbers by them, a bare block from the cell here on."""
        if not cells:
            return
        entries = self.desk.act(self, partial(self._read, cells))
        if entries is not None:
            count = self._keep(entries)
            if count is not None:
                said = f"粘贴了 {len(entries)} 个成绩" + (
                    f"，其中 {count} 个有变化。" if count else "，都和原来一样。"
                )
                messages.say(self, said, "good")

    def _read(self, cells: list[list[str]]) -> list[scores.Entry]:
        part = self.model.part(self.sheet.currentIndex().column())
        wide = max(len(row) for row in cells)
        at = self.sheet.currentIndex().column() - FIRST_PART
        # A sheet with as many columns as parts, all of them points, has nobody's name in it.
        if part is not None and wide <= len(self.model.parts) - at and all(map(_points_only, cells)):
            first = self.sheet.currentIndex().row()
            left = len(self.model.lines) - first
            if len(cells) > left:
                raise UserError(
                    f"粘贴的有 {len(cells)} 行，从这一行起只剩 {left} 人，没有录入。请从对应的人开始粘贴。"
                )
            return [
                scores.Entry(line.who.id, key, scores.points(text))
                for line, row in zip(self.model.lines[first:], cells, strict=False)
                for key, text in zip(self.model.parts[at:], row, strict=False)
            ]
        return scores.listed(self.desk.db, self.training_class, cells)

    def _keep(self, entries: list[scores.Entry]) -> int | None:
        if not self.editable:
            messages.say(self, "本班的成绩只能查看，不能再改。", "warn")
            return None
        db = self.desk.db
        return self.desk.act(self, lambda: scores.enter_all(db, self.training_class, entries))

    # excellent trainees

    def praise(self) -> None:
        """Call the chosen people excellent, or no longer where all of them are."""
        rows = sorted({index.row() for index in self.sheet.selectedIndexes()})
        people = [self.model.lines[row].who for row in rows]
        if people:
            self._set_excellent([who.id for who in people], not all(who.excellent for who in people))

    def praise_suggested(self) -> None:
        """Call those suggested excellent."""
        self._set_excellent(self._suggested, True)

    def _set_excellent(self, people: list[int], excellent: bool) -> None:
        if not self.editable:
            messages.say(self, "本班已经结班，优秀学员不能再改。", "warn")
            return
        db = self.desk.db
        self.desk.act(
            self,
            lambda: graduations.set_excellent(db, self.training_class, people, excellent=excellent),
        )

    def _seek(self, text: str) -> None:
        row = self.model.row_of(text)
        if row is not None:
            self.sheet.go(row)


def _points_only(row: list[str]) -> bool:
    try:
        for text in row:
            scores.points(text)
    except UserError:
        return False
    return True
