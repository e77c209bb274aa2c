import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app import paths
from app.errors import Cancelled, UserError
from app.jobs import evidence as jobs
from app.progress import Tell, silent
from app.school import checklist, evidence, photographs, timetable
from app.school.evidence import Evidence
from tests import made_up, photographed
from tests.jobs.conftest import Desk

DATA = b"%PDF-1.4\na paper"


def filed(folder: Path, name: str, *, kind: str = "application/pdf", data: bytes = DATA) -> Evidence:
    sha256 = hashlib.sha256(DATA).hexdigest()
    paths.evidence(folder).mkdir(exist_ok=True)
    (paths.evidence(folder) / sha256).write_bytes(data)
    return Evidence(1, 2, sha256, name, kind, len(DATA), "2026-03-02", "2026-03-03", "张干事")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("任职文件.pdf", "任职文件.pdf"),
        ("../../别处/任职文件.pdf", "任职文件.pdf"),
        ("照片.exe", "照片.pdf"),
        ('a<b>:"c"|d?*.pdf', "abcd.pdf"),
        ("...", "佐证.pdf"),
        ("名" * 300 + ".pdf", "名" * 60 + ".pdf"),
    ],
)
def test_a_copy_has_the_papers_own_name_where_that_is_fit(tmp_path: Path, name: str, shown: str) -> None:
    copy = jobs.hand_out(filed(tmp_path, name), folder=tmp_path, target=tmp_path)
    assert copy.name == shown
    assert copy.parent.parent == tmp_path
    assert copy.read_bytes() == DATA


def test_two_papers_of_one_name_do_not_write_over_each_other(tmp_path: Path) -> None:
    one = filed(tmp_path, "照片.jpg", kind="image/jpeg")
    first = jobs.hand_out(one, folder=tmp_path, target=tmp_path)
    assert jobs.hand_out(one, folder=tmp_path, target=tmp_path) == first
    assert first.parent.name == one.sha256[:12]


def test_what_is_gone_damaged_or_no_paper_is_named(tmp_path: Path) -> None:
    one = filed(tmp_path, "通知.pdf", data=b"something else")
    with pytest.raises(UserError, match="原件已损坏"):
        jobs.hand_out(one, folder=tmp_path, target=tmp_path)
    (paths.evidence(tmp_path) / one.sha256).unlink()
    with pytest.raises(UserError, match="不在这台电脑上"):
        jobs.hand_out(one, folder=tmp_path, target=tmp_path)
    with pytest.raises(UserError, match="不是 PDF 或照片"):
        jobs.hand_out(
            filed(tmp_path, "通知.pdf", kind="application/x-msdownload"), folder=tmp_path, target=tmp_path
        )


# taking in


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


def lay(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def kept(desk: Desk) -> list[str]:
    folder = paths.evidence(desk.folder)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def take(desk: Desk, *found: Path, tell: Tell = silent, **more: object) -> jobs.Filed:
    wanted = [jobs.Wanted(path, "2026-05-12") for path in found]
    return jobs.file_many(
        desk.db, wanted, folder=desk.folder, school=desk.school, today=made_up.TODAY, tell=tell, **more
    )  # type: ignore[arg-type]


def test_a_photograph_is_kept_small_and_its_original_is_known(desk: Desk, tmp_path: Path) -> None:
    data = photographed.jpeg(photographed.scene(1, (4000, 3000)), taken="2026:05:12 09:30:11", turned=6)
    path = lay(tmp_path, "合影.jpg", data + b"<script>")
    made = jobs.file(
        desk.db, path, folder=desk.folder, school=desk.school, formed_on="2026-05-12", today=made_up.TODAY
    )
    (found,) = evidence.rows(desk.db, [made])
    assert found.original_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.taken_at, found.media_type, found.file_name) == (
        "2026-05-12 09:30",
        "image/jpeg",
        "合影.jpg",
    )
    assert found.phash is not None
    small = jobs.read_kept(found, folder=desk.folder)
    assert kept(desk) == [found.sha256] == [hashlib.sha256(small).hexdigest()]
    assert found.bytes == len(small) < len(data)
    # What was handed out may come back, and so may the original.
    copy = jobs.hand_out(found, folder=desk.folder, target=tmp_path)
    filed = take(desk, path, copy)
    assert filed.ids == filed.again == (made,)
    assert kept(desk) == [found.sha256]


def test_a_photograph_from_a_png_is_handed_out_as_what_it_is(desk: Desk, tmp_path: Path) -> None:
    (made,) = take(desk, lay(tmp_path, "截图.png", photographed.png(photographed.scene(2)))).ids
    (found,) = evidence.rows(desk.db, [made])
    copy = jobs.hand_out(found, folder=desk.folder, target=tmp_path)
    assert (copy.name, copy.read_bytes()[:3]) == ("截图.jpg", b"\xff\xd8\xff")


def test_many_are_one_act_and_what_is_refused_is_named(desk: Desk, tmp_path: Path) -> None:
    good = [lay(tmp_path, f"{number}.jpg", photographed.photograph(number)) for number in range(3)]
    paper = lay(tmp_path, "发票.pdf", photographed.pdf(carrying="发票.xml"))
    bomb = lay(tmp_path, "炸弹.png", photographed.bomb(20_000, 20_000))
    program = lay(tmp_path, "照片.jpg", b"MZ\x90\0")
    before = made_up.content(desk.db)
    filed = take(desk, *good, paper, bomb, program, tmp_path / "没有.pdf")
    assert len(filed.ids) == 4
    assert len(kept(desk)) == 4
    said = filed.sentence
    assert said.startswith("已归入 4 件。“发票.pdf”里夹带 1 个附件")
    for sentence in (
        "“炸弹.png”没有归入：照片的像素太多",
        "“照片.jpg”不是 PDF 或照片",
        "找不到文件“没有.pdf”",
    ):
        assert sentence in said
    assert desk.db.undo() == "归入佐证 4 件"
    assert made_up.content(desk.db) == before


def test_stopped_half_way_nothing_is_left(desk: Desk, tmp_path: Path) -> None:
    old = lay(tmp_path, "旧.jpg", photographed.photograph(7))
    take(desk, old)
    before = made_up.content(desk.db), kept(desk)
    found = [lay(tmp_path, f"{number}.jpg", photographed.photograph(number)) for number in range(6)]

    def tell(done: int, total: int, note: str = "") -> None:
        if done == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        take(desk, old, *found, tell=tell)
    assert (made_up.content(desk.db), kept(desk)) == before


def test_a_file_whose_copy_is_gone_is_laid_there_again(desk: Desk, tmp_path: Path) -> None:
    path = lay(tmp_path, "合影.jpg", photographed.photograph(3))
    first = take(desk, path)
    (name,) = kept(desk)
    (paths.evidence(desk.folder) / name).write_bytes(b"damaged")
    assert take(desk, path).ids == first.ids
    (found,) = evidence.rows(desk.db, list(first.ids))
    assert jobs.read_kept(found, folder=desk.folder) != b"damaged"


def test_many_prove_many_criteria_or_show_a_session(desk: Desk, tmp_path: Path) -> None:
    standard = checklist.standard(desk.db, school=desk.school, on=made_up.TODAY)
    criteria = [one.id for one in checklist.criteria(desk.db, standard.id)][:2]
    people = made_up.people(desk.db, desk.school, 2)
    (session, *_) = timetable.find(desk.db, training_class=made_up.a_class(desk.db, desk.school, people))
    shots = [lay(tmp_path, f"{number}.jpg", photographed.photograph(number)) for number in range(2)]
    filed = take(desk, *shots, criteria=criteria, session=session)
    for criterion in criteria:
        assert set(evidence.find(desk.db, criterion=criterion)) == set(filed.ids)
    assert set(photographs.of_session(desk.db, session)) == set(filed.ids)
    # A paper shows no session, and then none of them is filed.
    before = made_up.content(desk.db), kept(desk)
    with pytest.raises(UserError, match="不是照片"):
        take(desk, lay(tmp_path, "通知.pdf", photographed.pdf()), session=session)
    assert (made_up.content(desk.db), kept(desk)) == before


def test_the_same_scene_again_is_noticed(desk: Desk, tmp_path: Path) -> None:
    scene = photographed.scene(5)
    people = made_up.people(desk.db, desk.school, 2)
    sessions = timetable.find(desk.db, training_class=made_up.a_class(desk.db, desk.school, people))
    for name, picture, session in (
        ("一", scene, sessions[0]),
        ("二", photographed.changed(scene, "small"), sessions[2]),
    ):
        take(desk, lay(tmp_path, f"{name}.jpg", photographed.jpeg(picture)), session=session)
    (pair,) = photographs.questions(desk.db, school=desk.school)
    assert pair.one != pair.other


def test_a_newer_version_takes_the_place_of_the_old(desk: Desk, tmp_path: Path) -> None:
    standard = checklist.standard(desk.db, school=desk.school, on=made_up.TODAY)
    criterion = checklist.criteria(desk.db, standard.id)[0].id
    (old,) = take(desk, lay(tmp_path, "旧.pdf", photographed.pdf(1)), criteria=[criterion]).ids
    new = jobs.file(
        desk.db, lay(tmp_path, "新.pdf", photographed.pdf(2)), folder=desk.folder, school=desk.school,
        formed_on="2026-06-01", today=made_up.TODAY, replaces=old,
    )  # fmt: skip
    assert evidence.find(desk.db, criterion=criterion) == [new]
    assert len(kept(desk)) == 2
    with pytest.raises(UserError, match="一模一样"):
        jobs.file(
            desk.db, tmp_path / "新.pdf", folder=desk.folder, school=desk.school,
            formed_on="2026-06-01", today=made_up.TODAY, replaces=new,
        )  # fmt: skip


def test_the_date_proposed_is_the_cameras_or_the_files(tmp_path: Path) -> None:
    shot = lay(tmp_path, "一.jpg", photographed.photograph(taken="2026:05:12 09:30:11"))
    paper = lay(tmp_path, "二.pdf", photographed.pdf())
    for path in (shot, paper):
        os.utime(path, (1_780_000_000, 1_780_000_000))
    assert jobs.proposed_date(shot, today=made_up.TODAY) == "2026-05-12"
    assert jobs.proposed_date(paper, today=made_up.TODAY) == date.fromtimestamp(1_780_000_000).isoformat()
    os.utime(paper, (4_000_000_000, 4_000_000_000))
    assert jobs.proposed_date(paper, today=made_up.TODAY) == made_up.TODAY
    assert jobs.proposed_date(tmp_path / "没有.pdf", today=made_up.TODAY) == made_up.TODAY


def test_a_scanners_folder_offers_what_is_new(desk: Desk, tmp_path: Path) -> None:
    place = tmp_path / "扫描"
    place.mkdir()
    for number, name in enumerate(("一.pdf", "二.PDF", "三.jpg")):
        data = photographed.photograph(number) if name.endswith("jpg") else photographed.pdf(number + 1)
        os.utime(lay(place, name, data), (1_780_000_000 + number, 1_780_000_000 + number))
    lay(place, "说明.txt", b"x")
    (place / "里面.pdf").mkdir()

    def offered(passed_over: frozenset[str] = frozenset()) -> list[str]:
        found = jobs.in_folder(desk.db, place, school=desk.school, passed_over=passed_over)
        return [path.name for path in found]

    assert offered() == ["一.pdf", "二.PDF", "三.jpg"]
    take(desk, place / "三.jpg")
    assert offered() == ["一.pdf", "二.PDF"]
    passed = frozenset({jobs.called(place / "一.pdf")})
    assert offered(passed) == ["二.PDF"]
    os.utime(lay(place, "一.pdf", photographed.pdf(9)), (1_780_000_009, 1_780_000_009))
    assert offered(passed) == ["二.PDF", "一.pdf"]
    with pytest.raises(UserError, match="打不开扫描文件夹"):
        jobs.in_folder(desk.db, tmp_path / "没有", school=desk.school, passed_over=frozenset())
