"""The rules all ledgers share, tried on bylaws, posts, meetings and equipment."""

import random

import pytest

from app.errors import UserError
from app.school import bylaws, equipment, ledgers, meetings, places, posts
from db.register import Register
from tests.made_up import TODAY

HEAD = ["制度名称", "文号", "印发日期", "上墙"]


def kept(db: Register, typed: dict[str, str], school: int) -> int:
    return ledgers.record(db, bylaws.LEDGER, typed, school=school, today=TODAY)


# hostile input first


@pytest.mark.parametrize(
    ("ledger", "typed", "said"),
    [
        (bylaws.LEDGER, {}, "请填写制度名称"),
        (bylaws.LEDGER, {"title": "   "}, "请填写制度名称"),
        (bylaws.LEDGER, {"title": "\u200b"}, "请填写制度名称"),
        (bylaws.LEDGER, {"title": "甲", "issued_on": "2026-02-30"}, "不是真实存在的日期"),
        (bylaws.LEDGER, {"title": "甲", "issued_on": "2027-01-01"}, "晚于今天"),
        (bylaws.LEDGER, {"title": "甲", "issued_on": "去年"}, "日期"),
        (bylaws.LEDGER, {"title": "甲" * 2001}, "超过 2000 个字"),
        (bylaws.LEDGER, {"title": "甲", "on_wall": "也许"}, "“是”或“否”"),
        (meetings.LEDGER, {"topic": "党员培训", "held_on": "2026-03"}, "写到哪一天"),
        (meetings.LEDGER, {"topic": "党员培训", "held_on": "2026-03-02", "people": "-3"}, "整数"),
        (meetings.LEDGER, {"topic": "党员培训", "held_on": "2026-03-02", "kind": "宴会"}, "专题研究、校务会"),
        (equipment.LEDGER, {"name": "投影仪", "value_fen": "1e400"}, "读不懂"),
        (equipment.LEDGER, {"name": "投影仪", "amount": "9" * 13}, "整数"),
        (posts.LEDGER, {"title": "校长", "name": "单晓红", "phone": "没有手机号"}, "不是电话号码"),
        (posts.LEDGER, {"title": "校长", "name": "单晓红", "appointed_on": "2026", "ended_on": "2025"}, "早"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_in_chinese_and_not_kept(
    db: Register, school: int, ledger: ledgers.Ledger, typed: dict[str, str], said: str
) -> None:
    acts = db.execute("SELECT count(*) FROM act").fetchone()
    with pytest.raises(UserError, match=said):
        ledgers.record(db, ledger, typed, school=school, today=TODAY)
    assert db.execute(f"SELECT count(*) FROM {ledger.table}").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM act").fetchone() == acts


def test_rows_of_noise_are_refused_or_kept_whole_and_never_half(db: Register, school: int) -> None:
    random.seed(7)
    signs = "制度2026-3./年月日,\"'=@%;--\u200b\x00\x1b\ud83d是否5万😀\t（）"
    for _ in range(60):
        rows = [
            ["".join(random.choices(signs, k=random.randrange(30))) for _ in range(random.randrange(1, 14))]
            for _ in range(random.randrange(1, 6))
        ]
        before = len(bylaws.find(db, school=school))
        try:
            made = ledgers.enter(db, bylaws.LEDGER, rows, school=school, today=TODAY)
        except UserError:
            made = []
        assert len(bylaws.find(db, school=school)) == before + len(made)


def test_too_many_rows_and_nothing_at_all_are_refused(db: Register, school: int) -> None:
    with pytest.raises(UserError, match="最多粘贴 2000 行"):
        ledgers.enter(db, bylaws.LEDGER, [["甲"]] * 2001, school=school, today=TODAY)
    with pytest.raises(UserError, match="剪贴板里没有"):
        ledgers.enter(db, bylaws.LEDGER, [], school=school, today=TODAY)


def test_one_wrong_row_keeps_all_of_them_out_and_is_named(db: Register, school: int) -> None:
    rows = [HEAD, ["学员管理制度", "", "2024.3", "是"], ["考勤制度", "", "2024-13-01", "是"]]
    with pytest.raises(UserError, match="第 2 行：印发日期.*全部没有登记"):
        ledgers.enter(db, bylaws.LEDGER, rows, school=school, today=TODAY)
    assert bylaws.find(db, school=school) == []


# typing and pasting


def test_a_line_is_kept_as_typed_in_any_usual_way(db: Register, school: int) -> None:
    one = kept(
        db,
        {"title": " 学员 管理制度\n", "issued_on": "2024年3月", "on_wall": "√", "number": "下党〔2024〕3号"},
        school,
    )
    (found,) = bylaws.rows(db, [one])
    assert (found.title, found.issued_on, found.on_wall) == ("学员 管理制度", "2024-03", 1)
    assert db.undo() == "登记制度：学员 管理制度"
    assert bylaws.find(db, school=school, gone=True) == []


def test_pasted_rows_are_known_by_their_heading_below_a_title_in_any_order(db: Register, school: int) -> None:
    rows = [
        ["下党乡党校制度一览表", "", "", ""],
        ["序号", "印发时间", "名 称", "附件（份）"],
        ["1", "2023.12.1", "教学管理制度", "2"],
        ["2", "", "师资管理制度", ""],
        ["合 计", "", "2", ""],
    ]
    made = ledgers.enter(db, bylaws.LEDGER, rows, school=school, today=TODAY)
    found = bylaws.rows(db, made)
    assert [(one.title, one.issued_on, one.note) for one in found] == [
        ("教学管理制度", "2023-12-01", "附件：2"),
        ("师资管理制度", "", ""),
    ]
    assert db.undo() == "登记制度：2 行"


def test_rows_without_a_heading_follow_the_sheet_and_may_be_numbered(db: Register, school: int) -> None:
    rows = [["1", "考勤制度", "学员管理"], ["2", "档案制度", "档案管理"]]
    made = ledgers.enter(db, bylaws.LEDGER, rows, school=school, today=TODAY)
    assert [(one.title, one.kind) for one in bylaws.rows(db, made)] == [
        ("考勤制度", "学员管理"),
        ("档案制度", "档案管理"),
    ]


def test_a_day_without_its_year_is_one_of_the_year_on_show(db: Register, school: int) -> None:
    typed = {"held_on": "3月5日", "topic": "研究冬训"}
    one = ledgers.record(db, meetings.LEDGER, typed, school=school, today=TODAY, year=2025)
    assert meetings.rows(db, [one])[0].held_on == "2025-03-05"
    with pytest.raises(UserError, match="日期"):
        ledgers.record(db, meetings.LEDGER, typed, school=school, today=TODAY)


# changing, ending, voiding


def test_a_line_is_changed_ended_resumed_and_each_is_undone(db: Register, school: int) -> None:
    one = kept(db, {"title": "考勤制度", "issued_on": "2024-03-01"}, school)
    ledgers.change(db, bylaws.LEDGER, one, {"on_wall": "是"}, today=TODAY)
    with pytest.raises(UserError, match="不能空着"):
        ledgers.change(db, bylaws.LEDGER, one, {"title": ""}, today=TODAY)
    with pytest.raises(UserError, match="原因"):
        ledgers.end(db, bylaws.LEDGER, one, on="2026-01-01", reason=" ")
    with pytest.raises(UserError, match="早于"):
        ledgers.end(db, bylaws.LEDGER, one, on="2023", reason="废止")
    ledgers.end(db, bylaws.LEDGER, one, on="2026.6.1", reason="新制度代替")
    assert bylaws.in_force(db, school=school, on="2026-05-31") == [one]
    assert bylaws.in_force(db, school=school, on="2026-06-01") == []
    assert bylaws.find(db, school=school) == []
    (found,) = bylaws.rows(db, [one])
    assert (found.end_reason, ledgers.state(bylaws.LEDGER, found, on=TODAY)) == ("新制度代替", "ended")
    assert db.undo() == "停用制度：考勤制度（新制度代替）"
    assert bylaws.find(db, school=school) == [one]


def test_a_line_that_was_never_right_is_voided_with_a_reason_and_stays_to_be_read(
    db: Register, school: int
) -> None:
    one = kept(db, {"title": "考勤制度"}, school)
    with pytest.raises(UserError, match="原因"):
        ledgers.void(db, bylaws.LEDGER, one, reason="", today=TODAY)
    ledgers.void(db, bylaws.LEDGER, one, reason="登记重了", today=TODAY)
    assert bylaws.find(db, school=school) == bylaws.in_force(db, school=school, on=TODAY) == []
    assert bylaws.find(db, school=school, gone=True) == [one]
    for again in (
        lambda: ledgers.change(db, bylaws.LEDGER, one, {"note": "改"}, today=TODAY),
        lambda: ledgers.void(db, bylaws.LEDGER, one, reason="又来", today=TODAY),
        lambda: ledgers.end(db, bylaws.LEDGER, one, on=TODAY, reason="废止"),
    ):
        with pytest.raises(UserError, match="已经作废"):
            again()
    ledgers.restore(db, bylaws.LEDGER, one)
    assert bylaws.find(db, school=school) == [one]
    with pytest.raises(UserError, match="没有停用"):
        meeting = ledgers.record(
            db, meetings.LEDGER, {"held_on": TODAY, "topic": "甲"}, school=school, today=TODAY
        )
        ledgers.end(db, meetings.LEDGER, meeting, on=TODAY, reason="错")


def test_a_line_is_proved_by_a_document_of_its_own_school_only(db: Register, school: int) -> None:
    one = kept(db, {"title": "考勤制度"}, school)
    with pytest.raises(UserError, match="没有找到这份佐证"):
        ledgers.attach(db, bylaws.LEDGER, one, 12345)
    assert bylaws.rows(db, [one])[0].evidence is None


# the nouns


def test_meetings_are_found_by_year_and_kind(db: Register, school: int) -> None:
    def met(on: str, kind: str) -> int:
        typed = {"held_on": on, "kind": kind, "topic": "党员培训"}
        return ledgers.record(db, meetings.LEDGER, typed, school=school, today=TODAY)

    first, second, other, old = (
        met("2026-03-02", "专题研究"), met("2026.9.10", "专题研究"), met("20260401", "校务会"),
        met("2025-12-31", "专题"),
    )  # fmt: skip
    assert meetings.find(db, school=school, year=2026, kind="study") == [second, first]
    assert meetings.find(db, "0401", school=school) == []
    assert meetings.find(db, "04-01", school=school) == [other]
    assert meetings.find(db, school=school, year=2025) == [old]
    assert meetings.years(db, school=school) == [2026, 2025]


def test_posts_are_held_from_to_and_the_headmaster_comes_first(
    db: Register, school: int, people: list[int]
) -> None:
    def post(title: str, name: str, since: str, until: str = "") -> int:
        typed = {"title": title, "name": name, "appointed_on": since, "ended_on": until}
        return ledgers.record(db, posts.LEDGER, typed, school=school, today=TODAY)

    clerk = post("教务员", "曾国强", "2023-03")
    before = post("校长", "单晓红", "2021", "2024-06-01")
    head = post("校长", "钟雪梅", "2024-06-01")
    assert posts.holding(db, school=school, on="2024-05-31") == [before, clerk]
    assert posts.holding(db, school=school, on="2024-06-01") == [head, clerk]
    assert posts.holding(db, school=school, on="2020-12-31") == []
    assert [one.member for one in posts.rows(db, [before, clerk])] == [people[0], people[1]]


def test_equipment_names_a_place_and_makes_one_where_there_is_none(db: Register, school: int) -> None:
    typed = {"name": "投影仪", "amount": "2台", "place": "多功能 教室", "value_fen": "1.2万"}
    one = ledgers.record(db, equipment.LEDGER, typed, school=school, today=TODAY)
    again = {**typed, "name": "音响", "place": "多功能教室"}
    two = ledgers.record(db, equipment.LEDGER, again, school=school, today=TODAY)
    found = equipment.rows(db, [one, two])
    assert [(each.amount, each.value_fen, each.place_name) for each in found] == [
        (2, 1_200_000, "多功能 教室")
    ] * 2
    assert len(places.find(db, school=school)) == 1
    kept_place = places.add(db, {"name": "一号教室", "kind": "classroom"}, school=school)
    places.merge(db, kept=kept_place, other=found[0].place or 0)
    assert {each.place_name for each in equipment.rows(db, [one, two])} == {"一号教室"}
    assert equipment.find(db, "一号", school=school, order_by="-value_fen") == [one, two]


def test_what_is_written_in_a_cell_is_read_back_the_same(db: Register, school: int) -> None:
    typed = {"name": "投影仪", "amount": "2", "place": "教室", "state": "待修", "value_fen": "1200.50"}
    one = ledgers.record(db, equipment.LEDGER, typed, school=school, today=TODAY)
    (found,) = equipment.rows(db, [one])
    written = {of.name: ledgers.said(of, found) for of in equipment.LEDGER.fields}
    assert {name: text for name, text in written.items() if text} == typed
