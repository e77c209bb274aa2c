"""证书: who passes and why not, who has which number, and what is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app.school import certificates, classes, enrollments, graduations, hours_text, schools
from app.school.scores import points_text
from app.ui import messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.classes.question import Question, worded
from app.ui.pages.classes.tab import Tab, at_hand
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

PASS_RULE = (
    "考勤录完；请假、旷课不超过学时规则的限度，得到的学时达到总学时的比例；录了成绩的班，总评合格。"
    "可以人工认定，要写原因，认定的和按规则的都写在“原因”里。"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One trainee with what the class came to and the certificate that is valid, if there is one."""

    who: enrollments.Enrollment
    result: graduations.Result
    certificate: certificates.Certificate | None


class Certificates(Tab):
    """List everyone's result; the page's buttons issue and print."""

    hint = "颁发：先预览、打印，印好了才用掉编号 · 选中几行只打印这几张，不选则打印全部未打印的"
    help_topic = "graduations"

    def __init__(self, desk: Desk, training_class: int) -> None:
        """Lay out the list."""
        super().__init__(desk, training_class)
        self._rows_by_id: dict[int, Row] = {}
        self._sum = label("")
        self._sum.setWordWrap(False)
        self._judge = button(Action("人工认定", self.judge))
        bar = Flow()
        bar.add(self._sum, 1)
        bar.add(self._judge)
        self.body.addLayout(bar)
        self.question = Question()
        self.body.addWidget(self.question)
        self._model = LazyTable(
            _columns(),
            find=lambda _sort: list(self._rows_by_id),
            rows=self._rows,
            parent=self,
        )
        self.table = Table(self._model, name="结业结果", memory=desk.memory)
        self.table.chosen.connect(lambda _: self._tell_judge())
        self._may_judge = False
        self.first = self.table
        self.body.addWidget(self.table, 1)

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read everyone's result again."""
        super().show_class(found, editable=editable)
        db = self.desk.db
        results = {one.enrollment: one for one in graduations.results(db, found.id)}
        given = certificates.rows(db, certificates.find(db, training_class=found.id))
        valid = {one.enrollment: one for one in given if not one.voided_on}
        people = enrollments.rows(db, enrollments.find(db, training_class=found.id))
        self._rows_by_id = {
            who.id: Row(who, results[who.id], valid.get(who.id)) for who in people if who.id in results
        }
        # A word may still be said when the class is closed, until its certificates are in the archive.
        own = found.school == schools.own(db).id
        self._may_judge = editable or (own and found.state in classes.CLOSED and found.state != "archived")
        self._model.refresh()
        passing = sum(row.result.passes for row in self._rows_by_id.values())
        open_ones = sum(not row.result.settled for row in self._rows_by_id.values())
        parts = [
            f"{len(self._rows_by_id)} 名学员",
            f"{passing} 人符合结业要求",
            f"{open_ones} 人考勤没有录完" if open_ones else "",
            f"已颁发 {len(valid)} 张证书",
        ]
        self._sum.setText("，".join(part for part in parts if part) if self._rows_by_id else "")
        self._sum.setToolTip(PASS_RULE)
        self._tell_judge()
        self.table.set_empty("有了学员、课表和考勤，这里列出每个人能不能结业、为什么。")

    def unprinted(self) -> list[int]:
        """List the certificates that have a number and were not printed, in the order of the roster."""
        return [
            row.certificate.id
            for row in self._rows_by_id.values()
            if row.certificate and not row.certificate.printed_on
        ]

    def wanted(self) -> list[int]:
        """List the certificates to print: those chosen, else those not printed, else all."""
        every = [row.certificate.id for row in self._rows_by_id.values() if row.certificate]
        chosen = [self._rows_by_id[one].certificate for one in self.table.selected()]
        return [one.id for one in chosen if one] or self.unprinted() or every

    # a person's word

    def _at_hand(self) -> Row | None:
        chosen = at_hand(self.table)
        return self._rows_by_id.get(chosen[0]) if chosen else None

    def _tell_judge(self) -> None:
        """Offer what may be said of the trainee at hand."""
        row = self._at_hand()
        self._judge.setVisible(self._may_judge and bool(self._rows_by_id))
        self._judge.setEnabled(row is not None)
        if row is None:
            said, tip = "人工认定", "选中一名学员，认定他结业或不予结业"
        elif row.result.override:
            said, tip = "取消认定", f"取消{row.who.name}的人工认定，按规则判定"
        elif row.result.passes:
            said, tip = "认定不予结业", f"不管规则怎么判，认定{row.who.name}不予结业，要写原因"
        else:
            said, tip = "认定结业", f"不管规则怎么判，认定{row.who.name}结业，要写原因"
        self._judge.setText(said)
        self._judge.setAccessibleName(said)
        self._judge.setToolTip(tip)

    def judge(self) -> None:
        """Say that the trainee at hand passes or does not, or let the rule decide again."""
        row = self._at_hand()
        if row is None:
            return
        db, who, passes = self.desk.db, row.who, not row.result.passes
        if row.result.override:
            if self.desk.did(self, lambda: graduations.take_back(db, who.id)):
                messages.say(self, f"{who.name}的结业结果已恢复为按规则判定。", "good")
            return
        what = "结业" if passes else "不予结业"
        self.question.ask(
            f"认定{who.name}{what}的原因",
            worded(self.question, "请写明原因。", partial(self._override, who, passes)),
            yes=f"认定{what}",
            back=self.table,
            hint="例如：党委会研究决定" if passes else "例如：替人签到",
        )

    def _override(self, who: enrollments.Enrollment, passes: bool, reason: str) -> None:
        db, today = self.desk.db, self.desk.today()
        self.desk.did(
            self,
            lambda: graduations.override(db, enrollment=who.id, passes=passes, reason=reason, today=today),
        )

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [self._rows_by_id[one] for one in ids if one in self._rows_by_id]


def _verdict(row: Row) -> tuple[str, Tone]:
    word = "（认定）" if row.result.override else ""
    if row.result.passes:
        return f"✓ 符合{word}", "good"
    return (f"✗ 不符合{word}", "bad") if row.result.settled or word else ("· 未定", "muted")


def _why(row: Row) -> str:
    """Say why: a person's word and what the rule says; who said it and when is in the tooltip."""
    word = row.result.override
    return f"{word.reason}；按规则：{row.result.rule_why}" if word else row.result.why


def _columns() -> list[Column[Row]]:
    kind = Column[Row]
    return [
        kind("序号", lambda row: str(row.who.seq_no), align="right", spare=3),
        kind("姓名", lambda row: row.who.name),
        kind("得学时", lambda row: f"{hours_text(row.result.earned)} / {hours_text(row.result.total)}",
             align="right", rule="按考勤得到的学时 ÷ 课表总学时。"),
        kind("请假", lambda row: hours_text(row.result.leave), align="right",
             rule="病假、事假、公假的学时之和。", spare=2),
        kind("结业", lambda row: _verdict(row)[0], rule=PASS_RULE, tint=lambda row: _verdict(row)[1]),
        kind("原因", _why, grow=True, tip=lambda row: row.result.why),
        kind("总评", lambda row: points_text(row.result.score) if row.result.score is not None else "—",
             align="right", spare=3, rule="成绩各项按比例合计；没有录成绩的班不看。"),
        kind("证书编号", lambda row: row.certificate.number if row.certificate else "—",
             spare=1),
        kind("证书", lambda row: row.certificate.state if row.certificate else "—"),
    ]  # fmt: skip
