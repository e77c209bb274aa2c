"""质量测评: the ticks on the sheets that came back, counted into a grid, and what they come to."""

from collections.abc import Callable

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QPlainTextEdit, QSpinBox

from app.jobs import forms
from app.papers.figures import share
from app.school import classes, evaluations
from app.school.evaluations import Entry
from app.ui import theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.fields import Calm
from app.ui.flow import Flow
from app.ui.page import Action, Page, button
from app.ui.pages.classes.tally_sheet import TallyModel, TallySheet
from app.ui.preview import PreviewPage

HINT = (
    "直接输入票数，回车到下一格 · 只录不是“{best}”的票，再按 Ctrl+D，其余都算“{best}” · "
    "Ctrl+V 从表格粘贴一块 · 录入即保存"
)
REMARKS_HEIGHT = 92


class EvaluationPage(Page):
    """Count a class's evaluation sheets; every number is kept as it is entered."""

    help_topic = "evaluations"

    def __init__(self, desk: Desk, training_class: int, *, read_only: bool = False) -> None:
        """Lay out the grid, the number of sheets above it and the remarks below."""
        super().__init__(desk, "质量测评")
        self.training_class = training_class
        self._read_only = read_only
        self.model = TallyModel(self.enter, self)
        self.sheet = TallySheet(self.model)
        self.sheet.pasted.connect(self.paste)
        self.returned = QSpinBox()
        self.returned.setRange(0, evaluations.MOST)
        self.returned.setSuffix(" 份")
        self.returned.setAccessibleName("收回的测评表")
        self.returned.setToolTip("收回几份测评表；录了以后，每行的票数不能超过它")
        self.returned.editingFinished.connect(self.keep_returned)
        self._calm = Calm(self)
        self.returned.installEventFilter(self._calm)
        best = evaluations.rule().grades[0].title
        self.rest = button(
            Action(f"其余算“{best}”", self.fill_rest, "Ctrl+D", f"每行缺的票都算作“{best}”，补到收回的份数")
        )
        self._sum = label("", name="note")
        bar = Flow()
        bar.add(label("收回"))
        bar.add(self.returned)
        bar.add(self.rest)
        self.remarks = _Remarks(self.keep_remarks)
        self.remarks.setAccessibleName("意见和建议")
        self.remarks.setPlaceholderText("意见和建议，一条一行，照测评表上写的录")
        self.remarks.setFixedHeight(theme.px(REMARKS_HEIGHT))
        self.remarks.setTabChangesFocus(True)
        self.body.addLayout(bar)
        # As many names as teachers: in a row with the tools they would push the votes out of sight.
        self.body.addWidget(self._sum)
        self.body.addWidget(self.sheet, 1)
        self.body.addWidget(self.remarks)
        self.first = self.sheet
        self.set_hint(HINT.format(best=best))
        self.set_actions(
            None,
            [
                Action("打印测评表", lambda: self._print("evaluation-sheet"), tip="发给学员打钩的空表"),
                Action("打印结果", lambda: self._print("evaluation-results"), "Ctrl+P", icon="print"),
            ],
        )

    def refresh(self) -> None:
        """Read the counts again."""
        found = classes.row(self.desk.db, self.training_class)
        kept = evaluations.of_class(self.desk.db, self.training_class)
        able = not self._read_only and found.state != "archived" and bool(kept.lines)
        self.model.load(kept, editable=able)
        for widget in (self.returned, self.rest):
            widget.setEnabled(able)
        self.remarks.setReadOnly(not able)
        if not self.returned.hasFocus():
            self.returned.setValue(kept.returned)
        if not self.remarks.hasFocus():
            self.remarks.setPlainText(kept.remarks)
        judged = evaluations.outcomes(kept)
        ticks = sum(one.answers for one in judged)
        said = [
            f"{one.lesson.teacher_name or one.lesson.course_title} {share(one.satisfied, one.answers)}"
            for one in judged
        ]
        self._sum.setText("满意率：" + "，".join(said) if said else "还没有录入")
        self._sum.setToolTip(evaluations.SATISFIED)
        by = f" · {kept.entered_by} {kept.entered_on} 录入" if ticks else ""
        self.set_title(f"质量测评 · {found.name}", f"{ticks} 票{by}")

    # entering

    def enter(self, entries: list[Entry]) -> bool:
        """Keep some counts as one act; say whether they were."""
        db, today = self.desk.db, self.desk.today()
        return self.desk.did(self, lambda: evaluations.enter(db, self.training_class, entries, today=today))

    def paste(self, cells: list[list[str]]) -> None:
        """Keep a block of numbers from the current cell on, all or none."""
        entries = self.desk.act(self, lambda: self.model.block(self.sheet.currentIndex(), cells))
        if entries and self.enter(entries):
            self.say(f"粘贴了 {len(entries)} 个票数。", "good")

    def fill_rest(self) -> None:
        """Count every sheet that ticked nothing else as the best grade."""
        self.returned.clearFocus()
        kept = evaluations.of_class(self.desk.db, self.training_class)
        if not kept.returned:
            self.say("先在“收回”里写上收回几份测评表，才知道其余有几票。", "warn")
            self.returned.setFocus()
            return
        best = kept.rule.grades[0].title
        entries = [
            Entry(lesson, aspect, best, max(kept.returned - sum(kept.tally(lesson, aspect)[1:]), 0))
            for lesson, aspect in kept.lines
        ]
        if self.enter(entries):
            self.say(f"每行都补到了 {kept.returned} 票；不对可以按 Ctrl+Z 撤销。", "good")
        self.sheet.setFocus()

    def keep_returned(self) -> None:
        """Keep the number of sheets."""
        count = self.returned.value()
        if count == evaluations.of_class(self.desk.db, self.training_class).returned:
            return
        db, today = self.desk.db, self.desk.today()
        if not self.desk.did(
            self, lambda: evaluations.note(db, self.training_class, returned=count, today=today)
        ):
            self.returned.setValue(evaluations.of_class(db, self.training_class).returned)

    def keep_remarks(self) -> None:
        """Keep what people wrote."""
        text = self.remarks.toPlainText()
        if text.strip() == evaluations.of_class(self.desk.db, self.training_class).remarks:
            return
        db, today = self.desk.db, self.desk.today()
        self.desk.did(self, lambda: evaluations.note(db, self.training_class, remarks=text, today=today))

    def may_close(self) -> bool:
        """Keep what was typed last before the page goes."""
        if self.remarks.hasFocus():
            self.keep_remarks()
        return True

    def _print(self, key: str) -> None:
        form, today, of = forms.called(key), self.desk.today(), self.training_class
        made = self.desk.act(self, lambda: forms.make(self.desk.db, form, of, today=today))
        if made is not None:
            title = f"{classes.row(self.desk.db, of).name}{form.title}"
            page = (self.desk, title, made.data, f"{title}.pdf")
            self.desk.did(self, lambda: self.desk.open(PreviewPage(*page, form=key, training_class=of)))


class _Remarks(QPlainTextEdit):
    """A field of several lines that is kept when the keyboard leaves it."""

    def __init__(self, keep: Callable[[], object]) -> None:
        """Make an empty one."""
        super().__init__()
        self._keep = keep

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed."""
        super().focusOutEvent(event)
        if not self.isReadOnly():
            self._keep()
