"""Photographs of a class by session: how many each has, and the place where more are taken in."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import evidence as jobs
from app.progress import Tell
from app.school import HALF_DAYS, photographs, requirements, timetable
from app.school.timetable import Session
from app.ui import files, messages, theme
from app.ui.cards import label
from app.ui.desk import Desk
from app.ui.page import Action, button
from db.register import Register


class SessionPhotos(QWidget):
    """List the sessions of a class; photographs taken in for one also count for the class's requirement."""

    filed = Signal()

    def __init__(self, desk: Desk, training_class: int, *, school: int, key: str) -> None:
        """Show every session with its number of photographs; `key` is the requirement they prove."""
        super().__init__()
        self._desk, self._class, self._school, self._key = desk, training_class, school, key
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(label("按课次归入照片，抽查时一课一课看得到：", name="note"))
        counts = photographs.counts(desk.db, training_class=training_class)
        for one in timetable.rows(desk.db, timetable.find(desk.db, training_class=training_class)):
            count = counts.get(one.id, 0)
            line = QHBoxLayout()
            said = f"{one.date[5:]} {HALF_DAYS[one.half_day]} {f'{count} 张' if count else '没有照片'}"
            line.addWidget(label(said, tone="good" if count else "muted"), 1)
            add = Action("加照片…", partial(self.pick, one), tip=f"选 {one.date} 这半天的照片")
            line.addWidget(button(add, kind="link"))
            column.addLayout(line)

    def pick(self, session: Session) -> None:
        """Ask for photographs of one session and take them in."""
        found = files.pick(
            self._desk, self, f"{session.date} {HALF_DAYS[session.half_day]}的照片", files.PICTURES
        )
        if found:
            self.take(session, found)

    def take(self, session: Session, paths: Sequence[Path]) -> None:
        """Take photographs in under the day of their session, and show them with it."""
        folder, today, school = self._desk.folder, self._desk.today(), self._school
        day = min(session.date, today)
        wanted = [jobs.Wanted(path, day) for path in paths]

        def job(db: Register, tell: Tell) -> jobs.Filed:
            made = jobs.file_many(
                db, wanted, folder=folder, school=school, today=today, session=session.id, tell=tell
            )
            with db.act(f"归入课次照片 {len(made.ids)} 张"):
                for one in made.ids:
                    requirements.file(db, self._class, self._key, paper=one, today=today)
            return made

        made = self._desk.act(self, lambda: self._desk.work(self, "正在归入照片", job))
        if made is None:
            return
        alike = photographs.questions(self._desk.db, school=school, among=made.ids)
        said = made.sentence
        if alike:
            said += f"有 {len(alike)} 处看起来和别的课次或班用了同一张照片，请到“五有建设”的“佐证”里看一看。"
        messages.say(self, said, "bad" if made.refused else "warn" if alike else "good")
        self.filed.emit()
