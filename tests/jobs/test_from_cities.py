"""What a city sends down: its county reads it, does what is asked, and passes on what is for its schools."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from app.errors import UserError
from app.jobs import evidence as filing
from app.jobs import refdata
from app.progress import silent
from app.school import (
    class_rules,
    counties,
    courses,
    members,
    notices,
    places,
    returns,
    rules,
    schools,
    standards,
    teachers,
)
from app.school import parcels as ledger
from app.school import receipts as words
from app.school import refdata as given
from tests import made_up, photographed
from tests.jobs.conftest import Desk, acquaint
from tests.jobs.test_receipts import close, read, reply, up
from tests.jobs.test_refdata import issue

LATER = datetime(2026, 12, 8, 9, 0)


@pytest.fixture
def city(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("city", level="city", code="350900")


@pytest.fixture
def between(township: Desk, county: Desk, city: Desk, acquainted: None, stick: Path) -> Desk:
    """A county that has read its township and whose city has read it."""
    up(township, county, stick)
    acquaint(county, city)
    up(county, city, stick)
    return county


def sent_back(city: Desk, member: int) -> int:
    return returns.send_back(
        city.db, noun="member", record=member, reason="身份证号与公安库不符", due_on="2026-12-20",
        today=made_up.TODAY,
    )  # fmt: skip


# hostile and careless first


def test_a_county_does_not_read_what_it_made_itself(
    township: Desk, between: Desk, city: Desk, stick: Path
) -> None:
    for path in (reply(between, township.school, stick).path, issue(between, stick).paths[0]):
        with pytest.raises(UserError, match="要在乡镇的电脑上读"):
            read(between, path)
    assert words.taken(between.db) == {} and words.above(between.db) == 0


def test_a_city_reads_nothing_from_above(between: Desk, city: Desk, stick: Path) -> None:
    path = reply(city, between.school, stick).path
    with pytest.raises(UserError, match="要在县级的电脑上读"):
        read(city, path)


def test_what_another_city_made_is_refused(
    between: Desk, city: Desk, stick: Path, open_desk: Callable[..., Desk]
) -> None:
    other = open_desk("other", level="city", code="350800")
    with between.db.atomic():
        kept = between.db.execute(
            "SELECT key, value FROM setting WHERE key IN ('county_card', 'epoch')"
        ).fetchall()
        between.db.execute("DELETE FROM setting WHERE key IN ('county_card', 'epoch')")
    acquaint(between, other)
    path = issue(other, stick).paths[0]
    with between.db.atomic():
        for key, value in kept:
            between.db.execute("UPDATE setting SET value = ? WHERE key = ?", [value, key])
    before = made_up.content(between.db)
    with pytest.raises(UserError, match="没有读取"):
        read(between, path)
    assert made_up.content(between.db) == before


def test_a_second_city_is_refused_whatever_else_is_here(between: Desk, city: Desk, stick: Path) -> None:
    first = issue(city, stick).paths[0]
    read(between, first)
    with between.db.act("另外两个市级"):
        for code in ("350700", "350800"):
            between.db.execute(
                "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
                "VALUES (?1, ?1, ?2, 'city', '别的市', '别的市', '别的市', '')",
                [between.db.new_id(), code],
            )
    before = made_up.content(between.db)
    with pytest.raises(UserError, match="已有另一个市级单位的资料"):
        read(between, issue(city, stick).paths[0])
    assert made_up.content(between.db) == before


def test_what_is_for_another_county_is_refused(
    between: Desk, city: Desk, stick: Path, open_desk: Callable[..., Desk]
) -> None:
    other = open_desk("other", level="county", code="350925")
    acquaint(other, city)
    up(other, city, stick)
    path = reply(city, other.school, stick).path
    before = made_up.content(between.db)
    with pytest.raises(UserError, match="不是发给本机的"):
        read(between, path)
    assert made_up.content(between.db) == before


def test_a_reply_that_is_cut_short_or_altered_changes_nothing(between: Desk, city: Desk, stick: Path) -> None:
    path = reply(city, between.school, stick).path
    whole, before = path.read_bytes(), made_up.content(between.db)
    for at in range(0, len(whole), max(1, len(whole) // 20)):
        for bad in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]):
            path.write_bytes(bad)
            with pytest.raises(UserError):
                read(between, path)
    assert made_up.content(between.db) == before


def test_a_return_about_a_school_of_another_county_is_refused_whole(
    between: Desk, city: Desk, stick: Path
) -> None:
    (member, *_) = members.find(city.db, school=schools.find(city.db)[0])
    sent_back(city, member)
    gone = city.db.new_id()
    with city.db.act("夹带"):
        city.db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, '350924299', 'township', '古田乡党校', '古田乡党校', '古田乡党校', '')",
            [gone],
        )
        counties.put_under(city.db, county=between.school, of=[gone])
        city.db.execute("UPDATE returned SET of_school = ?", [gone])
    path = reply(city, between.school, stick).path
    before = made_up.content(between.db)
    with pytest.raises(UserError, match="没有采用"):
        read(between, path)
    assert made_up.content(between.db) == before


# receipts


def test_a_county_reads_up_to_which_parcel_its_city_has_confirmed(
    between: Desk, city: Desk, stick: Path
) -> None:
    path = reply(city, between.school, stick).path
    taken = read(between, path)
    assert taken.new and taken.sentence == "已读取市级第 1 号回执。市级已确认到第 1 号（2026-11-22）。"
    assert taken.warning == ""
    assert [one.seq for one in words.find(between.db)] == [1]
    assert words.of_kind(between.db, "reply")[0].from_school == city.school
    before = made_up.content(between.db)
    assert read(between, path).sentence == "市级第 1 号回执以前读过，没有变化。"
    assert made_up.content(between.db) == before


def test_an_older_reply_is_refused_in_the_words_of_the_desk(between: Desk, city: Desk, stick: Path) -> None:
    old = reply(city, between.school, stick).path
    new = reply(city, between.school, stick).path
    read(between, new)
    with pytest.raises(UserError, match="市级第 1 号回执，本机已有更新的第 2 号"):
        read(between, old)


def test_the_rows_of_the_city_do_not_go_up_or_down_as_the_county_s(
    township: Desk, between: Desk, city: Desk, stick: Path
) -> None:
    teachers.add(city.db, {"name": "林教授", "post": "市委党校"}, school=city.school)
    notices.issue(city.db, title="市级通知", today=made_up.TODAY)
    read(between, issue(city, stick).paths[0])
    before = made_up.content(city.db)["teacher"]
    up(between, city, stick)
    assert made_up.content(city.db)["teacher"] == before
    read(township, issue(between, stick).paths[0])
    assert not township.db.execute("SELECT 1 FROM teacher WHERE name = '林教授'").fetchone()
    assert notices.find(township.db) == []
    read(township, reply(between, township.school, stick).path)


# returns


def test_a_return_of_the_city_is_passed_on_put_right_and_answered(
    township: Desk, between: Desk, city: Desk, stick: Path
) -> None:
    (member, *_) = members.find(city.db, school=township.school)
    out = sent_back(city, member)
    taken = read(between, reply(city, between.school, stick).path)
    assert taken.sentence.endswith("有 1 条退回要办。")
    assert returns.find(between.db, above=True) == [out]
    assert returns.find(between.db, above=False) == []
    assert returns.row(between.db, out).of_school == township.school
    with pytest.raises(UserError, match="由市级了结"):
        returns.close(between.db, out, today="2026-11-23", outcome="taken_back")

    own = returns.pass_on(between.db, out, today="2026-11-23")
    passed = returns.row(between.db, own)
    assert (passed.of_school, passed.record, passed.due_on) == (township.school, member, "2026-12-20")
    assert passed.reason == "市级退回：身份证号与公安库不符"
    assert returns.find(between.db, above=False) == [own]
    with pytest.raises(UserError, match="已经退回"):
        returns.pass_on(between.db, out, today="2026-11-23")
    read(township, reply(between, township.school, stick).path)
    assert returns.find(township.db) == [own]
    returns.answer(township.db, own, kind="mended", words="已改", today="2026-11-24")
    up(township, between, stick)
    returns.close(between.db, own, today="2026-11-25")
    returns.answer(between.db, out, kind="mended", words="乡镇已改", today="2026-11-25")
    assert returns.find(between.db, above=True, state="waiting", today="2026-11-25") == []

    up(between, city, stick)
    seen = returns.row(city.db, out)
    assert (seen.answer, seen.words) == ("mended", "乡镇已改")
    returns.close(city.db, out, today="2026-11-26")
    read(between, reply(city, between.school, stick).path)
    assert returns.row(between.db, out).outcome == "settled"


def test_the_county_accepts_what_its_city_only_looks_at(
    township: Desk, between: Desk, city: Desk, stick: Path
) -> None:
    training = close(township)
    up(township, between, stick)
    reply(between, township.school, stick)
    up(between, city, stick)
    assert words.to_accept(city.db, of_school=township.school) == []
    before = city.db.execute("SELECT * FROM acceptance").fetchall()
    assert before
    out = returns.send_back(
        city.db, noun="training_class", record=training, reason="照片不清", due_on="2026-12-20",
        today=made_up.TODAY,
    )  # fmt: skip
    assert city.db.execute("SELECT * FROM acceptance").fetchall() == before
    read(between, reply(city, between.school, stick).path)
    own = returns.pass_on(between.db, out, today=made_up.TODAY)
    assert returns.row(between.db, own).unlocks == 1


def test_a_county_s_own_returns_are_not_answered_by_it(township: Desk, between: Desk) -> None:
    (member, *_) = members.find(between.db, school=township.school)
    own = returns.send_back(
        between.db, noun="member", record=member, reason="核对", due_on="2026-12-20", today=made_up.TODAY
    )
    with pytest.raises(UserError, match="不能由本县答复"):
        returns.answer(between.db, own, kind="mended", today=made_up.TODAY)
    with pytest.raises(UserError, match="不是上级退回的"):
        returns.pass_on(between.db, own, today=made_up.TODAY)


# reference data


def test_what_the_city_lends_is_taken_over_and_handed_down(
    township: Desk, between: Desk, city: Desk, stick: Path
) -> None:
    teachers.add(city.db, {"name": "林教授", "post": "市委党校", "phone": "13905930001"}, school=city.school)
    courses.add(city.db, {"title": "市情教育", "category": "政治理论"}, school=city.school)
    places.add(city.db, {"name": "市廉政教育基地", "kind": "site"}, school=city.school)
    taken = read(between, issue(city, stick).paths[0])
    assert taken.sentence.startswith("已读取市级下发资料第 1 版：")
    db, school = between.db, between.school
    listed = {
        one.title: one for one in given.to_adopt(db, school=school, today=made_up.TODAY) if not one.used
    }
    assert {"林教授（市委党校）", "市情教育", "市廉政教育基地"} <= set(listed)
    assert teachers.find(db, school=school) == []
    for title in ("林教授（市委党校）", "市情教育", "市廉政教育基地"):
        said = refdata.adopt(db, listed[title].table, listed[title].id, today=made_up.TODAY)
        assert "制作新的一版" in said
    assert not {
        one.title for one in given.to_adopt(db, school=school, today=made_up.TODAY) if not one.used
    } & {"林教授（市委党校）", "市情教育", "市廉政教育基地"}
    with pytest.raises(UserError, match="已经有"):
        refdata.adopt(db, "course", listed["市情教育"].id, today=made_up.TODAY)
    read(township, issue(between, stick).paths[0])
    assert "市情教育" in courses.titles(township.db, school=township.school)
    found = teachers.rows(township.db, teachers.find(township.db, school=township.school))
    assert ("林教授", "13905930001") in [(one.name, one.phone) for one in found]


def test_rules_and_standards_of_the_city_reach_the_townships_through_the_county(
    township: Desk, between: Desk, city: Desk, stick: Path
) -> None:
    model = rules.find(city.db, school=city.school)[0]
    draft = rules.draft(
        city.db, based_on=model, title="全市学时口径", source="宁组〔2026〕9号", effective_from="2027-01-01",
        changes={"day_cap_hours": 6}, confirmed=True,
    )  # fmt: skip
    refdata.ledger.adopt(city.db, draft, today=made_up.TODAY)
    drawn = standards.draft(
        city.db, school=city.school, based_on=standards.find(city.db, school=city.school)[0],
        changes={"name": "全市五有标准", "effective_from": "2027-01-01"},
    )  # fmt: skip
    standards.adopt(city.db, drawn, school=city.school, today=made_up.TODAY)
    read(between, issue(city, stick).paths[0])
    db, school = between.db, between.school
    listed = {one.title: one for one in given.to_adopt(db, school=school, today=made_up.TODAY)}
    for title in ("全市学时口径", "全市五有标准"):
        assert not listed[title].used
        refdata.adopt(db, listed[title].table, listed[title].id, today=made_up.TODAY)
    again = {one.title: one.used for one in given.to_adopt(db, school=school, today=made_up.TODAY)}
    assert again["全市学时口径"] and again["全市五有标准"]
    mine = standards.in_force(db, school=school, on="2027-02-01")
    assert (mine.name, mine.school) == ("全市五有标准", school)
    assert len(standards.criteria(db, mine.id)) == len(standards.criteria(city.db, drawn))

    read(township, issue(between, stick).paths[0])
    below = {
        one.title: one for one in given.to_adopt(township.db, school=township.school, today=made_up.TODAY)
    }
    assert {"全市学时口径", "全市五有标准"} <= set(below)
    refdata.adopt(township.db, "hour_rule", below["全市学时口径"].id, today=made_up.TODAY)
    assert rules.in_force(township.db, school=township.school, on="2027-02-01").title == "全市学时口径"
    up(township, between, stick)
    up(between, city, stick)
    # The city takes both back: what its county made its own stays.
    with city.db.act("撤回"):
        city.db.execute("UPDATE hour_rule SET adopted_on = NULL WHERE id = ?", [draft])
        city.db.execute("UPDATE standard SET adopted_on = NULL WHERE id = ?", [drawn])
    read(between, issue(city, stick).paths[0])
    assert standards.in_force(db, school=school, on="2027-02-01").name == "全市五有标准"
    assert rules.in_force(db, school=school, on="2027-02-01").title == "全市学时口径"
    up(between, city, stick)


def test_a_class_rule_of_the_city_is_made_the_county_s_own(between: Desk, city: Desk, stick: Path) -> None:
    (rule, *_) = class_rules.rows(city.db, school=city.school)
    with city.db.act("改办班规则"):
        city.db.execute("UPDATE class_rule SET title = '全市办班口径', body = json_set(body, "
                        "'$.classes_a_year', 6) WHERE id = ?", [rule.id])  # fmt: skip
    read(between, issue(city, stick).paths[0])
    (one,) = [
        one
        for one in given.to_adopt(between.db, school=between.school, today=made_up.TODAY)
        if one.title == "全市办班口径"
    ]
    refdata.adopt(between.db, one.table, one.id, today=made_up.TODAY)
    assert class_rules.in_force(between.db, school=between.school, on="2026-12-31").classes_a_year == 6


def test_a_notice_of_the_city_is_read_and_passed_on_with_its_papers(
    township: Desk, between: Desk, city: Desk, stick: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "通知.pdf"
    paper.write_bytes(photographed.pdf())
    notice = notices.issue(
        city.db, title="关于做好冬训的通知", words="请各县转发", due_on="2026-12-01", today=made_up.TODAY
    )
    kept = filing.file(
        city.db, paper, folder=city.folder, school=city.school, formed_on=made_up.TODAY, today=made_up.TODAY
    )
    notices.attach(city.db, notice, kept)
    read(between, issue(city, stick).paths[0])
    assert notices.find(between.db, above=True, unread=True) == [notice]
    assert notices.find(between.db, above=False) == []
    with pytest.raises(UserError, match="不能由本县收回"):
        notices.withdraw(between.db, notice, today=made_up.TODAY)
    notices.read(between.db, notice, today=made_up.TODAY)
    assert notices.find(between.db, above=True, unread=True) == []

    own = notices.pass_on(between.db, notice, today="2026-12-08")
    passed = notices.row(between.db, own)
    assert (passed.title, passed.words, passed.due_on, passed.files) == (
        "关于做好冬训的通知", "请各县转发", "", 1
    )  # fmt: skip
    with pytest.raises(UserError, match="已经转发"):
        notices.pass_on(between.db, notice, today="2026-12-08")
    read(township, refdata.issue(
        between.db, folder=between.folder, now=LATER, tell=silent, target=stick
    ).paths[0])  # fmt: skip
    (there,) = notices.find(township.db)
    assert notices.row(township.db, there).files == 1
    up(between, city, stick)
    assert notices.readers(city.db, notice) == {between.school: made_up.TODAY}


def test_the_city_knows_which_version_its_county_has(between: Desk, city: Desk, stick: Path) -> None:
    read(between, issue(city, stick).paths[0])
    up(between, city, stick)
    assert words.refdata_held(city.db, of_school=between.school) == 1
    assert words.senders(city.db) == [between.school]
    assert ledger.received(city.db)[0].seq == 2
