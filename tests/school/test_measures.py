from collections.abc import Iterator

import pytest

from app.school import activities, attendance, measures, members, sign_in_sheets, standings, timetable
from app.school.measures import MEASURES, Piece, Span
from db.register import Register
from db.rows import insert, update
from tests import made_up

TODAY = "2026-11-25"


class Hand:
    """Two years of a school written down row by row, so that every sum can be done on paper."""

    def __init__(self, db: Register) -> None:
        self.db = db
        self.school = made_up.school(db)
        self.people = made_up.people(db, self.school, 5)
        with db.act("手工登记"):
            self._people()
            self._classes()
            self._elsewhere()
            self._registers()

    def row(self, table: str, **values: object) -> int:
        return insert(self.db, table, {"school": self.school, **values})

    def one(self, table: str, column: str, value: str) -> int:
        return int(self.db.execute(f"SELECT id FROM {table} WHERE {column} = ?", [value]).fetchone()[0])

    def held(self, name: str, days: tuple[str, ...], who: list[int], halves: tuple[str, ...]) -> int:
        return made_up.a_class(self.db, self.school, who, days=days, half_days=halves, name=name)

    def paper(self, mark: str) -> int:
        return self.row(
            "evidence",
            sha256=mark * 64,
            file_name=f"{mark}.pdf",
            media_type="application/pdf",
            bytes=9,
            formed_on="2026-03-01",
            filed_on="2026-03-02",
            filed_by="张干事",
        )

    def _people(self) -> None:
        for number in (0, 3):
            members.amend(self.db, self.people[number], {"role": "secretary"})

    def _classes(self) -> None:
        db, (red, strong, long, flower, leaves) = self.db, self.people
        spring = self.held("春训班", ("2026-03-10", "2026-03-11"), [red, strong, long], ("am", "pm"))
        sessions = timetable.find(db, training_class=spring)
        attendance.mark_all(db, spring, sessions=sessions, today=TODAY)
        sheet = [who.id for who in attendance.roll_call(db, spring).enrollments]
        sign_in_sheets.issue(db, spring, sessions=sessions, enrollments=sheet, today="2026-03-09")
        self.row(
            "class_paper",
            training_class=spring,
            requirement="scheme",
            evidence=self.paper("a"),
            filed_on="2026-03-02",
        )
        self.row("session_photo", session=sessions[0], evidence=self.paper("b"))
        line = self.row("plan_line", year=2026, seq=1, title="春训", month_from=1, month_to=3)
        update(
            db,
            "training_class",
            spring,
            {"adviser": "钟小兰", "plan_line": line, "state": "closed", "closed_on": "2026-03-12"},
        )
        self.row("evaluation", training_class=spring, returned=3, entered_on=TODAY, entered_by="张干事")
        for grade, tally in (("非常满意", 6), ("满意", 2), ("合格", 2)):
            self.row("evaluation_count", training_class=spring, aspect="理论性", grade=grade, tally=tally)
        self.row(
            "certificate",
            enrollment=sheet[0],
            year=2026,
            seq=1,
            number="1",
            quarter_hours=64,
            issued_on="2026-03-12",
            printed_on="2026-03-12",
        )
        self._autumn(strong, long)
        self.held("冬训班", ("2026-12-20",), [red], ("am",))
        before = self.held("去年班", ("2025-05-06",), [red, strong, long, flower], ("am",))
        attendance.mark_all(db, before, sessions=timetable.find(db, training_class=before), today=TODAY)
        members.leave(db, leaves, on="2026-03-01", reason="转出")
        self.row("plan_line", year=2026, seq=2, title="秋训", month_from=7, month_to=9)
        self.row("plan_line", year=2026, seq=3, title="冬训", month_from=12, month_to=12)

    def _autumn(self, strong: int, long: int) -> None:
        db = self.db
        autumn = self.held("秋训班", ("2026-09-01",), [strong, long], ())
        timetable.add(
            db,
            autumn,
            on="2026-09-01",
            half_day="am",
            course="防汛",
            teacher="李老师",
            place="溪源村",
            quarter_hours=8,
        )
        timetable.add(db, autumn, on="2026-09-01", half_day="pm", course="自学", quarter_hours=8)
        grid = attendance.roll_call(db, autumn)
        attendance.mark(
            db, enrollment=grid.enrollments[0].id, session=grid.sessions[0].id, mark="present", today=TODAY
        )

    def _elsewhere(self) -> None:
        db, (_, strong, _, flower, _) = self.db, self.people
        for kind, title, on, who, half_days in (
            ("external", "外出", "2026-06-01", strong, 6),
            ("county_class", "县级书记班", "2026-06-08", flower, 2),
            ("home_delivery", "送学", "2026-05-01", flower, 1),
            ("home_delivery", "误登", "2026-05-02", flower, 1),
            ("branch_study", "支部学习", "2025-05-01", flower, 1),
        ):
            activity = activities.record(
                db,
                school=self.school,
                kind=kind,
                title=title,
                on=on,
                half_day="am",
                half_days=half_days,
                ends="2026-06-03" if half_days == 6 else "",
                people=[who],
                today=TODAY,
            )
            if title == "误登":
                activities.void(db, activity, why="记错", today=TODAY)

    def _registers(self) -> None:
        gone = {"voided_on": TODAY, "void_reason": "记错"}
        post, bylaw, meeting = "post", "bylaw", "meeting"
        self.row(
            post,
            title="校长",
            name="钟某",
            document="下委〔2024〕1号",
            appointed_on="2024-01-05",
            duties="主持",
        )
        self.row(post, title="副校长", name="蓝某", appointed_on="2025")
        self.row(post, title="教务员", name="雷某", document="2号", appointed_on="2026-02", duties="考勤")
        self.row(
            post, title="教务处主任", name="吴某", document="3号", appointed_on="2023", ended_on="2025-12-31"
        )
        self.row(post, title="副校长", name="误登", document="4号", appointed_on="2024", **gone)
        self.row(bylaw, title="学员管理制度", issued_on="2024-05", on_wall=1)
        self.row(bylaw, title="师资管理制度", issued_on="2025-03-01")
        self.row(bylaw, title="教学管理制度")
        self.row(bylaw, title="误登的制度", issued_on="2024", **gone)
        for on, kind, more in (
            ("2026-03-01", "study", {}),
            ("2026-10-09", "study", {}),
            ("2026-10-10", "study", gone),
            ("2026-05-01", "affairs", {}),
            ("2025-05-01", "study", {}),
            ("2026-12-01", "study", {}),
        ):
            self.row(meeting, held_on=on, kind=kind, topic=f"研究培训 {on}", **more)
        self._funds(gone)
        self._things(gone)

    def _funds(self, gone: dict[str, str]) -> None:
        for year, fen, on, more in (
            (2026, 3_000_000, "2026-04", {}),
            (2026, 2_000_050, "2026-10-01", {}),
            (2026, 0, "", {}),
            (2026, 9_000_000, "2026", gone),
            (2025, 1_000_000, "2025-04-01", {}),
        ):
            self.row(
                "fund",
                year=year,
                source="fiscal",
                title=f"经费{on}",
                planned_fen=5_000_000,
                received_fen=fen,
                received_on=on,
                **more,
            )
        for what, voucher in (("资料", "12"), ("场地", "")):
            self.row("fund_spending", year=2026, spent_on="2026-03-10", what=what, fen=100, voucher=voucher)

    def _things(self, gone: dict[str, str]) -> None:
        self.row("equipment", name="投影仪", got_on="2026-01")
        self.row("equipment", name="音响", got_on="2026-01", state="broken")
        self.row("equipment", name="桌子", got_on="2024")
        for title, kind, copies, more in (
            ("党章", "book", 600, {}),
            ("教材", "textbook", 40, {}),
            ("片子", "film", 5, {}),
            ("旧书", "book", 9, {"ended_on": "2026-01-01", "end_reason": "旧"}),
            ("误登", "book", 99, gone),
        ):
            self.row(
                "book",
                title=title,
                kind=kind,
                copies=copies,
                got_on="2026-01-01" if kind == "textbook" else "",
                **more,
            )
        db = self.db
        update(db, "place", self.one("place", "name", "二楼会议室"), {"kind": "meeting_room", "seats": 60})
        point = self.one("place", "name", "溪源村")
        update(db, "place", point, {"kind": "site", "theme": "廉政", "guide": "张三"})
        self.row("place", name="办公室", kind="office")
        self.row("place", name="阅览室", kind="reading_room")
        self.row("place", name="老教室", kind="classroom", seats=30, ended_on="2026-01-01")
        walk = self.row("route", name="廉政路线", opened_on="2025-06")
        self.row("route_stop", route=walk, seq=1, place=point)
        self.row("route", name="没有站点", opened_on="2025-06")
        update(
            db,
            "teacher",
            self.one("teacher", "name", "王老师"),
            {
                "engagement": "full_time",
                "source": "party_school",
                "hired_on": "2026-01-01",
                "hired_until": "2026",
            },
        )
        update(
            db,
            "teacher",
            self.one("teacher", "name", "李老师"),
            {"engagement": "invited", "hired_on": "2025-01-01", "hired_until": "2026-06-30"},
        )
        update(db, "course", self.one("course", "title", "党课"), {"category": "党性教育"})


# What each measure comes to in 2026 as of 25 November, in 2025, and which pieces show it in 2026.
EXPECTED: dict[str, tuple[int, int, list[str]]] = {
    "classes_held": (2, 1, ["春训班", "秋训班"]),
    "teachers_used": (2, 1, ["王老师", "李老师"]),
    "engagements_used": (2, 1, ["王老师", "李老师"]),
    "teacher_sources_used": (1, 1, ["王老师", "李老师"]),
    "courses_used": (3, 1, ["党课", "自学", "防汛"]),
    "course_categories_used": (1, 1, ["党课", "自学", "防汛"]),
    "places_used": (2, 1, ["二楼会议室", "溪源村"]),
    "teaching_hours": (20, 4, []),
    "sessions_with_teacher_percent": (83, 100, []),
    "session_photos_percent": (16, 0, []),
    "classes_with_papers_percent": (33, 0, ["春训班"]),
    "classes_documented_percent": (50, 0, ["春训班"]),
    "advisers_percent": (50, 0, ["春训班"]),
    "closed_percent": (50, 0, ["春训班"]),
    "archived_percent": (0, 0, []),
    "evaluated_percent": (50, 0, ["春训班"]),
    "satisfied_percent": (80, 0, ["春训班"]),
    "attendance_percent": (81, 100, ["春训班"]),
    "certified_percent": (100, 0, ["春训班"]),
    "plan_lines": (3, 0, ["春训", "秋训", "冬训"]),
    "plan_carried_out_percent": (50, 0, ["春训"]),
    "years_running": (2, 1, ["春训班", "秋训班"]),
    "trained_percent": (75, 80, ["春训班", "秋训班"]),
    "secretaries_trained_percent": (100, 100, ["单晓红", "雷金花"]),
    "hours_met_percent": (25, 0, ["2026 年学时台账（全国规划口径（2019—2023））"]),
    "home_deliveries": (1, 0, ["送学"]),
    "branch_studies": (0, 1, []),
    "posts_filled": (2, 1, ["校长 钟某", "教务员 雷某"]),
    "duties_shared": (2, 1, ["校长 钟某", "教务员 雷某"]),
    "bylaws_in_force": (2, 2, ["学员管理制度", "师资管理制度"]),
    "bylaws_on_wall": (1, 1, ["学员管理制度"]),
    "study_meetings": (2, 1, ["研究培训 2026-03-01", "研究培训 2026-10-09"]),
    "fund_yuan": (50_000, 10_000, ["经费2026-04", "经费2026-10-01"]),
    "vouchered_percent": (50, 0, ["资料"]),
    "equipment_kinds": (1, 0, ["投影仪"]),
    "books": (640, 609, ["党章", "教材"]),
    "textbooks": (1, 0, ["教材"]),
    "classrooms": (1, 2, ["二楼会议室"]),
    "offices": (1, 1, ["办公室"]),
    "reading_rooms": (1, 1, ["阅览室"]),
    "seats": (60, 90, ["二楼会议室"]),
    "teaching_points": (1, 1, ["溪源村"]),
    "themed_points": (1, 1, ["溪源村"]),
    "guides": (1, 1, ["溪源村"]),
    "routes": (1, 1, ["廉政路线"]),
    "teachers_listed": (2, 1, ["王老师", "李老师"]),
    "teachers_hired": (1, 1, ["王老师"]),
}


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hand]:
    db = made_up.register(tmp_path_factory.mktemp("hand"))
    yield Hand(db)
    db.close()


def test_every_measure_is_counted_by_hand() -> None:
    assert set(EXPECTED) == set(MEASURES)


@pytest.mark.parametrize("key", EXPECTED)
def test_a_measure_comes_to_what_was_counted_by_hand(hand: Hand, key: str) -> None:
    now, before, named = EXPECTED[key]
    reached = measures.reach(hand.db, key, school=hand.school, year=2026, today=TODAY)
    assert reached.value == now
    if named:
        assert sorted(one.title for one in reached.pieces if one.good) == sorted(named)
    past = measures.reach(hand.db, key, school=hand.school, year=2025, today=TODAY)
    assert past.value == before
    assert measures.reach(hand.db, key, school=hand.school + 1, year=2026, today=TODAY).value == 0


@pytest.mark.parametrize("key", EXPECTED)
def test_many_at_once_come_to_the_same(hand: Hand, key: str) -> None:
    span = Span(hand.db, (hand.school, hand.school + 1), (2025, 2026), TODAY)
    values = MEASURES[key].values(span)
    alone = {
        year: measures.reach(hand.db, key, school=hand.school, year=year, today=TODAY).value
        for year in (2025, 2026)
    }
    assert {
        year: values[hand.school, year].value if (hand.school, year) in values else 0 for year in (2025, 2026)
    } == alone
    assert not [school for school, _ in values if school != hand.school]


def test_a_piece_leads_to_its_row_and_what_falls_short_comes_last(hand: Hand) -> None:
    reached = measures.reach(hand.db, "bylaws_in_force", school=hand.school, year=2026, today=TODAY)
    *_, undated = reached.pieces
    assert undated == Piece("bylaw", hand.one("bylaw", "title", "教学管理制度"), "教学管理制度", "", False)
    for key in MEASURES:
        for one in measures.reach(hand.db, key, school=hand.school, year=2026, today=TODAY).pieces:
            assert one.title
            assert one.id


def test_hours_met_are_those_of_the_ledger(hand: Hand) -> None:
    people = standings.of_school(hand.db, school=hand.school, year=2026)
    owing = [one for one in people if one.required is not None]
    met = sum(one.state == "met" for one in owing)
    reached = measures.reach(hand.db, "hours_met_percent", school=hand.school, year=2026, today=TODAY)
    assert (reached.value, reached.of) == (100 * met // len(owing), len(owing))


def test_what_is_still_to_come_does_not_count(hand: Hand) -> None:
    early = {"school": hand.school, "year": 2026, "today": "2026-03-10"}
    assert measures.reach(hand.db, "teaching_hours", **early).value == 8
    assert measures.reach(hand.db, "study_meetings", **early).value == 1
    assert measures.reach(hand.db, "closed_percent", **early).value == 0
    assert measures.reach(hand.db, "fund_yuan", **early).value == 0


def test_every_sentence_can_be_said() -> None:
    for one in MEASURES.values():
        for sentence in (one.said, one.step):
            assert "{" not in sentence.format(reached=1, of=2, need=3, lacking=4)
        assert one.unit
        assert one.place
