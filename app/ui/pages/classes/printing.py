"""打印: every form of a class, what it lacks, and the ways to look at it, print it and keep it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeySequence, QShortcut, QShowEvent

from app.errors import UserError
from app.jobs import forms
from app.papers import fonts
from app.school import classes, print_jobs, schools
from app.ui import files, messages, print_out, printing, rare_characters
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, button
from app.ui.pages.classes.form_lines import Row, columns
from app.ui.pages.classes.print_history import PrintHistory
from app.ui.pages.classes.readiness import Checker
from app.ui.pages.classes.seats import SeatsPage
from app.ui.pages.classes.tab import Tab
from app.ui.preview import PreviewPage
from app.ui.table_view import Table
from app.ui.tables import LazyTable

MANY_PAGES = 20
FILTERS = {".pdf": "PDF 文件 (*.pdf)", ".docx": "文字文档 (*.docx)", ".xlsx": "表格 (*.xlsx)"}
# What is written down as it is made belongs to the school whose class it is.
OWN_ONLY = ("sign-in-sheet",)


class Printing(Tab):
    """List the forms; the buttons above work on the one the keyboard is in, or on a set."""

    hint = "回车预览 · Ctrl+P 打印 · Ctrl+S 另存 · 可编辑的表用本机的文字或表格软件打开"
    help_topic = "printing"

    def __init__(self, desk: Desk, training_class: int) -> None:
        """Lay out an empty list."""
        super().__init__(desk, training_class)
        self._found: classes.TrainingClass | None = None
        self._foreign = False
        self._printed: dict[str, print_jobs.PrintJob] = {}
        self._checker = Checker(desk.db.again, training_class, self)
        self._checker.changed.connect(self._tell)
        bar = Flow()
        self._buttons = {
            name: button(Action(name, run, tip=tip, icon=icon))
            for name, run, tip, icon in (
                ("预览", self.look, "看这张表印出来的样子 回车", "search"),
                ("打印", self.print_out, "按上次用的打印机打印一份 Ctrl+P", "print"),
                ("另存", self.save, "把这张表存成文件 Ctrl+S", "save"),
                ("排座", self.seat, "排座次：一排几座、按什么排、主席台", ""),
            )
        }
        for name in self._buttons:
            bar.add(self._buttons[name])
        for key, name in forms.SETS.items():
            bar.add(button(Action(name, partial(self.look_at_set, key), tip=_set_tip(key))))
            keep = Action(f"另存{name}", partial(self.save_set, key), tip=f"把{name}存进一个文件夹")
            bar.add(button(keep, kind="link"))
        bar.add(button(Action("打开文件夹", self.open_folder, tip="打开上次存放的文件夹"), kind="link"))
        bar.add(button(Action("补字", self.show_rare, tip="字库里没有的字：补图片、改字或留空"), kind="link"))
        bar.add(button(Action("打印记录", self.show_history, tip="打印过什么、几份、谁打印的"), kind="link"))
        for key, run in (("Ctrl+S", self.save), ("Ctrl+P", self.print_out)):
            QShortcut(QKeySequence(key), self, run)
        self._sum = label("", name="note")
        self.body.addLayout(bar)
        self.body.addWidget(self._sum)
        self._model = LazyTable(
            columns(),
            find=lambda _sort: list(range(1, len(forms.FORMS) + 1)),
            rows=self._rows,
            parent=self,
        )
        self.table = Table(self._model, name="本班的表格", memory=desk.memory)
        self.table.opened.connect(lambda _: self.look())
        self.table.selectionModel().currentRowChanged.connect(lambda: self._tell_buttons())
        self.first = self.table
        self.body.addWidget(self.table, 1)

    def show_class(self, found: classes.TrainingClass, *, editable: bool) -> None:
        """Read the class again, and begin to find out what each form lacks."""
        super().show_class(found, editable=editable)
        self._found = found
        self._foreign = found.school != schools.own_id(self.desk.db)
        self._printed = print_jobs.newest(self.desk.db, found.id)
        self._checker.begin(today=self.desk.today())
        self._tell()
        if self.table.current() is None:
            self.table.select_id(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on finding out where somebody looked at a paper meanwhile."""
        super().showEvent(event)
        if self._found is not None and not self._checker.busy() and self._unknown():
            self._checker.begin(today=self.desk.today())
            self._tell()

    @property
    def settled(self) -> bool:
        """Tell whether it is known of every form what it lacks."""
        return not self._checker.busy()

    def _unknown(self) -> bool:
        return any(self._checker.of(form) is None for form in forms.FORMS)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave off finding out: nobody is looking."""
        self._checker.stop()
        super().hideEvent(event)

    def _tell(self) -> None:
        self._model.refresh()
        self._tell_buttons()
        rows = self._rows(range(1, len(forms.FORMS) + 1))
        lacking = [row for row in rows if row.known and row.known.lacking and row.form.suffix == ".pdf"]
        if self._checker.busy() or self._unknown():
            self._sum.setText("正在核对每种表缺什么，已核对的可以先用。")
        else:
            ready = sum(row.form.suffix == ".pdf" for row in rows) - len(lacking)
            self._sum.setText(f"{ready} 种表可以打印，{len(lacking)} 种还缺东西，缺什么写在“情况”里。")

    def _rows(self, ids: Sequence[int]) -> list[Row]:
        return [
            Row(form, self._checker.of(form), self._last(form), self._foreign and form.key in OWN_ONLY)
            for form in (forms.FORMS[one - 1] for one in ids)
        ]

    def _last(self, form: forms.Form) -> print_jobs.PrintJob | None:
        """Give the last time a form was printed, alone or with a set it belongs to."""
        found = [self._printed[key] for key in (form.key, *form.sets) if key in self._printed]
        return max(found, key=lambda one: (one.printed_on, one.id), default=None)

    def _at_hand(self) -> forms.Form | None:
        at = self.table.current()
        return forms.FORMS[at - 1] if at is not None else None

    def _tell_buttons(self) -> None:
        form = self._at_hand()
        for name in ("预览", "另存"):
            self._buttons[name].setEnabled(form is not None)
        self._buttons["预览"].setText("预览" if form is None or form.suffix == ".pdf" else "打开")
        self._buttons["打印"].setEnabled(form is not None and form.suffix == ".pdf")
        self._buttons["排座"].setVisible(self.editable and form is not None and form.key == "seat-plan")

    # one form

    def look(self) -> None:
        """Show the form at hand as it will be printed, or open it where it can be edited."""
        form = self._at_hand()
        if form is None:
            return
        if form.key == "seat-plan" and self.editable and self._lacks(form):
            self.seat()
            return
        made = self._made(form)
        if made is None:
            return
        if form.suffix != ".pdf":
            self.desk.act(self, lambda: self._open_outside(made))
            return
        self.desk.did(
            self, lambda: self.desk.open(self._preview(form.title, form.key, made.data, made.blanks))
        )

    def _lacks(self, form: forms.Form) -> bool:
        known = self._checker.of(form)
        return known is not None and bool(known.lacking)

    def _preview(self, what: str, key: str, data: bytes, blanks: Sequence[fonts.Lost]) -> PreviewPage:
        title = f"{self._name()}{what}"
        return PreviewPage(
            self.desk, title, data, f"{title}.pdf",
            form=key, training_class=self.training_class, blanks=blanks,
        )  # fmt: skip

    def _open_outside(self, made: forms.Made) -> None:
        copy = self.desk.scratch() / self._file_name(made.form)
        printing.keep(copy, made.data)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
            raise UserError("这台电脑没有能打开它的软件。请另存以后带到装了 WPS 的电脑上改。")

    def print_out(self) -> None:
        """Print the form at hand once, on the printer it was printed on the last time."""
        form = self._at_hand()
        if form is None:
            return
        if form.suffix != ".pdf":
            messages.say(self, f"“{form.title}”请打开以后在文字或表格软件里打印。", "ask")
            return
        made = self._made(form)
        if made is None:
            return
        said = self.desk.act(self, lambda: self._print(made))
        if said:
            messages.say(self, said, "good")

    def _print(self, made: forms.Made) -> str | None:
        paper = printing.Paper(made.data)
        try:
            wanted = print_out.remembered(self.desk.memory, made.form.key)
            count = len(paper.sizes)
            asked = f"“{made.form.title}”一共 {count} 页，要在“{wanted.printer}”上打印吗？"
            if (
                wanted.printer
                and count > MANY_PAGES
                and not messages.ask(self, asked, yes=f"打印 {count} 页")
            ):
                return None
            subject = print_out.Subject(self._name() + made.form.title, made.form.key, self.training_class)
            return print_out.hand_out(self.desk, self, paper, subject, wanted)
        finally:
            paper.close()

    def save(self) -> None:
        """Ask where, then keep the form at hand there."""
        form = self._at_hand()
        made = self._made(form) if form is not None else None
        if made is None:
            return
        suffix = made.form.suffix
        path = files.place_for(
            self.desk, self, f"另存{made.form.title}", self._file_name(made.form), FILTERS[suffix]
        )
        if path is not None:
            self.save_to(made, path)

    def save_to(self, made: forms.Made, path: Path) -> None:
        """Keep a form at a path, whole or not at all."""
        if self.desk.did(self, lambda: printing.keep(path, made.data)):
            messages.say(self, f"已存到 {path}。{_blank(made.blanks)}", "good")

    def _name(self) -> str:
        found = self._found
        return f"{found.year}年第{found.term_no}期{found.name}" if found else ""

    def _file_name(self, form: forms.Form) -> str:
        title = form.title.removesuffix(forms.EDITABLE)
        return printing.file_name(f"{self._name()}-{title}{form.suffix}")

    def _made(self, form: forms.Form) -> forms.Made | None:
        """Make a form, with blanks where the clerk wants them; None where it cannot be, which is said."""
        if self._foreign and form.key in OWN_ONLY:
            messages.say(self, f"{form.title}要由办班的党校自己打印，每张都有编号。", "ask")
            return None
        training_class, today = self.training_class, self.desk.today()

        def make(handwritten: bool) -> forms.Made:
            return self.desk.work(
                self,
                f"正在排{form.title}",
                lambda db, _tell: forms.make(db, form, training_class, today=today, handwritten=handwritten),
            )

        return self.desk.act(self, lambda: rare_characters.with_blanks(self, self.desk, make))

    # sets

    def look_at_set(self, wanted: str) -> None:
        """Show every form of a set as one paper, and name those that lack something."""
        made, lacking = self._made_set(wanted)
        if not made:
            self._say_lacking(wanted, lacking)
            return
        blanks = list(dict.fromkeys(blank for one in made for blank in one.blanks))
        name = forms.SETS[wanted]

        def show() -> None:
            page = self._preview(name, wanted, printing.joined([one.data for one in made]), blanks)
            self.desk.open(page)
            listed = "、".join(one.form.title for one in made)
            page.say(
                f"{name}有 {len(made)} 种：{listed}。{_lacking(lacking)}", "warn" if lacking else "plain"
            )

        self.desk.did(self, show)

    def save_set(self, wanted: str) -> None:
        """Ask for a folder, then keep every form of a set there."""
        folder = files.pick_folder(self.desk, self, f"{forms.SETS[wanted]}存到哪个文件夹")
        if folder is not None:
            self.save_set_to(wanted, folder)

    def save_set_to(self, wanted: str, folder: Path) -> None:
        """Keep every form of a set in a new folder within `folder`, numbered in their order."""
        made, lacking = self._made_set(wanted)
        if not made:
            self._say_lacking(wanted, lacking)
            return
        into = _free(folder / printing.file_name(f"{self._name()}{forms.SETS[wanted]}"))

        def keep() -> None:
            into.mkdir()
            for at, one in enumerate(made, 1):
                printing.keep(
                    into / printing.file_name(f"{at:02} {one.form.title}{one.form.suffix}"), one.data
                )
            self.desk.memory.setValue(files.LAST_FOLDER, str(into))

        if self.desk.did(self, keep):
            blanks = list(dict.fromkeys(blank for one in made for blank in one.blanks))
            said = f"{len(made)} 种表已存到 {into}。{_blank(blanks)}{_lacking(lacking)}"
            messages.say(self, said, "warn" if lacking or blanks else "good")

    def _made_set(self, wanted: str) -> tuple[list[forms.Made], list[tuple[forms.Form, str]]]:
        training_class, today, name = self.training_class, self.desk.today(), forms.SETS[wanted]

        def make(handwritten: bool) -> tuple[list[forms.Made], list[tuple[forms.Form, str]]]:
            return self.desk.work(
                self,
                f"正在排{name}",
                lambda db, tell: forms.make_set(
                    db, wanted, training_class, today=today, handwritten=handwritten, tell=tell
                ),
            )

        made = self.desk.act(self, lambda: rare_characters.with_blanks(self, self.desk, make))
        return made or ([], [])

    def _say_lacking(self, wanted: str, lacking: list[tuple[forms.Form, str]]) -> None:
        if lacking:
            messages.say(self, f"{forms.SETS[wanted]}一种也做不了。{_lacking(lacking)}", "bad")

    # elsewhere

    def seat(self) -> None:
        """Lay the page to seat the class over this one."""
        if self._found is not None:
            self.desk.open(SeatsPage(self.desk, self._found))

    def show_history(self) -> None:
        """Lay the list of what was printed over this page."""
        if self._found is not None:
            self.desk.open(PrintHistory(self.desk, self._found))

    def show_rare(self) -> None:
        """Lay the list of characters that no font has over this page."""
        self.desk.did(self, lambda: self.desk.open(rare_characters.RareCharacters(self.desk)))

    def open_folder(self) -> None:
        """Open the folder used last with the system's own program."""
        folder = Path(str(self.desk.memory.value(files.LAST_FOLDER) or ""))

        def opened() -> None:
            if not self.desk.memory.value(files.LAST_FOLDER) or not folder.is_dir():
                raise UserError("还没有存过文件，或者上次的文件夹已经不在。请先另存一次。")
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
                raise UserError(f"系统没有打开文件夹，请自己到 {folder} 里找。")

        self.desk.did(self, opened)


def _set_tip(key: str) -> str:
    listed = "、".join(form.title for form in forms.of_set(key))
    return f"一次排好、连在一起预览和打印：{listed}"


def _blank(blanks: Sequence[fonts.Lost]) -> str:
    count = sum(len(one.characters) for one in blanks)
    return f"有 {count} 个字留空，请手写补上。" if count else ""


def _lacking(lacking: Sequence[tuple[forms.Form, str]]) -> str:
    if not lacking:
        return ""
    listed = "；".join(f"{form.title}（{said.removesuffix('。')}）" for form, said in lacking)
    return f"还缺 {len(lacking)} 种：{listed}。"


def _free(folder: Path) -> Path:
    """Give a folder's name as it is, or with a number where there is one already."""
    at, free = 1, folder
    while free.exists():
        at += 1
        free = folder.with_name(f"{folder.name}（{at}）")
    return free
