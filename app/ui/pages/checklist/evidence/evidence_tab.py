"""The tab 佐证: the gallery, what is beside it, and the ways in for new documents."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from app.jobs import evidence as jobs
from app.progress import Tell
from app.school import evidence, photographs
from app.school.evidence import Evidence
from app.ui import files, theme
from app.ui.desk import Desk
from app.ui.page import Action, Detail, Page
from app.ui.pages.checklist.evidence.amending import Amending
from app.ui.pages.checklist.evidence.gallery import SIDE, Gallery
from app.ui.pages.checklist.evidence.narrowing import Narrowing
from app.ui.pages.checklist.evidence.piece import PiecePanel, open_outside, preview
from app.ui.pages.checklist.evidence.questions import Question
from app.ui.pages.checklist.evidence.scanner import ScannerFolder
from app.ui.pages.checklist.evidence.taking import Taking
from app.ui.pages.checklist.evidence.thumbnails import Thumbnails
from app.ui.pages.checklist.tab import Tab
from app.ui.preview import PreviewPage
from db.register import Register

WIDTH = 400


class EvidenceTab(Tab):
    """Show everything a school has filed; take more in, and say what it proves."""

    title = "佐证"
    help_topic = "evidence"
    hint = "把文件拖进来，或复制后按 Ctrl+V，就归入材料 · 回车看大图 · 右边打勾就归入，一件可以归入多处"

    def __init__(self, desk: Desk, *, school: int | None = None, read_only: bool = False) -> None:
        """Lay out the gallery under what narrows it."""
        super().__init__(desk, school=school, read_only=read_only)
        self._thumbnails = Thumbnails(desk.folder, side=SIDE, parent=self)
        self._scanner = ScannerFolder(desk.memory)
        self._pairs: list[photographs.Pair] = []
        self._panel: Detail | None = None
        self._shown: tuple[int, ...] = ()
        self._asking = False
        self._note = ""
        self.narrowing = Narrowing(desk)
        self.narrowing.changed.connect(self.desk.changed.emit)
        self.search = self.narrowing.search
        self.gallery = Gallery(self._thumbnails)
        self.gallery.chosen.connect(self._choose)
        self.gallery.opened.connect(self.look)
        self.first = self.gallery
        self.column.addWidget(self.narrowing)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(theme.px(14))
        self._beside.addWidget(self.gallery, 1)
        self.column.addLayout(self._beside, 1)
        self.setAcceptDrops(not read_only)
        if not read_only:
            paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
            paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # reading

    def fill(self) -> None:
        """Read again what is filed, and what looks as if it were filed twice."""
        db, school = self.desk.db, self.school()
        self.narrowing.fill(school)
        found = evidence.rows(db, self.narrowing.list_ids(school))
        used = {one: len(uses) for one, uses in evidence.uses(db, [row.id for row in found]).items()}
        self.gallery.show_pieces(found, used)
        idle = sum(not used[one.id] for one in found)
        self._note = f"{len(found)} 件" + (f"，{idle} 件未使用" if idle else "")
        add = None if self.read_only else Action("归入材料…", self.begin)
        self.gallery.set_empty("还没有材料。把照片和 PDF 拖进来，或从扫描文件夹里取。" if not
                               self.narrowing.narrowed() else "没有符合条件的材料。", add)  # fmt: skip
        self._pairs = photographs.questions(db, school=school)
        if not self._asking and self._shown:
            self._choose(again=True)

    @property
    def settled(self) -> bool:
        """Tell whether every picture on show is made."""
        return not self._thumbnails.busy()

    def note(self) -> str:
        """Say how many documents are on show."""
        return self._note

    def offered(self) -> tuple[Action | None, Sequence[Action]]:
        """Offer to take documents in, the scanner's folder, and what looks like a double."""
        quiet = []
        if self._pairs:
            tip = "看起来是同一张照片，用在了不同的课次或班"
            quiet.append(Action(f"疑似重复 {len(self._pairs)} 处", self.ask, tip=tip, icon="question"))
        if self.read_only:
            return None, quiet
        waiting = self._scanner.waiting()
        said = f"扫描文件夹（{waiting} 个新文件）" if waiting else "扫描文件夹"
        quiet.append(Action(said, self.scan, tip="取扫描仪存下的新文件", icon="import"))
        return Action("归入材料…", self.begin, key="Ctrl+N", icon="plus", tip="选择 PDF 和照片"), quiet

    def open_target(self, target: int, step: str) -> bool:
        """Show one document."""
        if step != "evidence" or not evidence.rows(self.desk.db, [target]):
            return False
        self.narrowing.clear()
        self.fill()
        self.gallery.select({target})
        return True

    # beside the gallery

    def _put(self, title: str, content: QWidget) -> None:
        self._take_away()
        self._panel = Detail(title, content, width=WIDTH)
        # Large type on a small screen must leave the gallery its room.
        self._panel.setFixedWidth(min(theme.px(WIDTH), max(WIDTH, self.width() * 2 // 5)))
        self._panel.close_button.clicked.connect(self.escape)
        self._beside.addWidget(self._panel)

    def _take_away(self) -> bool:
        if self._panel is None:
            return False
        if self._panel.isAncestorOf(QApplication.focusWidget() or self):
            self.gallery.setFocus()
        self._beside.removeWidget(self._panel)
        self._panel.hide()
        self._panel.deleteLater()
        self._panel, self._shown, self._asking = None, (), False
        return True

    def escape(self) -> bool:
        """Close what is beside the gallery."""
        return self._take_away()

    def _choose(self, *, again: bool = False) -> None:
        """Show what is chosen; files being asked about stay on show until they are answered."""
        if self._asking:
            return
        found = self.gallery.selected()
        ids = tuple(one.id for one in found)
        if not found:
            self._take_away()
        elif ids != self._shown:
            title = found[0].file_name if not found[1:] else f"{len(found)} 件材料"
            self._put(title, self._piece(found))
            self._shown = ids
        elif again and self._panel is not None:
            panel = self._panel.findChild(PiecePanel)
            if panel is not None and panel.places is not None:
                panel.places.fill()

    def _piece(self, found: list[Evidence]) -> PiecePanel:
        one = found[0]
        ways = []
        if not found[1:]:
            ways = [
                Action("看大图", lambda: self.look(one), tip="回车"),
                Action("用别的程序打开", lambda: self.desk.did(self, lambda: open_outside(self.desk, one))),
            ]
            if not self.read_only:
                ways += [
                    Action("更正", lambda: self._amend(one), tip="名称、形成日期、欠缺"),
                    Action("换新版…", lambda: self._replace(one), tip="旧的留着，新的接替它的所有用处"),
                ]
        return PiecePanel(
            self.desk, found, school=self.school(), read_only=self.read_only, ways=ways, older=self.look
        )

    def look(self, one: Evidence) -> None:
        """Show one document large."""
        if one.is_picture:
            page = Page(self.desk, one.file_name, one.formed_on)
            page.body.addWidget(preview(self.desk, one), 1)
            self.desk.open(page)
        else:
            self.desk.did(self, lambda: self._pages(one))

    def _pages(self, one: Evidence) -> None:
        data = jobs.read_kept(one, folder=self.desk.folder)
        self.desk.open(PreviewPage(self.desk, one.file_name, data, one.file_name))

    def ask(self) -> None:
        """Ask about the first pair of photographs that look like one."""
        if not self._pairs:
            self._take_away()
            return
        question = Question(
            self.desk,
            self._pairs[0],
            left=len(self._pairs) - 1,
            thumbnails=self._thumbnails,
            look=self.look,
            read_only=self.read_only,
        )
        self._put("疑似重复的照片", question)
        question.answered.connect(lambda: QTimer.singleShot(0, self, self._ask_next))

    def _ask_next(self) -> None:
        self._take_away()
        self.ask()

    def _amend(self, one: Evidence) -> None:
        asked = Amending(self.desk, one)
        self._put(one.file_name, asked)
        self._asking = True
        asked.done.connect(self._back)
        asked.begin()

    def _back(self) -> None:
        """Go back from a question to what is chosen."""
        self._take_away()
        self.fill()
        self._choose()

    # taking in

    def begin(self) -> None:
        """Ask for documents to take in."""
        self.propose(files.pick(self.desk, self, "归入材料", files.PICTURES))

    def _replace(self, one: Evidence) -> None:
        found = files.pick(self.desk, self, f"换掉“{one.file_name}”的新版", files.PICTURES)[:1]
        if found:
            self.propose(found, replaces=one)

    def paste(self) -> None:
        """Take in the files or the picture on the clipboard."""
        mime = QApplication.clipboard().mimeData()
        found = files.carried(mime) or self._pasted_picture(mime)
        if found:
            self.propose(found)
        else:
            self.say("剪贴板里没有文件或图片。请先复制文件或图片，再回到这里按 Ctrl+V。", "warn")

    def _pasted_picture(self, mime: QMimeData) -> list[Path]:
        image = mime.imageData() if mime.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return []
        path = self.desk.scratch() / f"粘贴的图片{datetime.now():%H%M%S}.png"
        return [path] if image.save(str(path)) else []

    def scan(self) -> None:
        """Offer what the scanner laid into its folder; ask for the folder the first time."""
        if self._scanner.place is None and not self._choose_scanner():
            return
        place, school = self._scanner.place, self.school()
        passed = self._scanner.passed_over()
        assert place is not None
        found = self.desk.act(
            self,
            lambda: self.desk.work(
                self, "正在看扫描文件夹",
                lambda db, _: jobs.in_folder(db, place, school=school, passed_over=passed),
            ),
        )  # fmt: skip
        if found:
            others = [
                Action("以后不提", lambda: self._pass_over(found), tip="这些文件以后不再提示"),
                Action("换文件夹…", self._choose_scanner),
            ]
            self.propose(found, others=others)
        elif found is not None:
            self._scanner.pass_over(jobs.come_since(place, passed_over=passed))
            self.say(f"扫描文件夹“{place.name}”里没有新的文件。", "plain")

    def _choose_scanner(self) -> bool:
        place = files.pick_folder(self.desk, self, "选择扫描仪存文件的文件夹")
        if place is not None:
            self._scanner.choose(place)
            self._take_away()
            self.desk.changed.emit()
        return place is not None

    def _pass_over(self, found: list[Path]) -> None:
        self._scanner.pass_over(found)
        self._take_away()
        self.desk.changed.emit()

    def propose(
        self, paths: Sequence[Path], *, replaces: Evidence | None = None, others: Sequence[Action] = ()
    ) -> None:
        """Ask when some files came to be and what they prove; then take them in."""
        if not paths:
            return
        today = self.desk.today()
        dated = self.desk.act(
            self,
            lambda: self.desk.work(self, "正在看拍摄日期", lambda _, tell: _dated(paths, today, tell)),
        )
        if dated is None:
            return
        asked = Taking(self.desk, dated, school=self.school(), others=others)
        self._put("归入材料" if replaces is None else f"换掉“{replaces.file_name}”", asked)
        self._asking = True
        asked.declined.connect(self._back)
        asked.agreed.connect(lambda wanted, criterion: self._take(wanted, criterion, replaces))
        asked.begin()

    def _take(self, wanted: Sequence[jobs.Wanted], criterion: int | None, replaces: Evidence | None) -> None:
        folder, school, today = self.desk.folder, self.school(), self.desk.today()
        criteria = [] if criterion is None else [criterion]

        def job(db: Register, tell: Tell) -> jobs.Filed:
            if replaces is None:
                return jobs.file_many(
                    db, wanted, folder=folder, school=school, today=today, criteria=criteria, tell=tell
                )
            (one,) = wanted
            new = jobs.file(
                db, one.path, folder=folder, school=school, formed_on=one.formed_on, today=today,
                criterion=criterion, replaces=replaces.id,
            )  # fmt: skip
            return jobs.Filed((new,), (), (), ())

        filed = self.desk.act(self, lambda: self.desk.work(self, "正在归入材料", job))
        if filed is None:
            return
        self._scanner.pass_over([one.path for one in wanted])
        self._take_away()
        self.fill()
        self.gallery.select(set(filed.ids))
        self._choose()
        self.say(filed.sentence, "bad" if filed.refused else "warn" if filed.notes else "good")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if files.carried(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask about what was dropped."""
        event.acceptProposedAction()
        self.propose(files.carried(event.mimeData()))

    # the tour

    def sights(self) -> list[str]:
        """Name a document beside the gallery, and the question about a double."""
        return ["佐证：一件材料"]

    def show_sight(self, name: str) -> None:
        """Choose the first document."""
        if self.gallery.pieces.pieces:
            self.gallery.select({self.gallery.pieces.pieces[0].id})
        self._thumbnails.wait()


def _dated(paths: Sequence[Path], today: str, tell: Tell) -> list[tuple[Path, str]]:
    found = []
    for at, path in enumerate(paths):
        tell(at, len(paths), path.name)
        found.append((path, jobs.proposed_date(path, today=today)))
    return found
