"""The way in for whoever forgot: the recovery code on paper, and the county's spare key."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app import paths
from app.jobs import passphrases, registers
from app.progress import Tell
from app.school import precautions, schools
from app.ui import messages
from app.ui.cards import Sheet, label, set_tone
from app.ui.page import Action, Page, button
from app.ui.preview import PreviewPage
from db import keyring
from db.register import Register

LOCK_FIRST = "设了口令才用得着。先设口令，再打印恢复码。"
NO_CODE = "! 还没有恢复码：口令忘了，就只有请{above}帮忙，{above}没有代管就谁也打不开。"
ESCROWED = "{above}代管：{whose}的备用钥匙也能打开这台电脑上的数据。"
NO_ESCROW = "{above}代管：没有。只有这里的口令和恢复码能打开。"
NO_SPARE = "{above}代管：{above}名片里没有备用钥匙，不能代管。"
ASK_ESCROW = (
    "让{whose}的备用钥匙也能打开这台电脑上的数据？\n"
    "好处：口令和恢复码都没了，{above}还能帮您打开。\n"
    "代价：{above}拿到这台电脑或它的备份，不用您的口令就能看全部数据。\n这件事请先经单位负责人同意。"
)


class Recovery(Sheet):
    """Say whether there is a way in for whoever forgot, and make one."""

    # The field that was opened last.
    letters: QLineEdit

    def __init__(self, page: Page) -> None:
        """Lay out what is said and the buttons."""
        super().__init__("忘了口令怎么办")
        self._page, self._desk = page, page.desk
        self.state, self.county = label(""), label("", name="note")
        self._places: tuple[int, ...] = ()
        self._make = button(Action("做恢复码并打印…", self.ask_code, icon="print"))
        self._check = button(Action("核对恢复码…", self.ask_letters, tip="对着纸输入四个字母，看纸还在不在"))
        self._escrow = button(Action(f"请{self._desk.words.above}代管…", self.ask_escrow))
        row, below = QHBoxLayout(), QHBoxLayout()
        for made in (self._make, self._check):
            row.addWidget(made)
        row.addStretch(1)
        below.addWidget(self._escrow)
        below.addStretch(1)
        self.body.addWidget(self.state)
        self.body.addLayout(row)
        self.body.addWidget(self.county)
        self.body.addLayout(below)

    def refresh(self) -> None:
        """Say what there is."""
        db, ring = self._desk.db, paths.keyring(self._desk.folder)
        locked = registers.is_locked(self._desk.folder)
        there = locked and keyring.has_recovery(ring)
        due = there and precautions.paper_is_due(db, today=self._desk.today())
        self.state.setText(self._said(locked=locked, there=there, due=due))
        set_tone(self.state, "muted" if not locked else "good" if there and not due else "warn")
        self._make.setText("重做恢复码并打印…" if there else "做恢复码并打印…")
        self._make.setEnabled(locked)
        self._check.setVisible(there)
        whose = keyring.escrowed_to(ring)
        card = passphrases.county_spare(db)
        said = ESCROWED if whose else NO_ESCROW if card else NO_SPARE
        self.county.setText(said.format(whose=whose, above=self._desk.words.above))
        self._escrow.setVisible(bool(card) and locked and not whose)

    def _said(self, *, locked: bool, there: bool, due: bool) -> str:
        if not locked:
            return LOCK_FIRST
        if not there:
            return NO_CODE.format(above=self._desk.words.above)
        made = schools.setting(self._desk.db, precautions.CODE_ON)
        asked = schools.setting(self._desk.db, precautions.ASKED_ON)
        if due:
            return f"! {made} 做的恢复码该核对了：请找出那张纸。"
        return f"✓ {made} 做了恢复码，{asked} 对着纸核对过。"

    # the code

    def ask_code(self) -> None:
        """Ask before a new code makes the old paper worthless, and make it."""
        there = keyring.has_recovery(paths.keyring(self._desk.folder))
        question = "重做恢复码？\n以前打印的那两张纸马上作废，要换成新的。"
        if not there or messages.ask(self, question, yes="重做", no="不重做", grave=True):
            self.make_code()

    def make_code(self) -> None:
        """Make a code, show its paper to be printed, and ask for four of its letters behind it."""
        desk, today = self._desk, self._desk.today()

        def job(db: Register, _tell: Tell) -> bytes:
            made: list[bytes] = []
            passphrases.make_recovery(db, desk.folder, today=today, keep=made.append)
            return made[0]

        made = desk.act(self, lambda: desk.work(self, "正在做恢复码", job))
        self._page.refresh()
        if made is not None:
            self.ask_letters()
            desk.open(PreviewPage(desk, "恢复码", made, f"恢复码 {desk.school_name}"))

    def ask_letters(self) -> None:
        """Ask for four letters of the paper."""
        self._places = passphrases.asked_letters(self._desk.db)
        if not self._places:
            self._page.say("还没有恢复码，请先做一个并打印出来。", "warn")
            return
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        where = "、".join(f"第 {place} 个" for place in self._places)
        column.addWidget(label(f"请看着打印的那张纸，输入恢复码的{where}字母或数字（短横不算）："))
        self.letters = QLineEdit()
        self.letters.setMaxLength(16)
        self.letters.setAccessibleName("恢复码的四个字母")
        self.letters.returnPressed.connect(self.show_paper)
        column.addWidget(self.letters)
        column.addWidget(button(Action("核对", self.show_paper), kind="primary"))
        column.addWidget(label("每年核对一次：纸要是不见了，趁还记得口令，重做一张。", name="note"))
        self._page.show_detail("核对恢复码", content)
        self.letters.setFocus()

    def show_paper(self) -> None:
        """Compare the letters that were typed."""
        db, today = self._desk.db, self._desk.today()
        places, letters = self._places, self.letters.text()
        if self._desk.did(self, lambda: passphrases.show_paper(db, places, letters, today=today)):
            self._page.close_detail()
            self._page.refresh()
            self._page.say("对上了。两份分开锁好：一份在党校，一份在县委党校或组织部。", "good")

    # the county

    def ask_escrow(self) -> None:
        """Say plainly what the county could then do, and let it where the person agrees."""
        county = passphrases.county_spare(self._desk.db)
        if county and messages.ask(
            self,
            ASK_ESCROW.format(whose=county[0], above=self._desk.words.above),
            yes="同意代管",
            no="不代管",
            grave=True,
        ):
            self.escrow()

    def escrow(self) -> None:
        """Let the county's spare key open the data too."""
        db, folder = self._desk.db, self._desk.folder
        if self._desk.did(self, lambda: passphrases.escrow(db, folder)):
            self._page.refresh()
            self._page.say(
                f"{self._desk.words.above}的备用钥匙现在也能打开这台电脑上的数据。换密钥以后代管作废。",
                "good",
            )
