"""Reading at the county: shown before it counts, held back for a person to decide, doubted where it must."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import paths
from app.errors import UserError
from app.jobs import parcels
from app.progress import silent
from app.school import branches, members, schools
from app.school import parcels as ledger
from tests import made_up
from tests.jobs.conftest import NOW, Desk, acquaint


def show(county: Desk, path: Path) -> parcels.Preview:
    return parcels.preview(county.db, path, folder=county.folder, tell=silent)


def test_a_preview_says_what_would_change_and_changes_nothing(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    first, *_ = members.find(township.db)
    with township.db.act("改电话"):
        township.db.execute("UPDATE member SET phone = '13900000000' WHERE id = ?", [first])
    branch = branches.find(township.db, school=township.school)[0]
    new = {"name": "钟新来", "member_type": "full", "branch": branch, "id_number": made_up.id_number(77)}
    members.enrol(township.db, new, school=township.school)
    sent = township.send(stick)
    before = made_up.content(county.db), county.files(), ledger.received(county.db)

    shown = show(county, sent.path)
    assert (made_up.content(county.db), county.files(), ledger.received(county.db)) == before
    (people,) = [one for one in shown.differences if one.kind == "党员"]
    assert (people.added, people.changed, people.missing) == (1, 1, 0)
    name = members.rows(township.db, [first])[0].name
    assert people.sentence == f"党员：新增 1 人（钟新来）；变化 1 人（{name} 手机）。"

    receipt = county.receive(sent.path)
    assert (receipt.counts.added, receipt.counts.changed) == (shown.counts.added, shown.counts.changed)
    assert ledger.received(county.db)[0].about["tables"]["member"] == [1, 1, 3, 0]
    assert show(county, sent.path).place == "duplicate"


def test_a_preview_refuses_what_reading_would(
    township: Desk, county: Desk, acquainted: None, open_desk: Callable[..., Desk], stick: Path
) -> None:
    first, second = township.send(stick), township.send(stick)
    county.receive(second.path)
    with pytest.raises(UserError, match="比已读过的旧"):
        show(county, first.path)
    stranger = open_desk("stranger", level="county", code="350926")
    with pytest.raises(UserError, match="未登记"):
        show(stranger, second.path)


def test_a_restored_laptop_is_read_once_a_person_has_said_so(
    township: Desk, county: Desk, acquainted: None, stick: Path
) -> None:
    county.receive(township.send(stick).path)
    schools.keep(township.db, "epoch", "2")
    sent = township.send(stick)
    foreseen = parcels.foresee(county.db, sent.path)
    assert (foreseen.place, foreseen.fit, foreseen.asks) == ("new_epoch", False, True)
    assert show(county, sent.path).place == "new_epoch"
    with pytest.raises(UserError, match="请打电话核实"):
        county.receive(sent.path)
    (held,) = ledger.held(county.db)
    assert (held.place, held.decision) == ("new_epoch", "")
    assert (paths.held(county.folder) / held.file_name).read_bytes() == sent.path.read_bytes()
    receipt = parcels.receive(county.db, sent.path, folder=county.folder, now=NOW, tell=silent, consent=True)
    assert receipt.verdict == "new_epoch"
    assert ledger.held(county.db)[0].decision == "taken"
    assert county.receive(sent.path).verdict == "duplicate"
    assert county.receive(township.send(stick).path).verdict == "ok"
    schools.keep(township.db, "epoch", "1")
    with pytest.raises(UserError, match="已被替换的旧电脑.*又登记过一次.*最近一次的登记证"):
        county.receive(township.send(stick).path)


def test_a_fork_is_kept_apart_and_listed(
    township: Desk, county: Desk, acquainted: None, stick: Path, tmp_path: Path
) -> None:
    sent = township.send(stick)
    county.receive(sent.path)
    with township.db.atomic():
        township.db.execute("DELETE FROM sent_parcel")
    again = township.send(stick)
    before = made_up.content(county.db)
    with pytest.raises(UserError, match="同号不同内容"):
        county.receive(again.path)
    assert made_up.content(county.db) == before
    (held,) = ledger.held(county.db)
    assert (held.place, held.seq) == ("fork", 1)
    assert (paths.held(county.folder) / held.file_name).read_bytes() == again.path.read_bytes()
    with pytest.raises(UserError, match="同号不同内容"):
        parcels.receive(county.db, again.path, folder=county.folder, now=NOW, tell=silent, consent=True)


def test_what_is_doubtful_is_said(
    township: Desk, county: Desk, open_desk: Callable[..., Desk], stick: Path
) -> None:
    other = open_desk("other", code="350924101")
    made_up.people(other.db, other.school, 6)
    acquaint(township, county)
    acquaint(other, county)
    with other.db.act("没有支部"):
        other.db.execute("UPDATE member SET branch = NULL WHERE name = '雷金花'")
    county.receive(township.send(stick).path)
    shown = show(county, other.send(stick).path)
    assert "单晓红的身份证号与下党乡党校的单晓红相同。请问清楚人在哪一边，由另一边办转出。" in shown.problems
    assert "有 1 名党员没有填党支部（雷金花）。请学校在名册里补上。" in shown.problems
    receipt = county.receive(other.send(stick).path)
    assert set(receipt.problems) == set(shown.problems)
    assert "处疑点" in receipt.sentence
    with other.db.act("走了"):
        other.db.execute("UPDATE member SET left_on = '2026-11-01', left_reason = '转出' WHERE branch > 0")
    assert any("比上次少了 5 人" in one for one in show(county, other.send(stick).path).problems)
