import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from app import paths
from app.errors import Cancelled, UserError
from app.jobs import binders, sign_in_sheets
from app.jobs import evidence as filing
from app.progress import silent
from app.school import checklist, evidence, photographs, rectifications, requirements, timetable
from tests import made_up, photographed
from tests.jobs.conftest import Desk, desks_in
from tests.papers import reading


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk("township")


@pytest.fixture
def filed(desk: Desk, tmp_path: Path) -> Desk:
    file_all(desk, tmp_path)
    return desk


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, binders.Made]]:
    """A binder to read in, made once."""
    folder = tmp_path_factory.mktemp("bound")
    with desks_in(folder) as open_desk:
        desk = open_desk("township")
        file_all(desk, folder)
        yield desk, make(desk, out(folder), explained={criterion_keys(desk)[2]: "九月换届后补发"})


def file_all(desk: Desk, folder: Path) -> None:
    """File a class with its sheet, a paper of three pages and five photographs for two demands."""
    people = made_up.people(desk.db, desk.school, 3)
    held = made_up.a_class(desk.db, desk.school, people)
    sign_in_sheets.print_sheets(desk.db, held, today=made_up.TODAY)
    first, second = criteria(desk)[:2]
    (paper,) = take(desk, lay(folder, "任职文件.pdf", photographed.pdf(3)))
    shots = [take(desk, lay(folder, f"照片{n}.jpg", photographed.photograph(n)))[0] for n in range(5)]
    evidence.attach(desk.db, paper, criterion=first)
    for one in shots[:3]:
        evidence.attach(desk.db, one, criterion=first)
    evidence.attach(desk.db, shots[0], criterion=second)
    evidence.attach(desk.db, shots[3], criterion=second)
    session = timetable.find(desk.db, training_class=held)[0]
    photographs.link(desk.db, session, shots[4])
    requirements.waive(desk.db, held, "photos", reason="停电没有拍照", today=made_up.TODAY)


def criteria(desk: Desk) -> list[int]:
    standard = checklist.standard(desk.db, school=desk.school, on=made_up.TODAY)
    return [one.id for one in checklist.criteria(desk.db, standard.id) if one.proof == "document"]


def lay(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def take(desk: Desk, *found: Path) -> tuple[int, ...]:
    wanted = [filing.Wanted(path, "2026-05-12") for path in found]
    return filing.file_many(
        desk.db, wanted, folder=desk.folder, school=desk.school, today=made_up.TODAY, tell=silent
    ).ids


def make(desk: Desk, target: Path, **more: object) -> binders.Made:
    given: dict[str, object] = {"tell": silent, **more}
    return binders.make(
        desk.db,
        school=desk.school,
        year=2026,
        folder=desk.folder,
        target=target,
        today=made_up.TODAY,
        **given,
    )  # type: ignore[arg-type]


def out(tmp_path: Path) -> Path:
    folder = tmp_path / "给检查组"
    folder.mkdir()
    return folder


def pages(made: binders.Made) -> list[str]:
    return ["".join(text.split()) for text in reading.texts(made.pdf.read_bytes())]


def test_every_page_is_where_the_contents_say(bound: tuple[Desk, binders.Made]) -> None:
    filed, made = bound
    said = pages(made)
    assert len(said) == made.pages
    for number, text in enumerate(said, 1):
        assert f"-{number}-" in text
    judged = checklist.assess(filed.db, school=filed.school, year=2026, today=made_up.TODAY)
    contents = "".join(text for text in said[:4] if "内容页码" in text)
    for at, one in enumerate(judged, 1):
        title = f"{at}．{''.join(one.criterion.text.split())}"
        page = next(number for number, text in enumerate(said, 1) if number > 4 and title in text)
        assert f"{title}{page}" in contents
    for title in ("附：冬训班", "缺项及说明", "文件校验清单"):
        heading = title.removeprefix("附：")
        page = next(n for n, text in enumerate(said, 1) if text.startswith(heading))
        assert f"{title}{page}" in contents


def test_a_demand_names_the_pages_of_what_proves_it(bound: tuple[Desk, binders.Made]) -> None:
    _, made = bound
    said = pages(made)
    cover = next(text for text in said if text.startswith("有") and "任职文件.pdf" in text and "状态" in text)
    begins = said.index(cover) + 1
    # The paper's three pages follow its cover, then three photographs, two a page.
    assert f"任职文件.pdf2026年5月12日{begins + 1}" in cover
    assert f"照片0.jpg2026年5月12日{begins + 4}" in cover
    assert f"照片2.jpg2026年5月12日{begins + 5}" in cover
    assert "照片0.jpg" in said[begins + 3] and "照片1.jpg" in said[begins + 3]
    assert "照片2.jpg" in said[begins + 4]
    # A photograph that proves a second demand is in the binder once.
    other = next(text for text in said[begins:] if "照片3.jpg" in text and "状态" in text)
    assert f"照片0.jpg2026年5月12日{begins + 4}" in other


def test_the_photographs_are_in_it(bound: tuple[Desk, binders.Made]) -> None:
    _, made = bound
    document = pypdfium2.PdfDocument(made.pdf)
    images = [
        one
        for number in range(len(document))
        for one in document[number].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    ]
    assert len(images) == 5
    assert {one.get_px_size() for one in images} == {(800, 600)}
    document.close()
    assert made.pieces == 6


def test_what_the_register_proves_is_printed_and_what_is_lacking_explained(
    bound: tuple[Desk, binders.Made],
) -> None:
    _, made = bound
    said = "".join(pages(made))
    for text in ("课程表", "学员花名册", "签到表", "单晓红", "课次：2026-11-20上午党课"):
        assert text in said
    assert "九月换届后补发" in said
    assert "本班没有：停电没有拍照" in said


def test_what_is_being_put_right_is_explained_by_that(filed: Desk, tmp_path: Path) -> None:
    rectifications.begin(
        filed.db, school=filed.school, criterion=criteria(filed)[2], what="补拍教室照片",
        responsible="张干事", due_on="2026-12-10", today=made_up.TODAY,
    )  # fmt: skip
    said = "".join(pages(make(filed, out(tmp_path))))
    assert "整改中：补拍教室照片，张干事负责，2026-12-10前完成" in said


def criterion_keys(desk: Desk) -> list[str]:
    standard = checklist.standard(desk.db, school=desk.school, on=made_up.TODAY)
    return [one.key for one in checklist.criteria(desk.db, standard.id) if one.proof == "document"]


def test_the_folder_holds_every_file_and_a_list_to_check_them_by(bound: tuple[Desk, binders.Made]) -> None:
    filed, made = bound
    assert made.folder.name == "下党乡党校-迎检档案盒-2026"
    listed = {}
    for line in (made.folder / "文件校验清单.txt").read_text(encoding="utf-8").splitlines():
        sha256, name = line.split("  ", 1)
        listed[name] = sha256
        assert hashlib.sha256((made.folder / name).read_bytes()).hexdigest() == sha256
    found = {path.relative_to(made.folder).as_posix() for path in made.folder.rglob("*") if path.is_file()}
    assert found == {*listed, "文件校验清单.txt"}
    assert len(listed) == 7
    again = make(filed, made.folder.parent)
    assert again.folder.name == "下党乡党校-迎检档案盒-2026（2）"


def test_making_it_changes_nothing_in_the_register(filed: Desk, tmp_path: Path) -> None:
    before = made_up.content(filed.db), filed.db.stamp()
    make(filed, out(tmp_path))
    assert (made_up.content(filed.db), filed.db.stamp()) == before


@pytest.mark.parametrize("note", ["照片3.jpg", "冬训班", "正在装订", "正在写文件", "正在收尾"])
def test_stopped_anywhere_nothing_is_left(filed: Desk, tmp_path: Path, note: str) -> None:
    target = out(tmp_path)
    heard = []

    def tell(done: int, total: int, said: str = "") -> None:
        heard.append(said)
        if said == note:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(filed, target, tell=tell)
    assert note in heard
    assert list(target.iterdir()) == []


def test_a_piece_that_is_gone_or_damaged_is_a_known_gap(filed: Desk, tmp_path: Path) -> None:
    lost, hurt = (evidence.rows(filed.db, evidence.find(filed.db, name))[0] for name in ("照片1", "任职文件"))
    (paths.evidence(filed.folder) / lost.sha256).unlink()
    (paths.evidence(filed.folder) / hurt.sha256).write_bytes(b"%PDF-1.4 something else")
    made = make(filed, out(tmp_path))
    assert set(made.lost) == {"照片1.jpg", "任职文件.pdf"}
    assert "有 2 件没有放进去" in made.sentence
    said = "".join(pages(made))
    assert "“照片1.jpg”没有放进来" in said and "原件不在这台电脑上" in said and "原件已损坏" in said


def test_a_school_with_nothing_has_a_binder_of_gaps(desk: Desk, tmp_path: Path) -> None:
    made = make(desk, out(tmp_path))
    assert made.pieces == 0
    assert "还没有证明材料" in "".join(pages(made))
    with pytest.raises(UserError, match="找不到文件夹"):
        make(desk, tmp_path / "没有")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_number_stands_at_the_foot_of_a_page_however_it_is_turned(tmp_path: Path, turned: int) -> None:
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(400, 700)
    page.set_rotation(turned)
    document.save(tmp_path / "turned.pdf")
    document.close()
    target = tmp_path / "bound.pdf"
    assert binders.papers.bind([binders.Section(tmp_path / "turned.pdf")], target, tell=silent) == 1
    bound = pypdfium2.PdfDocument(target)
    grey = bound[0].render(scale=1, grayscale=True).to_pil()
    dark = [(at % grey.width, at // grey.width) for at, level in enumerate(grey.tobytes()) if level < 128]
    bound.close()
    assert dark
    assert min(x for x, _ in dark) > grey.width - 60
    assert min(y for _, y in dark) > grey.height - 40


def test_a_raw_photograph_of_an_older_register_is_made_small(desk: Desk, tmp_path: Path) -> None:
    data = photographed.png(photographed.scene(1, (2400, 1800)))
    sha256 = hashlib.sha256(data).hexdigest()
    paths.evidence(desk.folder).mkdir()
    (paths.evidence(desk.folder) / sha256).write_bytes(data)
    evidence.file(
        desk.db, school=desk.school, criterion=criteria(desk)[0], sha256=sha256, file_name="教室.png",
        media_type="image/png", size=len(data), formed_on="2026-05-12", today=made_up.TODAY,
    )  # fmt: skip
    made = make(desk, out(tmp_path))
    assert (made.pieces, made.lost) == (1, ())
    (kept,) = made.folder.rglob("教室.png")
    assert kept.read_bytes() == data
    assert made.pdf.stat().st_size < 2_000_000
