import pytest

from app.errors import UserError
from app.school import CLASS_STATES, classes, parcels
from db.register import Register
from tests import made_up


def test_a_class_is_the_next_term_of_its_year(db: Register, school: int) -> None:
    for name, year in (("春训", 2026), ("冬训", 2026), ("春训", 2027)):
        classes.prepare(db, school=school, year=year, name=name)
    found = classes.rows(db, classes.find(db, school=school))
    assert [(one.year, one.term_no, one.state) for one in found] == [
        (2027, 1, "preparing"), (2026, 2, "preparing"), (2026, 1, "preparing")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"name": " ", "year": 2026}, "请填写培训班名称"),
        ({"name": "春训", "year": 2026, "term_no": 1}, "已经有第 1 期"),
        ({"name": "春训", "year": 26}, "年份"),
        ({"name": "春训", "year": 2026, "term_no": -1}, "期次"),
    ],
)
def test_a_class_that_cannot_be_is_refused(
    db: Register, school: int, wanted: dict[str, object], said: str
) -> None:
    classes.prepare(db, school=school, year=2026, name="冬训", place="二楼")
    with pytest.raises(UserError, match=said):
        classes.prepare(db, school=school, place="三楼", **wanted)  # type: ignore[arg-type]
    assert len(classes.find(db)) == 1
    assert db.execute("SELECT name FROM place").fetchall() == [("二楼",)]


def test_a_class_says_what_it_holds(db: Register, school: int, people: list[int]) -> None:
    (found,) = classes.rows(db, [made_up.a_class(db, school, people)])
    assert (found.starts, found.ends) == ("2026-11-20", "2026-11-21")
    assert (found.sessions, found.quarter_hours, found.enrolled) == (4, 64, 4)
    assert (found.place_name, found.closed_on) == ("二楼会议室", "")


def test_a_class_without_sessions_has_no_days(db: Register, school: int) -> None:
    found = classes.row(db, classes.prepare(db, school=school, year=2026, name="冬训"))
    assert (found.starts, found.ends, found.sessions, found.quarter_hours, found.enrolled) == (
        "",
        "",
        0,
        0,
        0,
    )


def test_classes_are_found_by_name_year_and_order(db: Register, school: int, people: list[int]) -> None:
    first = made_up.a_class(db, school, people, name="乙班")
    second = made_up.a_class(db, school, people, name="甲班", days=("2026-03-01",))
    third = made_up.a_class(db, school, people, name="丙班", days=("2027-01-01",))
    assert classes.find(db, "甲") == [second]
    assert classes.find(db, year=2026) == [second, first]
    assert classes.find(db, order_by="starts") == [second, first, third]
    assert classes.find(db, order_by="-term") == [first, second, third]
    assert classes.find(db, "%") == []
    for order in ("name", "state"):
        assert sorted(classes.find(db, order_by=order)) == sorted([first, second, third])


def test_a_class_is_amended_while_it_is_open(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训", place="二楼")
    classes.amend(db, training, name="冬训 一班", place="", adviser=" 李老师 ")
    found = classes.row(db, training)
    assert (found.name, found.place_name, found.adviser) == ("冬训 一班", "", "李老师")
    with pytest.raises(UserError, match="请填写培训班名称"):
        classes.amend(db, training, name="", place="", adviser="")


def test_a_closed_class_is_not_changed(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    classes.to_state(db, training, "closed", on="2026-11-22")
    with pytest.raises(UserError, match="“冬训”已结班，学时已经入账"):
        classes.amend(db, training, name="春训", place="", adviser="")
    assert classes.row(db, training).closed_on == "2026-11-22"


def test_every_state_can_be_said_and_kept(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    # Whether the county accepted it is the county's to say.
    for state in CLASS_STATES.keys() - {"accepted"}:
        closed = "2026-11-22" if state in classes.CLOSED else None
        classes.to_state(db, training, state, on=closed)
        assert classes.row(db, training).state == state


def test_a_class_that_is_gone_is_said_to_be_gone(db: Register) -> None:
    with pytest.raises(UserError, match="没有找到这个培训班"):
        classes.row(db, 7)


def states(db: Register, training: int) -> list[tuple[str, str, str]]:
    return [(one.state, one.taken_on, one.taken_by) for one in classes.steps(db, training)]


def test_every_step_of_a_class_is_written_down(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    classes.move_on(db, training, "notified", today="2026-11-20")
    classes.move_on(db, training, "opened", today="2026-11-21")
    assert states(db, training) == [
        ("preparing", "2026-11-20", "张干事"),
        ("notified", "2026-11-20", "张干事"),
        ("opened", "2026-11-21", "张干事"),
    ]
    assert db.undo() == "冬训：开班"
    assert classes.row(db, training).state == "notified"
    assert len(states(db, training)) == 2


def test_a_class_is_not_moved_back_by_hand_nor_closed_so(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")
    classes.move_on(db, training, "opened", today="2026-11-21")
    with pytest.raises(UserError, match="现在是“开班”，不能退回“已通知”"):
        classes.move_on(db, training, "notified", today="2026-11-21")
    with pytest.raises(ValueError, match="by hand"):
        classes.move_on(db, training, "closed", today="2026-11-21")
    by_hand = {state: classes.next_by_hand(state) for state in CLASS_STATES}
    assert by_hand["preparing"] == "notified"
    assert by_hand["opened"] == "teaching"
    assert {by_hand[state] for state in ("teaching", "settling", *classes.CLOSED)} == {""}


def test_the_facts_bring_a_class_on_and_back(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people[:1], days=("2026-11-20",))
    with db.act("试"):
        classes.follow(db, training)
        assert classes.row(db, training).state == "preparing", "it was not announced yet"
        classes.move_on(db, training, "notified", today="2026-11-01")
        classes.follow(db, training)
    assert classes.row(db, training).state == "enrolling"
    (who,), (first, second) = (
        [row[0] for row in db.execute(f"SELECT id FROM {table} ORDER BY id")]
        for table in ("enrollment", "session")
    )
    for session, mark, state in (
        (second, "sick_leave", "enrolling"),
        (first, "present", "settling"),
    ):
        with db.act("试"):
            values = [db.new_id(), school, session, who, mark]
            db.execute(
                "INSERT INTO attendance (id, school, session, enrollment, mark) VALUES (?, ?, ?, ?, ?)",
                values,
            )
            classes.follow(db, training)
        assert classes.row(db, training).state == state
    with db.act("试"):
        db.execute("DELETE FROM attendance WHERE session = ?", [second])
        classes.follow(db, training)
    assert classes.row(db, training).state == "teaching"


def test_a_closed_class_is_reported_once_a_parcel_with_it_was_delivered(db: Register, school: int) -> None:
    training = classes.prepare(db, school=school, year=2026, name="冬训")

    def send(seq: int, *, delivered: bool) -> None:
        parcels.keep_sent(db, parcels.Sent(1, seq, f"{seq:064}", "", "2026-11-23 09:00"))
        if delivered:
            parcels.keep_delivered(db, epoch=1, seq=seq, file_name="一.wuyou")

    send(1, delivered=True)
    classes.to_state(db, training, "closed", on="2026-11-22")
    assert classes.row(db, training).state == "closed", "the parcel before knew nothing of it"
    send(2, delivered=False)
    assert classes.row(db, training).state == "closed"
    parcels.keep_delivered(db, epoch=1, seq=2, file_name="二.wuyou")
    assert classes.row(db, training).state == "reported"
    assert classes.find(db, state="reported") == [training]
    assert classes.find(db, state="closed") == []
    assert states(db, training)[-1] == ("reported", "2026-11-23", "")
    classes.to_state(db, training, "settling")
    assert classes.row(db, training).state == "settling"
    assert [one.state for one in classes.steps(db, training)[-2:]] == ["reported", "settling"]
    classes.to_state(db, training, "closed", on="2026-11-24")
    assert classes.row(db, training).state == "closed", "it was opened again since"


def test_what_a_class_is_stands_with_it_and_is_offered_again(db: Register, school: int) -> None:
    facts = {"class_type": " 农村党员冬训 ", "host": "下党乡党委", "season": "冬训"}
    first = classes.prepare(db, school=school, year=2025, name="冬训", facts=facts)
    second = classes.prepare(db, school=school, year=2026, name="春训", facts={"host": "下党乡党校"})
    assert classes.row(db, first).class_type == "农村党员冬训"
    classes.amend(db, second, facts={"season": "春训"})
    found = classes.row(db, second)
    assert (found.name, found.host, found.season) == ("春训", "下党乡党校", "春训")
    assert classes.used(db, "host", school=school) == ["下党乡党校", "下党乡党委"]
    assert classes.find(db, class_type="农村党员冬训") == [first]
    assert classes.find(db, order_by="type") == [first, second]
    with pytest.raises(ValueError, match="no facts"):
        classes.amend(db, second, facts={"year": "2027"})
