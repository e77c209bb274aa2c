"""Parcels before they are read: what each is, what it would change, what to doubt; then what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.errors import Cancelled, UserError
from app.explain import explain
from app.jobs import parcels as jobs
from app.jobs import receipts as answering
from app.progress import Tell
from app.school.parcels import Difference
from app.ui import messages
from app.ui.desk import Desk
from app.ui.page import Action, Page
from app.ui.pages.parcels.changes import Changes
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable
from app.ui.theme import Tone
from db.register import Register

# So many are looked into at once when the page opens; of more, the one that is opened.
LOOKED_INTO = 3
ANSWER = "读到第几号、疑点、退回和派单，写到数据包所在的U盘或文件夹"
COUNTED = "读取会新增、改动、不再保留的记录数，读取前先算给您看。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading one file came to, in words."""

    said: str
    read: bool
    problems: tuple[str, ...] = ()


class Reading(Page):
    """Show parcels before they are read, and afterwards what each came to."""

    help_topic = "inbox"

    def __init__(self, desk: Desk, found: Sequence[jobs.Foreseen], *, warning: str = "") -> None:
        """List the parcels found; `warning` says what is wrong with the stick they lie on."""
        super().__init__(desk, "读取数据包", str(found[0].path.parent))
        self._found = list(found)
        self._outcomes: dict[int, Outcome] = {}
        self._heard: set[int] = set()
        self._previews: dict[int, jobs.Preview | str] = {}
        kind = Column[int]
        self.model = LazyTable(
            (
                kind("数据包", lambda at: self._found[at].school_name or self._found[at].path.name,
                     tip=lambda at: str(self._found[at].path)),
                kind("第几号", lambda at: str(self._found[at].seq or "—"), align="right"),
                kind("对方做成时间", lambda at: self._found[at].created or "—", spare=2),
                kind("新增", lambda at: self._count(at, "added"), align="right", spare=3, rule=COUNTED),
                kind("变化", lambda at: self._count(at, "changed"), align="right", spare=1, rule=COUNTED),
                kind("不再有", lambda at: self._count(at, "missing"), align="right", spare=4, rule=COUNTED),
                kind("疑点", self._doubts, align="right", tint=self._doubtful),
                kind("会怎样", self._words, tint=self._tone, grow=True),
            ),
            find=lambda _: list(range(len(self._found))),
            rows=list,
            parent=self,
        )  # fmt: skip
        self.table = Table(self.model, name="找到的数据包", memory=desk.memory)
        self.table.opened.connect(self.look_into)
        self.table.chosen.connect(lambda _: self._show())
        self.changes = Changes()
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.changes, 1)
        self.model.refresh()
        self.table.select_id(next((at for at, one in enumerate(found) if one.fit or one.asks), 0))
        self._offer()
        self.set_hint("读取前先看清有什么变化 · 读取时核对签名、完整性和登记，有一处不对就全部不读")
        if warning:
            self.say(warning, "warn")

    # before reading

    def take_keyboard(self) -> None:
        """Look into the parcels first where they are few."""
        fit = [at for at, one in enumerate(self._found) if one.fit or one.asks]
        if not self._previews and not self._outcomes and 0 < len(fit) <= LOOKED_INTO:
            self._preview(fit)
        self._show()
        super().take_keyboard()

    def look_into(self, at: int) -> None:
        """Work out what one parcel would change, and show it."""
        new = at not in self._previews and at not in self._outcomes
        if new and (self._found[at].fit or self._found[at].asks):
            self._preview([at])
        self._show()

    def _preview(self, wanted: Sequence[int]) -> None:
        folder = self.desk.folder

        def job(db: Register, tell: Tell) -> None:
            for at in wanted:
                try:
                    self._previews[at] = jobs.preview(db, self._found[at].path, folder=folder, tell=tell)
                except (UserError, OSError) as error:
                    self._previews[at] = _explained(error)

        self.desk.did(self, lambda: self.desk.work(self, "正在看有什么变化", job))
        self.model.refresh()

    def _show(self) -> None:
        """Show below the list what the chosen parcel would do or did."""
        at = self.table.current()
        if at is None:
            self.changes.tell("点一个数据包，看它会带来什么变化。")
            return
        found, preview, outcome = self._found[at], self._previews.get(at), self._outcomes.get(at)
        differences: Sequence[Difference] = ()
        problems: Sequence[str] = outcome.problems if outcome else ()
        if isinstance(preview, jobs.Preview):
            differences, problems = preview.differences, preview.problems
        same = isinstance(preview, jobs.Preview) and not differences
        note = self._words(at)
        if isinstance(preview, str) and outcome is None:
            note = preview
        elif preview is None and outcome is None and (found.fit or found.asks):
            note += "按回车看它会带来什么变化。"
        if same:
            note += f"与{self.desk.words.place}现有的数据一样，没有变化。"
        elif isinstance(preview, jobs.Preview):
            note += preview.schools
        title = f"{found.school_name or found.path.name}　第 {found.seq or '—'} 号"
        self.changes.tell(note, [one.sentence for one in differences], problems, title=title)

    def _offer(self) -> None:
        fit = [at for at, one in enumerate(self._found) if one.fit and at not in self._outcomes]
        asks = [at for at, one in enumerate(self._found) if one.asks and not self._read(at)]
        quiet = (
            [Action("同意并读取…", self._ask_consent, tip="重装或恢复过的电脑，电话核实以后再读")]
            if asks
            else []
        )
        if fit:
            buttons = self.set_actions(
                Action(f"读取 {len(fit)} 个数据包", self.read, key="Ctrl+Return"), quiet
            )
            self.first = buttons[-1]
        else:
            away = Action("返回收件箱", self.desk.close)
            many = len(self._heard)
            what = f"写回执（{many} {self.desk.words.below_counted}）"
            answer = Action(what, self.reply, "Ctrl+Return", ANSWER, "send")
            self.set_actions(answer if many else None, [*quiet, away])
            self.first = self.table

    def reply(self) -> None:
        """Answer the schools read just now, on the very stick or folder their parcels came from."""
        folder, now = self.desk.folder, datetime.now()
        target = self._found[0].path.parent

        def job(db: Register, tell: Tell) -> list[answering.Replied]:
            return [
                answering.reply(db, of_school=one, folder=folder, now=now, tell=tell, target=target)
                for one in sorted(self._heard)
            ]

        made = self.desk.act(self, lambda: self.desk.work(self, "正在写回执", job))
        if made:
            self._heard.clear()
            whole = all(one.delivered for one in made)
            many = f"{len(made)} 份回执已写入并核对，请把U盘交还对方读取。"
            self.say(many if len(made) > 1 and whole else made[0].sentence, "good" if whole else "warn")
            self._offer()

    def _read(self, at: int) -> bool:
        return at in self._outcomes and self._outcomes[at].read

    def _count(self, at: int, which: str) -> str:
        preview = self._previews.get(at)
        return f"{getattr(preview.counts, which):,}" if isinstance(preview, jobs.Preview) else "—"

    def _doubts(self, at: int) -> str:
        preview, outcome = self._previews.get(at), self._outcomes.get(at)
        if outcome is not None:
            return f"{len(outcome.problems)} 处" if outcome.problems else "—"
        if isinstance(preview, jobs.Preview):
            return f"{len(preview.problems)} 处" if preview.problems else "没有"
        return "—"

    def _doubtful(self, at: int) -> Tone:
        return "warn" if self._doubts(at).endswith("处") else "muted"

    def _words(self, at: int) -> str:
        return self._outcomes[at].said if at in self._outcomes else self._found[at].sentence

    def _tone(self, at: int) -> Tone:
        if at in self._outcomes:
            return "good" if self._outcomes[at].read else "bad"
        if self._found[at].place == "duplicate":
            return "muted"
        return "plain" if self._found[at].fit else "warn"

    # reading

    def read(self) -> None:
        """Read what fits, one after the other; one that is refused does not keep the others out."""
        self._receive([at for at, one in enumerate(self._found) if one.fit and at not in self._outcomes])

    def _ask_consent(self) -> None:
        asks = [at for at, one in enumerate(self._found) if one.asks and not self._read(at)]
        chosen = self.table.current()
        at = chosen if chosen in asks else asks[0]
        question = (
            f"{self._found[at].school_name}的电脑重装或恢复过。打电话问过了吗？\n"
            f"确是{self.desk.words.below_this}恢复了备份，才读取；以后不再读它恢复以前做的数据包。"
        )
        if messages.ask(self, question, yes="问过了，读取", no="先不读", grave=True):
            self.consent(at)

    def consent(self, at: int) -> None:
        """Read a parcel of a restored laptop, a person having asked the school."""
        self._receive([at], consent=True)

    def _receive(self, wanted: Sequence[int], *, consent: bool = False) -> None:
        folder, now, found = self.desk.folder, datetime.now(), self._found

        def job(db: Register, tell: Tell) -> None:
            for done, at in enumerate(wanted):
                each = partial(_tell_each, tell, done, len(wanted))
                try:
                    receipt = jobs.receive(
                        db, found[at].path, folder=folder, now=now, tell=each, consent=consent
                    )
                    self._outcomes[at] = Outcome(receipt.sentence, True, receipt.problems)
                    self._heard.add(receipt.school)
                except (UserError, OSError) as error:
                    if isinstance(error, Cancelled):
                        raise
                    self._outcomes[at] = Outcome(_explained(error), False)

        self.desk.did(self, lambda: self.desk.work(self, "正在读取数据包", job))
        read = sum(one.read for one in self._outcomes.values())
        refused = len(self._outcomes) - read
        if self._outcomes:
            said = f"已读取 {read} 个数据包。" + (f"有 {refused} 个没有读取，原因见下面。" if refused else "")
            self.say(said, "warn" if refused else "good")
        self.model.refresh()
        self._show()
        self._offer()


def _tell_each(tell: Tell, done: int, every: int, part: int, whole: int, note: str = "") -> None:
    """Say which of several parcels is being read; whoever cancels stops between two or within one."""
    tell(part, whole, f"第 {done + 1}／{every} 个：{note}" if every > 1 else note)


def _explained(error: Exception) -> str:
    said = explain(error)
    if said is None:
        raise error
    return said
