from datetime import datetime
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.exchange import parcels as exchange
from app.jobs import devices, receipts
from app.progress import silent
from app.school import (
    acceptances,
    agenda,
    assessments,
    attendance,
    classes,
    closings,
    corrections,
    enrollments,
    members,
    returns,
    schools,
    timetable,
)
from app.school import devices as enrolled
from app.school import receipts as words
from db.faults import UndoRefused
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint
from tests.jobs.test_parcels import file_evidence

LATER = datetime(2026, 12, 8, 9, 0)


def up(township: Desk, county: Desk, stick: Path) -> None:
    county.receive(township.send(stick).path)


def reply(county: Desk, school: int, target: Path | None, now: datetime = NOW) -> receipts.Replied:
    return receipts.reply(
        county.db, of_school=school, folder=county.folder, now=now, tell=silent, target=target
    )


def read(township: Desk, path: Path, now: datetime = NOW) -> receipts.Taken:
    return receipts.read(township.db, path, folder=township.folder, now=now, tell=silent)


def a_reply(township: Desk, county: Desk, stick: Path) -> Path:
    up(township, county, stick)
    return reply(county, township.school, stick).path


def close(township: Desk) -> int:
    (training,) = classes.find(township.db, school=township.school)
    sessions = timetable.find(township.db, training_class=training)
    attendance.mark_all(township.db, training, sessions=sessions, today=made_up.TODAY)
    closings.close_class(township.db, training, today=made_up.TODAY, without="示例")
    return training


# hostile and careless first


def test_a_reply_for_another_school_is_not_read(
    township: Desk, county: Desk, acquainted: None, stick: Path, open_desk: object
) -> None:
    other = open_desk("other", code="350924101")  # type: ignore[operator]
    acquaint(other, county)
    up(other, county, stick)
    path = reply(county, other.school, stick).path
    before = made_up.content(township.db)
    with pytest.raises(UserError, match="是给另一所学校的|打不开|不是给"):
        read(township, path)
    assert made_up.content(township.db) == before


def test_an_old_reply_does_not_come_back(township: Desk, county: Desk, acquainted: None, stick: Path) -> None:
    first = a_reply(township, county, stick)
    kept = first.read_bytes()
    second = reply(county, township.school, stick).path
    assert read(township, second).new
    first.write_bytes(kept)
    with pytest.raises(UserError, match="本机已有更新的第 2 号"):
        read(township, first)


def test_a_reply_read_twice_changes_nothing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    path = a_reply(township, county, stick)
    assert read(township, path).new
    before = made_up.content(township.db), township.files()
    again = read(township, path)
    assert (again.new, again.sentence) == (False, "县级第 1 号回执以前读过，没有变化。")
    assert (made_up.content(township.db), township.files()) == before


def test_an_altered_reply_is_refused_wherever_it_was_altered(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    path = a_reply(township, county, stick)
    whole = path.read_bytes()
    before = made_up.content(township.db), township.files()
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(UserError):
            read(township, path)
        path.write_bytes(whole[:at])
        with pytest.raises(UserError):
            read(township, path)
    assert (made_up.content(township.db), township.files()) == before
    path.write_bytes(whole)
    assert read(township, path).new


def test_a_reply_of_another_county_is_refused(
    township: Desk, county: Desk, acquainted: None, stick: Path, open_desk: object
) -> None:
    other = open_desk("elsewhere", level="county", code="350925")  # type: ignore[operator]
    data = devices.request(township.db, device_name="办公室的电脑")
    devices.enrol(other.db, data, today=made_up.TODAY)
    up(township, county, stick)
    # The other county learned of the school's parcel and answers it as if it were its own.
    sent = next(path for path in stick.iterdir() if "上报" in path.name)
    with pytest.raises(UserError):
        other.receive(sent)
    other.db.execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(UserError, match="还没有读过这个单位的数据包"):
        reply(other, township.school, stick)
    with pytest.raises(UserError, match="不是名片上的上级发的"):
        read(township, _sealed_by(other, township, stick))


def _sealed_by(county: Desk, township: Desk, stick: Path, **header: int) -> Path:
    path = stick / "假回执.wuyou"
    receipts.sealed(
        county.db, path, kind="reply", seq=header.get("seq", 1), prev=None,
        recipients=[devices.keys.public(devices.own_keys(township.db)).age],
        tables=[], now=NOW, tell=silent, manifest=dict(header), to=township.school,
    )  # fmt: skip
    return path


def test_a_reply_with_nonsense_in_it_is_refused_whole(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    before = made_up.content(township.db)
    with pytest.raises(UserError, match="回执里的内容写得不对"):
        read(township, _sealed_by(county, township, stick))
    assert made_up.content(township.db) == before
    assert words.taken(township.db) == {}


def test_a_return_about_another_school_within_a_reply_is_refused_whole(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    (member, *_) = members.find(county.db, school=township.school)
    returns.send_back(
        county.db, noun="member", record=member, reason="身份证号与花名册不符", due_on="2026-12-05",
        today=made_up.TODAY,
    )  # fmt: skip
    path = stick / "错给.wuyou"
    rows = [
        (table, [{**row, "of_school": 1} if table == "returned" else row for row in found])
        for table, found in words.outgoing(county.db, of_school=township.school)
    ]
    receipts.sealed(
        county.db, path, kind="reply", seq=1, prev=None,
        recipients=[devices.keys.public(devices.own_keys(township.db)).age], tables=rows, now=NOW,
        tell=silent, to=township.school,
        manifest={"number": 1, "refdata": 0, "revoked": [], "answers": [],
                  "desk": dict(words.own_row(county.db))},
    )  # fmt: skip
    with pytest.raises(UserError, match="给别的单位的内容"):
        read(township, path)
    assert returns.find(township.db) == []
    assert words.taken(township.db) == {}


def test_nothing_is_answered_before_anything_was_read(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    with pytest.raises(UserError, match="还没有读过这个单位的数据包"):
        reply(county, township.school, stick)


def test_a_county_reads_no_replies(township: Desk, county: Desk, acquainted: None, stick: Path) -> None:
    path = a_reply(township, county, stick)
    with pytest.raises(UserError, match="要在乡镇的电脑上读"):
        read(county, path)


def test_a_county_with_the_code_of_the_school_is_refused(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    path = stick / "同码.wuyou"
    desk = {**words.own_row(county.db), "code": schools.own(township.db).code}
    receipts.sealed(
        county.db, path, kind="reply", seq=1, prev=None,
        recipients=[devices.keys.public(devices.own_keys(township.db)).age], tables=[], now=NOW,
        tell=silent, to=township.school,
        manifest={"number": 1, "refdata": 0, "revoked": [], "answers": [], "desk": desk},
    )  # fmt: skip
    with pytest.raises(UserError, match="县级的单位代码与本校的一样"):
        read(township, path)


# the road


def test_a_receipt_says_up_to_which_parcel_and_the_outbox_is_cleared(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    assert words.said(township.db) == ""
    first = township.send(stick).path
    county.receive(first)
    assert words.said(township.db) == "县级还没有回执。"
    answer = reply(county, township.school, stick).path
    township.send(stick)
    outbox = paths.outbox(township.folder)
    assert len(list(outbox.iterdir())) == 2
    taken = read(township, answer)
    assert taken.sentence == "已读取县级第 1 号回执。县级已确认到第 1 号（2026-11-22），第 2 号还没有回执。"
    assert [path.name for path in outbox.iterdir()] == ["350924100-1-0002.wuyou"]
    found = words.confirmed(township.db)
    assert found is not None
    assert (found.seq, found.answers) == (1, exchange.header_sha256(first))


def test_what_the_county_holds_is_known_by_its_hash(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    sha256 = file_evidence(township)
    assert words.held(township.db) == set()
    read(township, a_reply(township, county, stick))
    assert words.held(township.db) == {sha256}
    (paths.evidence(county.folder) / sha256).unlink()
    read(township, reply(county, township.school, stick).path)
    assert words.held(township.db) == set()


def test_two_rows_of_schools_leave_the_desk_its_own(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    read(township, a_reply(township, county, stick))
    assert schools.own(township.db).id == township.school
    assert schools.find(township.db) == [township.school]
    assert schools.lender(township.db, school=township.school) == county.school
    assert schools.lender(county.db, school=township.school) == county.school
    assert schools.lender(county.db, school=county.school) == 0


def test_a_return_goes_down_is_answered_and_closed(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    (member, *_) = members.find(county.db, school=township.school)
    given = returns.send_back(
        county.db, noun="member", record=member, reason="身份证号与花名册不符", due_on="2026-12-05",
        today=made_up.TODAY,
    )  # fmt: skip
    assert reply(county, township.school, stick).sentence.endswith("请把U盘交还对方读取。")
    answer = next(path for path in stick.iterdir() if "回执" in path.name)
    assert "有 1 条退回要办" in read(township, answer).sentence

    (todo,) = [
        item
        for item in agenda.items(township.db, school=township.school, today=made_up.TODAY)
        if item.do == "returned"
    ]
    name = members.row(township.db, member).name
    assert (todo.on, todo.place, todo.target) == ("2026-12-05", "县级来件", given)
    assert todo.what == f"县级退回党员“{name}”：身份证号与花名册不符"

    members.amend(township.db, member, {"note": "已核对"})
    returns.answer(township.db, given, kind="mended", words="已核对户口本", today="2026-11-23")
    assert returns.row(township.db, given).state("2026-12-31") == "answered"
    up(township, county, stick)
    seen = returns.row(county.db, given)
    assert (seen.answer, seen.words, seen.state(made_up.TODAY)) == ("mended", "已核对户口本", "answered")
    assert members.row(county.db, member).note == "已核对"

    returns.close(county.db, given, today="2026-11-24")
    read(township, reply(county, township.school, stick).path)
    assert returns.row(township.db, given).state(made_up.TODAY) == "settled"
    with pytest.raises(UserError, match="县级已在 2026-11-24 了结"):
        returns.answer(township.db, given, kind="mended", today="2026-11-25")


def test_what_is_not_answered_in_time_is_overdue(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    (member, *_) = members.find(county.db, school=township.school)
    given = returns.send_back(
        county.db, noun="member", record=member, reason="核对姓名", due_on="2026-12-05", today=made_up.TODAY
    )
    assert returns.row(county.db, given).state("2026-12-05") == "waiting"
    assert returns.row(county.db, given).state("2026-12-06") == "overdue"
    assert returns.find(county.db, state="overdue", today="2026-12-06") == [given]


def test_an_accepted_class_is_locked_until_it_is_returned(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    training = close(township)
    assert classes.row(township.db, training).state == "closed"
    up(township, county, stick)
    assert classes.row(township.db, training).state == "reported"
    made = reply(county, township.school, stick)
    assert made.accepted == 1
    read(township, made.path)
    found = classes.row(township.db, training)
    assert found.state == "accepted"
    assert [step.state for step in classes.steps(township.db, training)[-2:]] == ["reported", "accepted"]
    with pytest.raises(UserError, match="县级已在 2026-11-22 接收，不能重新打开"):
        closings.reopen(township.db, training, reason="名单错了", today=made_up.TODAY)
    (row, *_) = enrollments.find(township.db, training_class=training)
    (held, *_) = timetable.find(township.db, training_class=training)
    with pytest.raises(UserError, match="不能更正"):
        corrections.correct(
            township.db, enrollment=row, session=held, mark="absent", why="代签", today=made_up.TODAY
        )

    before = made_up.content(township.db)
    with pytest.raises(UndoRefused):
        township.db.undo()
    assert made_up.content(township.db) == before

    returns.send_back(
        county.db, noun="training_class", record=training, reason="有两人是代签", due_on="2026-12-05",
        today=made_up.TODAY,
    )  # fmt: skip
    assert acceptances.standing(county.db, noun="training_class", record=training) is None
    again = reply(county, township.school, stick)
    assert again.accepted == 0, "what is out as a return waits"
    read(township, again.path)
    assert classes.row(township.db, training).state == "reported"
    closings.reopen(township.db, training, reason="县级退回", today=made_up.TODAY)
    assert classes.row(township.db, training).state == "settling"


def test_a_county_brought_back_from_a_backup_is_still_heard(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    for _ in range(3):
        last = reply(county, township.school, stick).path
    read(township, last)
    with county.db.atomic():
        county.db.execute("DELETE FROM reply")
    up(township, county, stick)
    made = reply(county, township.school, stick)
    assert made.number == 4
    assert read(township, made.path).new


def test_a_finished_round_is_accepted_and_stays_until_it_is_returned(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    round_ = assessments.open_round(
        township.db, school=township.school, kind="yearly", year=2026, today=made_up.TODAY
    )
    assessments.finish(township.db, round_, today=made_up.TODAY)
    up(township, county, stick)
    made = reply(county, township.school, stick)
    assert made.accepted == 1
    read(township, made.path)
    with pytest.raises(UndoRefused):
        township.db.undo()
    returns.send_back(
        county.db, noun="assessment_round", record=round_, reason="佐证不足", due_on="2026-12-05",
        today=made_up.TODAY,
    )  # fmt: skip
    read(township, reply(county, township.school, stick).path)
    (given,) = returns.find(township.db)
    assert returns.may_reopen(township.db, returns.row(township.db, given))
    returns.reopen(township.db, given, today=made_up.TODAY)
    (again,) = assessments.rows(township.db, [round_])
    assert again.finished_on == ""
    with pytest.raises(UserError, match="不用重新打开"):
        returns.reopen(township.db, given, today=made_up.TODAY)


def test_a_register_put_back_from_before_the_receipt_is_told_of(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    path = reply(county, township.school, stick).path
    assert read(township, path).warning == ""
    with county.db.atomic():
        county.db.execute("UPDATE received_parcel SET about = json_set(about, '$.head', ?)", ["ab" * 32])
    again = reply(county, township.school, stick).path
    assert "更改记录与县级收到的对不上" in read(township, again).warning


def test_a_laptop_that_was_revoked_is_told(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    up(township, county, stick)
    (mine,) = enrolled.enrolled(county.db)
    enrolled.revoke(county.db, mine.device, today=made_up.TODAY)
    with pytest.raises(UserError, match="没有在用的登记电脑"):
        reply(county, township.school, stick)


@pytest.mark.parametrize("by_reply", [True, False])
def test_the_county_accepts_by_its_reply_or_only_after_looking(
    township: Desk, county: Desk, acquainted: None, stick: Path, by_reply: bool
) -> None:
    training = close(township)
    up(township, county, stick)
    assert words.accepts_by_reply(county.db), "as it begins"
    words.set_accepting(county.db, by_reply=by_reply)
    made = reply(county, township.school, stick)
    assert made.accepted == by_reply
    read(township, made.path)

    def locked() -> bool:
        found = acceptances.standing(township.db, noun="training_class", record=training)
        return found is not None

    assert locked() == by_reply
    words.accept_all(county.db, of_school=township.school, today=made_up.TODAY)
    again = reply(county, township.school, stick)
    assert again.accepted == 0
    read(township, again.path)
    assert locked()


def test_a_reply_goes_to_another_stick_under_its_own_number(
    township: Desk, county: Desk, acquainted: None, stick: Path, tmp_path: Path
) -> None:
    def deliver(target: Path) -> receipts.Replied:
        return receipts.deliver(
            county.db, of_school=township.school, folder=county.folder, target=target, tell=silent
        )

    up(township, county, stick)
    with pytest.raises(UserError, match="还没有给下党乡党校做过回执"):
        deliver(stick)
    first = reply(county, township.school, None)
    assert not first.delivered
    other = tmp_path / "另一个"
    other.mkdir()
    one, two = deliver(stick), deliver(other)
    assert (one.number, two.number, first.number) == (1, 1, 1)
    assert one.path.read_bytes() == two.path.read_bytes() == first.path.read_bytes()
    assert "已写入并核对" in two.sentence
    assert read(township, one.path).new
    assert not read(township, two.path).new
    assert [made.number for made in words.made(county.db, of_school=township.school)] == [1]
    assert words.unanswered(county.db) == []
    first.path.unlink()
    with pytest.raises(UserError, match="已不在本机，请重新做一份"):
        deliver(other)
