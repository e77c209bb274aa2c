"""Standards and rounds between a county and its schools: what goes down, what comes back scored."""

from pathlib import Path

import pytest

from app.jobs import evidence as filing
from app.school import assessments, checklist, evidence, standards, stated_facts
from tests import made_up, photographed
from tests.jobs.conftest import Desk
from tests.jobs.test_receipts import read, reply, up
from tests.jobs.test_refdata import issue

TODAY = made_up.TODAY
SAID = {
    "name": "寿宁县五有标准（2026）",
    "source": "寿宁县委组织部通知",
    "effective_from": "2026-01-01",
    "item": [
        {
            "name": "有组织架构",
            "criterion": [
                {"key": "leaders", "text": "校长有任职文件", "points": 40},
                {"key": "duties", "text": "分工明确", "points": 60, "proof": "fact"},
            ],
        }
    ],
}


def hand_down(county: Desk, stick: Path) -> Path:
    return issue(county, stick).paths[0]


@pytest.fixture
def handed(township: Desk, county: Desk, acquainted: None, stick: Path) -> int:
    """The county's standard, adopted there and read by the township."""
    found = standards.draft(county.db, school=county.school, said=SAID)
    standards.adopt(county.db, found, school=county.school, today=TODAY)
    read(township, hand_down(county, stick))
    return found


@pytest.mark.usefixtures("handed")
def test_a_school_is_judged_by_what_its_county_handed_down(township: Desk, handed: int) -> None:
    assert standards.in_force(township.db, school=township.school, on=TODAY).id == handed
    judged = checklist.assess(township.db, school=township.school, year=2026, today=TODAY)
    assert [one.criterion.key for one in judged] == ["leaders", "duties"]


def test_the_county_s_points_come_back_with_the_reply(
    township: Desk, county: Desk, handed: int, stick: Path
) -> None:
    round_ = assessments.open_round(
        township.db, school=township.school, kind="yearly", year=2026, today=TODAY
    )
    for line in assessments.lines(township.db, round_):
        assessments.score(township.db, line.id, points=line.points_full, reason="材料在纸上")
    assessments.finish(township.db, round_, today=TODAY)
    up(township, county, stick)
    leaders, duties = assessments.lines(county.db, round_)
    assessments.county_score(
        county.db, leaders.id, points=30, by=county.school, today=TODAY, reason="任职文件缺文号"
    )
    assessments.county_score(county.db, duties.id, points=60, by=county.school, today=TODAY)
    read(township, reply(county, township.school, stick).path)
    leaders, duties = assessments.lines(township.db, round_)
    assert (leaders.county_points, leaders.county_reason) == (30, "任职文件缺文号")
    assert (duties.county_points, duties.county_reason) == (60, "")
    (there,) = assessments.rows(township.db, [round_])
    assert (there.points, there.county_points) == (100, 90)
    # What the county changes comes with its next reply, and its word goes before one typed here.
    assessments.county_score(township.db, leaders.id, points=1, by=township.school, today=TODAY)
    assessments.county_score(county.db, leaders.id, points=40, by=county.school, today=TODAY, reason="补了")
    up(township, county, stick)
    read(township, reply(county, township.school, stick).path)
    leaders, _ = assessments.lines(township.db, round_)
    assert (leaders.county_points, leaders.county_reason) == (40, "补了")


def test_stars_follow_the_county_s_points_and_cut_offs(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    said = {**SAID, "star": [{"at": 90, "stars": 5, "tier": "50 000 元"}, {"at": 60, "stars": 3}]}
    adopted = standards.draft(county.db, school=county.school, said=said)
    standards.adopt(county.db, adopted, school=county.school, today=TODAY)
    read(township, hand_down(county, stick))
    round_ = assessments.open_round(
        township.db, school=township.school, kind="selection", year=2026, today=TODAY
    )
    for line in assessments.lines(township.db, round_):
        assessments.score(township.db, line.id, points=line.points_full, reason="材料在纸上")
    assessments.finish(township.db, round_, today=TODAY)
    up(township, county, stick)
    for line, points in zip(assessments.lines(county.db, round_), (20, 50), strict=True):
        assessments.county_score(county.db, line.id, points=points, by=county.school, today=TODAY)
    read(township, reply(county, township.school, stick).path)
    (there,) = assessments.rows(township.db, [round_])
    assert there.star is not None
    assert there.county_star is not None
    assert (there.star.stars, there.star.tier, there.county_star.stars) == (5, "50 000 元", 3)


def test_a_standard_handed_down_again_keeps_what_stands_on_it(
    township: Desk, county: Desk, handed: int, stick: Path, tmp_path: Path
) -> None:
    leaders, duties = standards.criteria(township.db, handed)
    paper = tmp_path / "任职文件.pdf"
    paper.write_bytes(photographed.pdf())
    proof = filing.file(
        township.db, paper, folder=township.folder, school=township.school, criterion=leaders.id,
        formed_on="2026-03-02", today=TODAY,
    )  # fmt: skip
    stated_facts.state(
        township.db, school=township.school, criterion=duties.id, value=1, holds_on=TODAY, today=TODAY
    )
    round_ = assessments.open_round(
        township.db, school=township.school, kind="yearly", year=2026, today=TODAY
    )
    before = (standards.criteria(township.db, handed), assessments.lines(township.db, round_))
    # The county hands down a version more; the old one goes along, for rounds made under it.
    newer = standards.draft(
        county.db, school=county.school, based_on=handed,
        changes={"name": "寿宁县五有标准（2027）", "effective_from": "2027-01-01"},
    )  # fmt: skip
    standards.adopt(county.db, newer, school=county.school, today=TODAY)
    read(township, hand_down(county, stick))
    assert (standards.criteria(township.db, handed), assessments.lines(township.db, round_)) == before
    assert evidence.find(township.db, criterion=leaders.id) == [proof]
    assert standards.in_force(township.db, school=township.school, on="2027-03-01").id == newer
    # A county that lost the old one and begins anew hands down what it has: what is named here stays.
    with county.db.act("重新开始"):
        county.db.execute("DELETE FROM standard_choice")
        county.db.execute("DELETE FROM criterion WHERE standard = ?", [handed])
        county.db.execute("UPDATE standard SET based_on = NULL")
        county.db.execute("DELETE FROM standard WHERE id = ?", [handed])
    read(township, hand_down(county, stick))
    assert (standards.criteria(township.db, handed), assessments.lines(township.db, round_)) == before
    assert evidence.find(township.db, criterion=leaders.id) == [proof]


def test_a_standard_handed_down_with_other_words_is_corrected_in_its_place(
    township: Desk, county: Desk, handed: int, stick: Path
) -> None:
    round_ = assessments.open_round(
        township.db, school=township.school, kind="yearly", year=2026, today=TODAY
    )
    leaders, _ = standards.criteria(county.db, handed)
    with county.db.act("改一个错字"):
        county.db.execute("UPDATE criterion SET text = '校长任职有文件' WHERE id = ?", [leaders.id])
    read(township, hand_down(county, stick))
    assert standards.criteria(township.db, handed)[0].text == "校长任职有文件"
    assert standards.criteria(township.db, handed)[0].id == leaders.id
    assert assessments.lines(township.db, round_)[0].text == "校长有任职文件", "a round keeps its words"
