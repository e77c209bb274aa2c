"""Standards: by which a school is judged, which others there are, and how a new version comes to be."""

from PySide6.QtWidgets import QSplitter

from app.jobs import files as file_jobs
from app.school import schools, standards
from app.school.standards import KINDS, PROOFS, STATUSES, Criterion, Standard
from app.ui import files
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.checklist.drafting import DraftPage
from app.ui.pages.classes.question import Question, worded
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

TOML = "标准文件 (*.toml)"


class StandardsPage(Page):
    """List the versions of a school's standards with the criteria of the one chosen."""

    help_topic = "standards"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the two lists."""
        super().__init__(desk, "检查标准")
        self._school = schools.own(desk.db).id if school is None else school
        self._read_only = read_only
        self._criteria: dict[int, Criterion] = {}
        kind = Column[Standard]
        self.model = LazyTable(
            (
                kind("标准", lambda one: one.name, grow=True, tip=lambda one: f"出处：{one.source}"),
                kind("种类", lambda one: KINDS[one.kind], spare=2),
                kind("生效", lambda one: one.effective_from),
                kind("状态", self._state, tint=lambda one: "good" if self._counts(one) else "muted"),
                kind("确认", lambda one: STATUSES[one.status], spare=1, rule="县级有没有确认过这套标准。"),
            ),
            find=lambda _: self._found(),
            rows=lambda ids: standards.rows(desk.db, list(ids)),
            parent=self,
        )
        self.table = Table(self.model, name="检查标准", memory=desk.memory)
        self.table.chosen.connect(lambda _: self._show())
        self.table.opened.connect(lambda _: self.edit())
        asked = Column[Criterion]
        self._asked = LazyTable(
            (
                asked("项目", lambda one: one.item_name),
                asked("要求", lambda one: one.text, grow=True, tip=lambda one: one.explained or one.text),
                asked("怎样证明", lambda one: PROOFS[one.proof], spare=1),
                asked(
                    "有效", lambda one: f"{one.valid_months} 个月" if one.valid_months else "长期", spare=2
                ),
                asked("必须", lambda one: "必须" if one.required else "", spare=3),
                asked("分值", lambda one: str(one.points), align="right"),
            ),
            find=lambda _: list(self._criteria),
            rows=lambda ids: [self._criteria[one] for one in ids if one in self._criteria],
            parent=self,
        )
        self.criteria = Table(self._asked, name="标准的要求", memory=desk.memory)
        self.criteria.set_empty("选一套标准，这里列出它的要求。")
        self.question = Question()
        both = QSplitter()
        both.addWidget(self.table)
        both.addWidget(self.criteria)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 2)
        both.setChildrenCollapsible(False)
        self.body.addWidget(self.question)
        self.body.addWidget(both, 1)
        self.first = self.table
        self.set_hint("采用以后不能再改，要改就照它起草一份，回车改草稿；做完的评估仍按当时的标准。")

    def _found(self) -> list[int]:
        return standards.find(self.desk.db, school=self._school)

    def refresh(self) -> None:
        """Read the standards again."""
        self._using = {
            standards.of_schools(self.desk.db, [self._school], on=self.desk.today(), kind=kind)[
                self._school
            ].id
            for kind in KINDS
            if standards.of_schools(self.desk.db, [self._school], on=self.desk.today(), kind=kind)
        }
        self.model.refresh()
        if not self.table.selected() and self.model.ids:
            self.table.select_id(self.model.ids[0])
        self._show()

    def _counts(self, one: Standard) -> bool:
        return one.id in self._using

    def _state(self, one: Standard) -> str:
        whose = "上级下发，" if one.school != self._school else ""
        if self._counts(one):
            return f"{whose}现行"
        return f"{whose}已采用" if one.adopted_on else f"{whose}未采用"

    def _chosen(self) -> Standard | None:
        found = standards.rows(self.desk.db, self.table.selected()[:1])
        return found[0] if found else None

    def _show(self) -> None:
        one = self._chosen()
        listed = standards.criteria(self.desk.db, one.id) if one is not None else []
        self._criteria = {row.id: row for row in listed}
        self._asked.refresh()
        points = sum(row.points for row in listed)
        self.set_title("检查标准", f"{one.name} · {len(listed)} 条，共 {points} 分" if one else "")
        self._offer(one)

    def _offer(self, one: Standard | None) -> None:
        out = Action(
            "导出标准…",
            self.export,
            tip="存成文件，可以用记事本改，也可以交给别的党校",
            enabled=one is not None,
        )
        if self._read_only:
            self.set_actions(None, [out])
            return
        use = Action("采用这套标准", self.adopt, enabled=one is not None and not self._counts(one))
        self.set_actions(
            use,
            [
                Action(
                    "软件自带的…",
                    self.offer_presets,
                    tip="别处的标准：六有、六个一、四区八有、三有、五个一等",
                ),
                Action("修改草稿", self.edit, tip="在表格里改没有采用的标准")
                if one is not None and self._editable(one)
                else Action(
                    "起草一份", self.draft, tip="照选中的标准复制一份，改好再采用", enabled=one is not None
                ),
                Action("读入文件…", self.read_in, tip="读入改好的标准文件，作为草稿"),
                out,
            ],
        )

    # acts

    def adopt(self) -> None:
        """Be judged by the standard chosen from its first day on."""
        one = self._chosen()
        if one is not None:
            self._adopt(one.id, self)

    def _adopt(self, standard: int, page: Page) -> None:
        """Adopt a standard; `page` is where it is said when that is refused."""
        db, today = self.desk.db, self.desk.today()
        if self.desk.did(page, lambda: standards.adopt(db, standard, school=self._school, today=today)):
            one = standards.by_id(db, standard)
            own = schools.own(db)
            more = "" if own.level == "township" else "到“下发”制作一版，学校读取以后就按它评；"
            self.say(
                f"已采用“{one.name}”，自 {one.effective_from} 起按它评；{more}按 Ctrl+Z 可以撤销。", "good"
            )

    def edit(self) -> None:
        """Open the draft chosen as a sheet."""
        one = self._chosen()
        if one is not None and self._editable(one):
            self._open(one.id)

    def _open(self, draft: int) -> None:
        self.desk.open(DraftPage(self.desk, draft, adopted=self._adopt))

    def _editable(self, one: Standard) -> bool:
        return not self._read_only and not one.adopted_on and one.school == self._school

    def draft(self) -> None:
        """Copy the standard chosen under another name."""
        one = self._chosen()
        if one is None:
            return

        def keep(name: str) -> None:
            new = self.desk.act(
                self,
                lambda: standards.draft(
                    self.desk.db, school=self._school, based_on=one.id, changes={"name": name}
                ),
            )
            if new is not None:
                self.table.select_id(new)
                self._open(new)

        taken = worded(self.question, "请给新的一版起个名字。", keep)
        self.question.ask(
            "新的一版叫什么？", taken, yes="起草", back=self.table, hint="例如：本县五有标准（2027）"
        )

    def offer_presets(self) -> None:
        """Ask for one of the standards that come with the program."""
        shipped = standards.presets()
        names = "　".join(f"{number} {one.name}" for number, one in enumerate(shipped, start=1))

        def keep(answer: str) -> bool:
            if not (answer.isascii() and answer.isdigit() and 1 <= int(answer[:3]) <= len(shipped)):
                self.question.blame(f"请填 1 到 {len(shipped)} 的序号。")
                return False
            key = shipped[int(answer) - 1].key
            new = self.desk.act(self, lambda: standards.take_preset(self.desk.db, key, school=self._school))
            if new is not None:
                self.table.select_id(new)
            return new is not None

        self.question.ask(f"取哪一套（填序号）：{names}", keep, yes="取用", back=self.table)

    def export(self) -> None:
        """Ask where to, and write the standard chosen as a file."""
        one = self._chosen()
        if one is None:
            return
        path = files.place_for(self.desk, self, "导出标准", f"{one.name}.toml", TOML)
        if path is not None and self.desk.did(
            self, lambda: file_jobs.keep(path, standards.written(self.desk.db, one.id).encode())
        ):
            self.say(f"已导出到 {path}。", "good")

    def read_in(self) -> None:
        """Ask for a file and take it in as a draft."""
        one = self._chosen()
        for path in files.pick(self.desk, self, "读入标准", TOML):
            new = self.desk.act(
                self,
                lambda path=path: standards.read_in(  # type: ignore[misc]
                    self.desk.db, path.read_bytes(), school=self._school, based_on=one.id if one else None
                ),
            )
            if new is not None:
                self.table.select_id(new)
                self.say("已读入，作为草稿；看过以后再采用，要改就点“修改草稿”。", "good")

    def escape(self) -> bool:
        """Put away the question first."""
        if self.question.isVisibleTo(self):
            self.question.take_away()
            return True
        return super().escape()
