"""The page of one class: its tabs, and at the top right what to do now."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QTabWidget

from app.jobs import forms
from app.school import CLASS_STATES, classes, closings, errands, requirements
from app.school.changes import Criteria
from app.school.errands import Do, Errand
from app.spelling import dates
from app.ui import messages, rare_characters
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.certificates import tasks
from app.ui.pages.certificates.printing import PrintingPage
from app.ui.pages.changes import ChangesPage
from app.ui.pages.classes.attendance import Attendance
from app.ui.pages.classes.certificates import Certificates
from app.ui.pages.classes.enrollments import Enrollments
from app.ui.pages.classes.evaluations import EvaluationPage
from app.ui.pages.classes.overview import Overview
from app.ui.pages.classes.papers import Papers
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.classes.printing import Printing
from app.ui.pages.classes.question import worded
from app.ui.pages.classes.scores import Scores
from app.ui.pages.classes.tab import Tab
from app.ui.pages.classes.timetable import Timetable
from app.ui.preview import PreviewPage

TABS = ("概况", "学员", "课表", "考勤", "成绩", "证书", "打印")
OVERVIEW, TRAINEES, TIMETABLE, ATTENDANCE, SCORES, CERTIFICATES, PRINTING = TABS
PAPERS_WIDTH = 400
SHEETS = "sign-in-sheet"
# Where an errand is done on the tab itself, the page's button for it would lead nowhere.
DONE_IN: dict[str, Do] = {TIMETABLE: "timetable", ATTENDANCE: "attendance"}


class ClassPage(Page):
    """Show one class; what is entered is kept at once, what cannot be taken back is asked first."""

    help_topic = "classes"

    def __init__(
        self, desk: Desk, training_class: int, *, read_only: bool = False, tab: str = OVERVIEW
    ) -> None:
        """Lay out the tabs and show one of them; `read_only` only looks."""
        super().__init__(desk, "培训班")
        self.training_class = training_class
        self._read_only = read_only
        self._found: classes.TrainingClass | None = None
        self._stamp: tuple[int, int] | None = None
        self._offered: tuple[str, ...] = ()
        self._papers: Papers | None = None
        self._complete = False
        self._catching_up = QTimer(self)
        self._catching_up.setSingleShot(True)
        self._catching_up.setInterval(0)
        self._catching_up.timeout.connect(self._catch_up)
        self.overview = Overview(desk, training_class, do=self.run, look=self.show_papers, move=self.move_on)
        self.enrollments = Enrollments(desk, training_class, pick=self.pick)
        self.timetable = Timetable(desk, training_class)
        self.attendance = Attendance(desk, training_class, do=self.do)
        self.scores = Scores(desk, training_class)
        self.certificates = Certificates(desk, training_class)
        self.printing = Printing(desk, training_class)
        self.attendance.kept.connect(self._kept)
        self._tabs: tuple[Tab, ...] = (
            self.overview,
            self.enrollments,
            self.timetable,
            self.attendance,
            self.scores,
            self.certificates,
            self.printing,
        )
        self._behind = set(self._tabs)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setAccessibleName("培训班的各页")
        for number, (title, one) in enumerate(zip(TABS, self._tabs, strict=True)):
            self.tabs.addTab(one, title)
            self.tabs.setTabToolTip(number, f"{title} Alt+{number + 1}")
            QShortcut(QKeySequence(f"Alt+{number + 1}"), self, partial(self.turn_to, title))
        self.tabs.setCurrentIndex(TABS.index(tab))
        self.tabs.currentChanged.connect(self._turned)
        self.body.addWidget(self.tabs, 1)

    # what is shown

    def refresh(self) -> None:
        """Read the class again, unless all that changed is a mark the grid shows already."""
        stamp = self.desk.db.stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._found = next(iter(classes.rows(self.desk.db, [self.training_class])), None)
        if self._found is None:
            # Undone while it was open: there is nothing left to show.
            QTimer.singleShot(0, self, self.desk.close)
            return
        self._behind = set(self._tabs)
        self._tell_class(self._found)
        self._show_tab()

    @property
    def settled(self) -> bool:
        """Tell whether the tab on show stands."""
        return self._tab().settled

    def _tell_class(self, found: classes.TrainingClass) -> None:
        parts = (
            f"{found.year} 年第 {found.term_no} 期",
            dates.span(found.starts, found.ends),
            found.place_name,
            CLASS_STATES[found.state],
        )
        self.set_title(found.name, " · ".join(part for part in parts if part))
        counts = {TRAINEES: found.enrolled, TIMETABLE: found.sessions}
        for number, title in enumerate(TABS):
            self.tabs.setTabText(number, f"{title} {counts[title]}" if counts.get(title) else title)

    def _tab(self) -> Tab:
        return self._tabs[self.tabs.currentIndex()]

    def _show_tab(self) -> None:
        found, tab = self._found, self._tab()
        for one in self._tabs:
            # Only the tab on show says how much room the page needs.
            policy = QSizePolicy.Policy.Preferred if one is tab else QSizePolicy.Policy.Ignored
            one.setSizePolicy(policy, policy)
        if found is None:
            return
        if tab in self._behind:
            self._behind.discard(tab)
            tab.show_class(found, editable=not self._read_only and found.state not in classes.CLOSED)
        self.search, self.first, self.help_topic = tab.search, tab.first, tab.help_topic
        self.set_hint(tab.hint)
        self._tell_errands(found)

    def _tell_errands(self, found: classes.TrainingClass) -> None:
        db = self.desk.db
        listed = errands.of_class(db, found, today=self.desk.today())
        if self._read_only:
            listed = [replace(errand, do="", button="") for errand in listed]
        # Also where another tab is on show: the keyboard finds what is next when it comes back.
        self.overview.show_errands(found, listed, steps=classes.steps(db, found.id))
        if self._papers is not None:
            self._papers.refresh()
        self._complete = not self.attendance.missing()
        self._offer(errands.foremost(listed), found)

    def show_changes(self) -> None:
        """Show what was changed about this class."""
        self.desk.open(ChangesPage(self.desk, wanted=Criteria(training_class=self.training_class)))

    def _offer(self, errand: Errand | None, found: classes.TrainingClass) -> None:
        """Put the buttons at the top right, anew only where they differ: the keyboard may be in one."""
        tab = TABS[self.tabs.currentIndex()]
        if errand and errand.do == DONE_IN.get(tab):
            errand = None
        do = errand.do if errand else ""
        quiet = []
        if tab == OVERVIEW:
            tip = "谁在什么时候改过这个班，改前改后各是什么"
            quiet.append(Action("更改记录", self.show_changes, tip=tip))
        if tab == OVERVIEW and found.state in classes.CLOSED:
            quiet.append(Action("重新打开", self.reopen, tip="收回已入账的学时，改正以后再结班"))
        if tab == CERTIFICATES and self.certificates.wanted() and do != "certificates":
            quiet.append(Action("打印证书", self.print_certificates, key="Ctrl+P", icon="print"))
        elif tab not in (CERTIFICATES, PRINTING) and found.enrolled and found.sessions and do != "print":
            quiet.append(Action("打印签到表", self.print_sheets, key="Ctrl+P", icon="print"))
        if tab == SCORES and found.sessions:
            quiet.insert(0, Action("质量测评", self.evaluate, tip="录入学员测评表上的票数，打印测评结果"))
        if self._read_only:
            quiet = []
        offered = (
            errand.key + errand.button if errand else "",
            "打印" if tab == PRINTING else "",
            *(action.text for action in quiet),
        )
        if offered == self._offered:
            return
        self._offered = offered
        primary = None
        if errand:
            key = "Ctrl+P" if do in ("print", "certificates") and tab != PRINTING else ""
            primary = Action(errand.button, partial(self.run, errand), key=key)
        self.set_actions(primary, quiet)

    def _kept(self) -> None:
        """Take note of a mark the grid shows already, so that nothing is read again for it."""
        self._stamp = self.desk.db.stamp()
        self._behind = set(self._tabs) - {self.attendance}
        self._catching_up.start()

    def _catch_up(self) -> None:
        """Follow the marks once the keys pause: the first begins the class, the last makes it ready."""
        found = classes.row(self.desk.db, self.training_class)
        if found != self._found:
            self._found = found
            self._tell_class(found)
        if self._complete == bool(self.attendance.missing()):
            self._tell_errands(found)

    # going about

    def turn_to(self, tab: str) -> None:
        """Show a tab and take the keyboard there."""
        self.tabs.setCurrentIndex(TABS.index(tab))
        self.take_keyboard()

    def _turned(self) -> None:
        self.notice.clear()
        self._show_tab()

    def run(self, errand: Errand) -> None:
        """Do what an errand asks for, or go where it is done."""
        if errand.do == "file":
            self.show_papers(errand)
        else:
            self.do(errand.do)

    def do(self, what: Do) -> None:
        """Do one of the things a class needs, or go where it is done."""
        deeds: dict[Do, Callable[[], object]] = {
            "enrol": self.pick,
            "timetable": partial(self.turn_to, TIMETABLE),
            "print": self.print_sheets,
            "attendance": partial(self.turn_to, ATTENDANCE),
            "leave_slips": self.attendance.open_slips,
            "walk_ins": self.enrollments.show_walk_ins,
            "scores": partial(self.turn_to, SCORES),
            "close": self.close_class,
            "issue": self.issue,
            "certificates": self.print_certificates,
            "report": partial(self.desk.go, "上报县级"),
            "archive": self.archive,
        }
        deeds[what]()

    def show_papers(self, errand: Errand) -> None:
        """Show beside the list what proves an errand, and file documents there; a mere step shows nothing."""
        found = self._found
        if found is None or errand.key.startswith("step."):
            return
        if TABS[self.tabs.currentIndex()] != OVERVIEW:
            self.tabs.setCurrentIndex(TABS.index(OVERVIEW))
        editable = not self._read_only and found.state != "archived"
        papers = Papers(self.desk, found, errand.key, editable=editable)
        self.show_detail(errand.what, papers, width=PAPERS_WIDTH)
        self._papers = papers

    def close_detail(self) -> bool:
        """Forget the papers with their panel."""
        self._papers = None
        return super().close_detail()

    def escape(self) -> bool:
        """Take away a question that stands on the overview first."""
        return self.overview.escape() or super().escape()

    def pick(self) -> None:
        """Lay the page to pick trainees over this one."""
        if self._found is not None:
            self.tabs.setCurrentIndex(TABS.index(TRAINEES))
            self.desk.open(PickingPage(self.desk, self._found))

    def evaluate(self) -> None:
        """Lay the counting of evaluation sheets over this page."""
        self.desk.open(EvaluationPage(self.desk, self.training_class, read_only=self._read_only))

    # papers and ends

    def print_sheets(self) -> None:
        """Show the sign-in sheets as they will be printed; each has a new code of its own."""
        form, today, training_class = forms.called(SHEETS), self.desk.today(), self.training_class

        def make(handwritten: bool) -> forms.Made:
            return self.desk.work(
                self,
                "正在排签到表",
                lambda db, _tell: forms.make(db, form, training_class, today=today, handwritten=handwritten),
            )

        made = self.desk.act(self, lambda: rare_characters.with_blanks(self, self.desk, make))
        if made is not None:
            self._show_sheets(made)

    def move_on(self, state: str) -> None:
        """Move the class on by hand."""
        db, today = self.desk.db, self.desk.today()
        self.desk.did(self, lambda: classes.move_on(db, self.training_class, state, today=today))

    def close_class(self) -> None:
        """Close the class once the person agrees, or has said why something is lacking."""
        found = classes.row(self.desk.db, self.training_class)
        lacking = requirements.lacking(requirements.of_class(self.desk.db, found.id), by="close")
        if lacking:
            self.turn_to(OVERVIEW)
            question = self.overview.question
            asked = f"还缺 {len(lacking)} 项材料。先补齐，或写明原因结班："
            question.ask(
                asked,
                worded(question, "请写明为什么没有。", lambda why: self._close(found, why)),
                yes="结班", back=self.overview.table, hint="例如：村里停电，没有拍照",
            )  # fmt: skip
            return
        said = (
            f"结班以后，{found.enrolled} 名学员、{found.sessions} 个半天的学时记入台账，"
            "考勤、名册和课表不能再改；要改须写明原因重新打开。"
        )
        if messages.ask(self, said, yes="结班", no="再看看"):
            self._close(found, "")

    def _close(self, found: classes.TrainingClass, without: str) -> None:
        today = self.desk.today()
        posted = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在结班",
                lambda db, _tell: closings.close_class(db, found.id, today=today, without=without),
            ),
        )
        if posted is not None:
            self.say(f"已结班，{found.enrolled} 名学员的学时已记入台账。", "good")

    def reopen(self) -> None:
        """Open the class again for a reason; its hours are taken back."""
        self.turn_to(OVERVIEW)
        question = self.overview.question
        question.ask(
            "重新打开会收回这个班已入账的学时。为什么要重新打开？",
            worded(question, "请写明原因。", self._reopen),
            yes="重新打开", back=self.overview.table, hint="例如：漏记一人旷课",
        )  # fmt: skip

    def _reopen(self, why: str) -> None:
        today, training_class = self.desk.today(), self.training_class
        back = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在收回学时",
                lambda db, _tell: closings.reopen(db, training_class, reason=why, today=today),
            ),
        )
        if back is not None:
            self.say("已重新打开，学时已收回；改正以后再结班。", "good")

    def archive(self) -> None:
        """Put the class into the archive."""
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(self, lambda: closings.archive(db, self.training_class, today=today)):
            self.say("材料齐全，已归档。", "good")

    def issue(self) -> None:
        """Show the certificates of everyone who passes; their numbers are given once the pages came out."""
        db, today = self.desk.db, self.desk.today()
        self._print(lambda: tasks.new_ones(db, self.training_class, today=today))

    def print_certificates(self) -> None:
        """Show the certificates that have a number as they will be printed."""
        self.turn_to(CERTIFICATES)
        self._print(lambda: tasks.again(self.desk.db, self.certificates.wanted()))

    def _print(self, task: Callable[[], tasks.Task]) -> None:
        made = self.desk.act(self, task)
        if made is not None:
            self.turn_to(CERTIFICATES)
            self.desk.open(PrintingPage(self.desk, made, done=lambda said: self.say(said, "good")))

    def _show_sheets(self, made: forms.Made) -> None:
        of = self.training_class
        title = f"{classes.row(self.desk.db, of).name}签到表"
        page = (self.desk, title, made.data, f"{title}.pdf")
        self.desk.did(
            self,
            lambda: self.desk.open(
                PreviewPage(*page, form=made.form.key, training_class=of, blanks=made.blanks)
            ),
        )
