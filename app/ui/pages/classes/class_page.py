"""The page of one class: its tabs, and at the top right what to do now."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QTabWidget

from app.jobs import certificates as certificate_jobs
from app.jobs import sign_in_sheets as sheet_jobs
from app.school import CLASS_STATES, certificates, classes, hours
from app.spelling import dates
from app.ui import messages, printing
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.classes.attendance import Attendance
from app.ui.pages.classes.certificates import Certificates
from app.ui.pages.classes.enrollments import Enrollments
from app.ui.pages.classes.overview import Overview
from app.ui.pages.classes.picking import PickingPage
from app.ui.pages.classes.steps import Errand, Step, foremost, of_class
from app.ui.pages.classes.tab import Tab
from app.ui.pages.classes.timetable import Timetable
from app.ui.preview import PreviewPage

TABS = ("概况", "学员", "课表", "考勤", "证书")
OVERVIEW, TRAINEES, TIMETABLE, ATTENDANCE, CERTIFICATES = TABS
# Where an errand is done on the tab itself, the page's button for it would lead nowhere.
DONE_IN: dict[str, Errand] = {TIMETABLE: "timetable", ATTENDANCE: "attendance"}


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
        self._offered = ("", "")
        self._complete = False
        self._catching_up = QTimer(self)
        self._catching_up.setSingleShot(True)
        self._catching_up.setInterval(0)
        self._catching_up.timeout.connect(self._catch_up)
        self.overview = Overview(desk, training_class, do=self.do)
        self.enrollments = Enrollments(desk, training_class, pick=self.pick)
        self.timetable = Timetable(desk, training_class)
        self.attendance = Attendance(desk, training_class, do=self.do)
        self.certificates = Certificates(desk, training_class, confirm=self.confirm_printed)
        self.attendance.kept.connect(self._kept)
        self._tabs: tuple[Tab, ...] = (
            self.overview,
            self.enrollments,
            self.timetable,
            self.attendance,
            self.certificates,
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
        self._tell_steps(found)

    def _tell_steps(self, found: classes.TrainingClass) -> None:
        steps = of_class(self.desk.db, found, today=self.desk.today())
        if self._read_only:
            steps = [replace(step, errand="", errand_name="") for step in steps]
        self.overview.show_steps(steps)
        self._complete = not self.attendance.missing()
        self._offer(foremost(steps), printable=bool(found.enrolled and found.sessions))

    def _offer(self, step: Step | None, *, printable: bool) -> None:
        """Put the buttons at the top right, anew only where they differ: the keyboard may be in one."""
        tab = TABS[self.tabs.currentIndex()]
        if step and step.errand == DONE_IN.get(tab):
            step = None
        errand = step.errand if step else ""
        quiet = ""
        if tab == CERTIFICATES and self.certificates.wanted() and errand != "certificates":
            quiet = "打印证书"
        elif tab != CERTIFICATES and printable and errand != "print":
            quiet = "打印签到表"
        offered = (step.errand_name if step else "", quiet)
        if offered == self._offered:
            return
        self._offered = offered
        primary = None
        if step:
            key = "Ctrl+P" if errand in ("print", "certificates") else ""
            primary = Action(step.errand_name, partial(self.do, step.errand), key=key)
        run = self.print_certificates if tab == CERTIFICATES else self.print_sheets
        may = quiet and not self._read_only
        self.set_actions(primary, [Action(quiet, run, key="Ctrl+P", icon="print")] if may else [])

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
            self._tell_steps(found)

    # going about

    def turn_to(self, tab: str) -> None:
        """Show a tab and take the keyboard there."""
        self.tabs.setCurrentIndex(TABS.index(tab))
        self.take_keyboard()

    def _turned(self) -> None:
        self.notice.clear()
        self._show_tab()

    def do(self, errand: Errand) -> None:
        """Do what a step asks for, or go where it is done."""
        errands: dict[Errand, Callable[[], object]] = {
            "enrol": self.pick,
            "timetable": partial(self.turn_to, TIMETABLE),
            "print": self.print_sheets,
            "attendance": partial(self.turn_to, ATTENDANCE),
            "close": self.close_class,
            "issue": self.issue,
            "certificates": self.print_certificates,
        }
        errands[errand]()

    def pick(self) -> None:
        """Lay the page to pick trainees over this one."""
        if self._found is not None:
            self.tabs.setCurrentIndex(TABS.index(TRAINEES))
            self.desk.open(PickingPage(self.desk, self._found))

    # papers and ends

    def print_sheets(self) -> None:
        """Show the sign-in sheets as they will be printed; each has a new code of its own."""
        today, training_class = self.desk.today(), self.training_class
        sheets = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在排签到表",
                lambda db, _tell: sheet_jobs.print_sheets(db, training_class, today=today),
            ),
        )
        if sheets is not None:
            self._preview("签到表", printing.joined(sheets))

    def close_class(self) -> None:
        """Close the class once the person agrees: posted hours are not taken back."""
        found = classes.row(self.desk.db, self.training_class)
        question = (
            f"结班以后，{found.enrolled} 名学员、{found.sessions} 个半天的学时记入台账，"
            "考勤、名册和课表不能再改。"
        )
        if not messages.ask(self, question, yes="结班", no="再看看"):
            return
        today, training_class = self.desk.today(), self.training_class
        posted = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在结班", lambda db, _tell: hours.close_class(db, training_class, today=today)
            ),
        )
        if posted is not None:
            self.say(f"已结班，{found.enrolled} 名学员的学时已记入台账。", "good")

    def issue(self) -> None:
        """Give everyone who passes a numbered certificate."""
        db, today = self.desk.db, self.desk.today()
        new = self.desk.act(self, lambda: certificates.issue(db, self.training_class, today=today))
        if new is not None:
            first, last = certificates.rows(db, [new[0], new[-1]])[0], certificates.rows(db, new)[-1]
            self.turn_to(CERTIFICATES)
            span = first.number if first == last else f"{first.number} 至 {last.number}"
            self.say(f"已颁发 {len(new)} 张证书：{span}。下一步打印。", "good")

    def print_certificates(self) -> None:
        """Show the certificates as they will be printed."""
        self.turn_to(CERTIFICATES)
        wanted = self.certificates.wanted()
        data = self.desk.act(
            self,
            lambda: self.desk.work(self, "正在排证书", lambda db, _tell: certificate_jobs.render(db, wanted)),
        )
        if data is not None:
            self._preview("结业证书", data)

    def confirm_printed(self) -> None:
        """Write down that the certificates with a number are printed now."""
        db, today, printed = self.desk.db, self.desk.today(), self.certificates.unprinted()
        if self.desk.did(self, lambda: certificates.printed(db, printed, today=today)):
            self.say(f"已记下：{len(printed)} 张证书在 {today} 打印。", "good")

    def _preview(self, what: str, data: bytes) -> None:
        found = classes.row(self.desk.db, self.training_class)
        title = f"{found.name}{what}"
        self.desk.did(self, lambda: self.desk.open(PreviewPage(self.desk, title, data, f"{title}.pdf")))
