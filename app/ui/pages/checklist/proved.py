"""Everything of the register that shows one criterion, each line leading to where it is kept."""

from app.school import places, timetable
from app.school.checklist import Assessment
from app.school.measures import Piece
from app.ui import theme
from app.ui.cards import Sheet, label
from app.ui.desk import Desk
from app.ui.page import Page
from app.ui.table_view import Table
from app.ui.tables import Column, LazyTable

NOUNS = {
    "class": "培训班",
    "session": "课次",
    "teacher": "教师",
    "course": "课程",
    "place": "地点",
    "plan": "计划",
    "member": "党员",
    "activity": "班外学习",
    "hours": "学时台账",
    "post": "任职",
    "equipment": "设备",
    "bylaw": "制度",
    "meeting": "会议",
    "fund": "经费",
    "spending": "支出",
    "book": "图书",
    "route": "路线",
    "evidence": "材料",
    "fact": "填写的事实",
}
PLACES = {
    "class": "培训班",
    "session": "培训班",
    "plan": "培训班",
    "member": "党员名册",
    "activity": "学时台账",
    "hours": "学时台账",
}
"""Where each noun is kept; what is not here is on this page itself."""
REGISTERS = {
    "post": "posts",
    "bylaw": "bylaws",
    "meeting": "meetings",
    "fund": "funds",
    "spending": "spendings",
    "equipment": "equipment",
    "book": "books",
    "route": "routes",
    "teacher": "teachers",
    "course": "courses",
}
OF_MEASURES = {
    "posts_filled": "posts",
    "duties_shared": "posts",
    "bylaws_in_force": "bylaws",
    "bylaws_on_wall": "bylaws",
    "study_meetings": "meetings",
    "fund_yuan": "funds",
    "vouchered_percent": "spendings",
    "equipment_kinds": "equipment",
    "books": "books",
    "textbooks": "books",
    "classrooms": "rooms",
    "offices": "rooms",
    "reading_rooms": "rooms",
    "seats": "rooms",
    "teaching_points": "points",
    "themed_points": "points",
    "guides": "points",
    "routes": "routes",
    "teachers_listed": "teachers",
    "teachers_hired": "teachers",
    "engagements_used": "teachers",
    "teacher_sources_used": "teachers",
    "course_categories_used": "courses",
}
"""The register in which more is entered for a measure."""
POINTS = ("site", "mobile", "household")
ROWS = 3


class Proved(Sheet):
    """List the pieces that show a criterion; Enter or a double click opens one where it is kept."""

    def __init__(self, desk: Desk, *, read_only: bool) -> None:
        """Make it empty; `show_criterion` fills it."""
        super().__init__()
        self._desk = desk
        self._read_only = read_only
        self._pieces: dict[int, Piece] = {}
        self._heading = label("", name="strong")
        self._said = label("", name="note")
        kind = Column[tuple[int, Piece]]
        press = None if read_only else self.open_piece
        self._model = LazyTable(
            (
                kind("靠什么证明", lambda row: row[1].title, press=press, grow=True),
                kind("种类", lambda row: NOUNS.get(row[1].noun, "")),
                kind("日期", lambda row: row[1].on),
                kind(
                    "能用",
                    lambda row: "能用" if row[1].good else "还不够",
                    tint=lambda row: "good" if row[1].good else "warn",
                    rule="“还不够”的列在这里，不计入统计：例如没有签到表的班、没有日期的制度。",
                ),
            ),
            find=lambda _: list(self._pieces),
            rows=lambda ids: [(one, self._pieces[one]) for one in ids if one in self._pieces],
            parent=self,
        )
        self.table = Table(self._model, name="证明", memory=desk.memory)
        self.table.setFixedHeight(theme.px(40) * (1 + ROWS) + 2)
        if not read_only:
            self.table.opened.connect(lambda one: self.open_piece((one, self._pieces[one])))
        column = self.body
        column.setSpacing(theme.px(8))
        column.addWidget(self._heading)
        column.addWidget(self._said)
        column.addWidget(self.table)

    def show_criterion(self, one: Assessment | None) -> None:
        """Show what shows a criterion, documents among it; nothing where the register has no part in it."""
        listed = list(one.pieces) if one is not None else []
        if all(piece.noun in ("evidence", "fact") for piece in listed):
            listed = []
        self._pieces = dict(enumerate(listed, start=1))
        self.setVisible(bool(listed))
        self._heading.setText(one.criterion.text if one is not None else "")
        good = sum(piece.good for piece in listed)
        short = f"，还不够的 {len(listed) - good} 件" if good < len(listed) else ""
        said = f"{one.proved_by}。" if one is not None and one.proved_by else ""
        self._said.setText(f"{said}能证明的 {good} 件{short}。")
        self._model.refresh()

    def open_piece(self, row: tuple[int, Piece]) -> None:
        """Go to where a piece is kept."""
        _, piece = row
        target, step = piece.id, REGISTERS.get(piece.noun, piece.noun)
        if piece.noun == "session":
            (session,) = timetable.rows(self._desk.db, [piece.id])
            target, step = session.training_class, "timetable"
        elif piece.noun == "plan":
            step = "plans"
        elif piece.noun == "place":
            (place,) = places.rows(self._desk.db, [piece.id])
            step = "points" if place.kind in POINTS else "rooms"

        def then(page: object) -> None:
            if isinstance(page, Page):
                page.open_target(target, step)

        self._desk.go(PLACES.get(piece.noun, "五有建设"), then)
