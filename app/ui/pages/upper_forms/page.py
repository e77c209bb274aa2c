"""One form of the upper level: its places with what stands there, and filling it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox

from app.errors import UserError
from app.jobs import upper_forms as jobs
from app.papers import upper_forms as papers
from app.papers.upper_forms import Value
from app.school import catalogues, classes, schools, upper_forms
from app.school.upper_forms import UpperForm
from app.ui import files, messages
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.flow import Flow
from app.ui.page import Action, Page
from app.ui.pages.upper_forms.choosing import Choosing
from app.ui.pages.upper_forms.sheet import Sheets
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone

KIND = "表格或文档 (*.xlsx *.docx *.XLSX *.DOCX)"
SCOPES = {"school": "全校一份", "class": "每班一份", "person": "每名学员一份", "branch": "每个党支部一份"}
PANEL = 360
SHOWN = 3
PREVIEW = "按左上角选的年份、培训班，第一份填出来的样子。"


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the form as the list shows it."""

    place: str
    where: str
    what: str
    rule: str
    value: str
    tone: Tone


class UpperFormPage(Page):
    """Say what stands in each place, see what comes of it, and write the copies."""

    help_topic = "upper-forms"

    def __init__(self, desk: Desk, form: int) -> None:
        """Show one form."""
        super().__init__(desk, "上级表格")
        self._form_id = form
        self._form: UpperForm | None = None
        self._shown_file = ""
        self._where: Mapping[str, str] = {}
        self._lines: list[Line] = []
        self.years, self.classes = QComboBox(), QComboBox()
        self.years.setAccessibleName("年份")
        self.classes.setAccessibleName("培训班")
        self.years.currentIndexChanged.connect(lambda: self._turned_year())
        self.classes.currentIndexChanged.connect(lambda: self._show())
        self._note = label("", name="note")
        self._note.setWordWrap(False)
        bar = Flow()
        for widget in (self.years, self.classes):
            bar.add(widget)
        bar.add(self._note, 1)
        self.model = LazyTable(
            _columns(),
            find=lambda _: list(range(len(self._lines))),
            rows=lambda ids: [self._lines[one] for one in ids],
            parent=self,
        )
        self.table = Table(self.model, name="表里的填空", memory=desk.memory)
        self.table.set_empty("这份表里没有 {{…}}。在下面的表里找到要填的格，按回车指定它填什么。")
        self.table.opened.connect(lambda at: self.choose(self._lines[at].place))
        self.first = self.table
        self.sheets: Sheets | None = None
        self.panel: Choosing | None = None
        self.body.addLayout(bar)
        self.body.addWidget(self.table, 3)
        self.set_hint(
            "回车选一处填什么 · 表里按回车指定一格，从这一格往下填一列也可以 · 填好的文件不会盖掉已有的"
        )

    # what is shown

    def refresh(self) -> None:
        """Read the form again."""
        found = upper_forms.rows(self.desk.db, [self._form_id])
        if not found:
            self.desk.close()
            return
        self._form = found[0]
        if self._form.sha256 != self._shown_file:
            self._show_file(self._form)
        self._offer_years()
        self._turned_year()

    def _show_file(self, form: UpperForm) -> None:
        if self.sheets is not None:
            self.body.removeWidget(self.sheets)
            self.sheets.hide()
            self.sheets.deleteLater()
            self.sheets = None
        self._shown_file, self._where = form.sha256, {}
        read = self.desk.act(self, lambda: jobs.original(self.desk.db, form))
        if read is None:
            return
        self._where = {one.name: "、".join(one.where) for one in papers.blanks_in(*read)}
        if grids := papers.grids(*read):
            self.sheets = Sheets(grids)
            self.sheets.pointed.connect(self.point)
            self.body.addWidget(self.sheets, 4)

    def _offer_years(self) -> None:
        this, school = int(self.desk.today()[:4]), schools.own(self.desk.db).id
        years = sorted({this, *catalogues.years(self.desk.db, school=school)}, reverse=True)
        _offer(self.years, [(f"{year} 年", year) for year in years])

    def _turned_year(self) -> None:
        if self._form is None:
            return
        school, wanted = schools.own(self.desk.db).id, jobs.scope(self._form)
        found = classes.find(self.desk.db, school=school, year=self.years.currentData())
        listed: list[tuple[str, object]] = [
            (f"第 {one.term_no} 期 {one.name}", one.id) for one in classes.rows(self.desk.db, found)
        ]
        if wanted == "class":
            listed.insert(0, ("本年全部培训班", None))
        _offer(self.classes, listed)
        self.classes.setVisible(wanted in ("class", "person"))
        self._show()

    def _show(self) -> None:
        form = self._form
        if form is None:
            return
        wanted, why = self._wanted(form)
        found: dict[str, Value | Sequence[Value]] = {}
        if wanted:
            today = self.desk.today()
            found = self.desk.act(
                self, lambda: jobs.looked_up(self.desk.db, form, wanted[0], today=today)
            ) or {}  # fmt: skip
        self._lines = [_line(form, place, self._where, found) for place in (*form.blanks, *form.cells)]
        self.model.refresh()
        scope = SCOPES[jobs.scope(form)]
        self.set_title(form.name, f"{form.file_name} · {form.taken_on} 收下 · {scope}")
        self._note.setText(f"下面是“{wanted[0].label}”填出来的样子" if wanted else why)
        self._note.setToolTip(PREVIEW)
        if self.sheets is not None:
            tones: dict[str, Tone] = {}
            for line in self._lines:
                tone: Tone = "warn" if line.tone == "warn" else "good"
                tones |= dict.fromkeys((line.place, *line.where.split("、")), tone)
            self.sheets.mark(tones)
        able = bool(wanted) and not form.open_blanks and bool(form.facts or form.texts)
        tip = "选一个文件夹，每份存一个文件" if able else "先给每一处选好填什么"
        name = f"填写 {len(wanted)} 份" if wanted else "填写"
        self.set_actions(
            Action(name, self.fill, "Ctrl+S", tip, "save", enabled=able),
            [
                Action("打开原件", self.open_original, tip="用本机的表格或文档软件看原件"),
                Action("换成新版", self.renew, tip="上级改了模板，收下新的，选好的照旧"),
            ],
        )

    def _wanted(self, form: UpperForm) -> tuple[list[jobs.Copy], str]:
        year, of = int(self.years.currentData()), self.classes.currentData()
        try:
            return jobs.copies(self.desk.db, form, year=year, training_class=of), ""
        except UserError as error:
            return [], str(error)

    def tell_taken(self, said: str, remarks: Sequence[str]) -> None:
        """Say what there is to know of a form that was just taken in."""
        self.refresh()
        if self._form is None:
            return
        open_ = len(self._form.open_blanks)
        known = len(self._form.blanks) - open_
        next_ = (
            f"还有 {open_} 处请选填什么。" if open_ else "可以填写了。" if known else "请在下面指定单元格。"
        )
        parts = [said, *remarks, f"{len(self._form.blanks)} 个填空，{known} 个已经认出填什么，{next_}"]
        self.say("".join(filter(None, parts)), "warn" if said or remarks or open_ else "good")

    # choosing

    def point(self, where: str) -> None:
        """Choose for the cell pointed at, or for the blank that stands in it."""
        form = self._form
        if form is None:
            return
        blank = next((one.place for one in self._lines if where in one.where.split("、")), "")
        if blank:
            self.choose(blank)
        elif self.desk.did(self, lambda: jobs.refuse_nowhere(self.desk.db, form, where)):
            self.choose(where)

    def choose(self, place: str) -> None:
        """Open what may stand in a place beside the list."""
        if self._form is None:
            return
        panel = Choosing(self._form, place)
        panel.chosen.connect(partial(self._chose, place))
        self.show_detail(place, panel, width=PANEL)
        self.panel = panel
        panel.search.setFocus()
        if self.sheets is not None:
            line = next((one for one in self._lines if one.place == place), None)
            self.sheets.show_cell(line.where.split("、")[0] if line else place)

    def close_detail(self) -> bool:
        """Forget the panel with its frame."""
        self.panel = None
        return super().close_detail()

    def _chose(self, place: str, fact: str, text: str) -> None:
        db, form = self.desk.db, self._form_id
        if not self.desk.did(self, lambda: upper_forms.choose(db, form, place, fact=fact, text=text)):
            return
        self.close_detail()
        self.refresh()
        ahead = [at for at, one in enumerate(self._lines) if one.tone == "warn"]
        here = next((at for at, one in enumerate(self._lines) if one.place == place), 0)
        self.table.select_id(next((at for at in ahead if at > here), ahead[0] if ahead else here))
        self.table.setFocus()

    # acts

    def renew(self) -> None:
        """Ask for the newer file and put it in the place of the old one."""
        path = files.pick_one(self.desk, self, "收下新版的表", KIND)
        db, today, form = self.desk.db, self.desk.today(), self._form_id
        if path is None:
            return
        school = schools.own(db).id
        taken = self.desk.act(self, lambda: jobs.take(db, path, school=school, today=today, renew=form))
        if taken is not None and taken.difference is not None:
            self.tell_taken(taken.difference.said, taken.remarks)

    def open_original(self) -> None:
        """Open a copy of the file with the program the system has for it."""

        def hand_out() -> None:
            form = upper_forms.row(self.desk.db, self._form_id)
            copy = jobs.hand_out(self.desk.db, form, target=self.desk.scratch())
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy))):
                raise UserError("这台电脑没有能打开它的程序，请先安装 WPS。")

        self.desk.did(self, hand_out)

    def fill(self) -> None:
        """Ask for a folder and write the copies there."""
        folder = files.pick_folder(self.desk, self, "填好的表存到哪个文件夹")
        form = self._form
        if folder is None or form is None:
            return
        wanted, _ = self._wanted(form)
        today = self.desk.today()
        written = self.desk.act(
            self,
            lambda: self.desk.work(
                self,
                "正在填表",
                lambda db, tell: jobs.fill_all(db, form, wanted, target=folder, today=today, tell=tell),
            ),
        )
        if written:
            first = f"“{written[0].name}”" + (f"等 {len(written)} 份" if written[1:] else "")
            messages.say(self, f"已填好 {first}，在“{folder}”。", "good")


def _line(
    form: UpperForm, place: str, where: Mapping[str, str], found: Mapping[str, Value | Sequence[Value]]
) -> Line:
    at = where.get(place, "" if place in form.blanks else place)
    if place in form.texts:
        return Line(place, at, f"固定文字“{form.texts[place]}”", "每份都一样。", form.texts[place], "plain")
    if place not in form.facts:
        return Line(place, at, "还没有选", "按回车选一项。", "", "warn")
    fact = jobs.fact(form.facts[place])
    value = found.get(place, "")
    if not isinstance(value, str | int | float):
        several = "、".join(str(one) for one in value[:SHOWN]) + ("…" if value[SHOWN:] else "")
        value = f"{several}（{len(value)} 行）"
    title = fact.title if fact.several else f"{fact.group} · {fact.title}"
    return Line(place, at, title, fact.rule, str(value), "plain")


def _offer(box: QComboBox, listed: Sequence[tuple[str, object]]) -> None:
    if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] == list(listed):
        return
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    for word, value in listed:
        box.addItem(word, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)


def _columns() -> tuple[Column[Line], ...]:
    return (
        Column("填空或单元格", lambda one: one.place),
        Column("在表里的位置", lambda one: one.where, spare=1),
        Column("填什么", lambda one: one.what, tint=lambda one: one.tone, tip=lambda one: one.rule),
        Column("填出来是", lambda one: one.value, grow=True, rule=PREVIEW),
    )
