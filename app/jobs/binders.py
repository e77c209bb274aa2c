"""The binder for an inspection: a folder and one PDF of everything that proves how a school stands."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UserError
from app.exchange import faults
from app.jobs import checklist as ledgers
from app.jobs import evidence as copies
from app.jobs import forms, sign_in_sheets
from app.papers import binders as papers
from app.papers import fonts
from app.papers import sign_in_sheets as sheet_papers
from app.papers.binders import Demand, Entry, Lack, Proof, Section, Shot
from app.progress import Tell
from app.scans import pictures
from app.school import (
    HALF_DAYS,
    checklist,
    classes,
    evidence,
    photographs,
    rectifications,
    requirements,
    schools,
    timetable,
)
from app.school import sign_in_sheets as sheets
from app.school.checklist import Assessment
from app.school.classes import TrainingClass
from app.school.evidence import Evidence
from db.register import Register

PDF_NAME = "迎检档案盒.pdf"
MANIFEST_NAME = "文件校验清单.txt"
_FORMS = ("timetable", "roster", "attendance")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Made:
    """A finished binder: its folder, its PDF, how many pages and pieces, and what is not in it."""

    folder: Path
    pdf: Path
    pages: int
    pieces: int
    lost: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say where it is and what it holds."""
        said = f"迎检档案盒已做好，共 {self.pages} 页、{self.pieces} 件材料，在“{self.folder}”。"
        if self.lost:
            said += (
                f"有 {len(self.lost)} 件没有放进去（{'、'.join(self.lost[:3])}），原因写在“缺项及说明”里。"
            )
        return said


@dataclass(slots=True)
class _Block:
    """Something with a line in the contents: its pages, and how many they are."""

    title: str
    sections: list[Section]
    pages: int
    heading: bool = False


@dataclass(slots=True)
class _Work:
    """What is gathered before anything is bound."""

    db: Register
    data: Path
    made: Path
    year: int
    today: str
    blocks: list[_Block] = field(default_factory=list)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    """For each piece of evidence the block it lies in, and the page of that block from 0."""
    classes: dict[int, int] = field(default_factory=dict)
    """For each class the block that is about it."""
    files: list[tuple[str, str]] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def make(
    db: Register,
    *,
    school: int,
    year: int,
    folder: Path,
    target: Path,
    today: str,
    tell: Tell,
    explained: Mapping[str, str] | None = None,
) -> Made:
    """Make the binder of a year in a new folder within `target`; `folder` is the data folder.

    `explained` gives by a demand's key what the school says to its being lacking; without it, who puts it
    right until when. Nothing is left where it is stopped (`Cancelled`) or fails. Raise `UserError`
    where `target` is not there or the disk refuses.
    """
    if not target.is_dir():
        raise UserError(f"找不到文件夹“{target}”，没有制作。请换一个位置。")
    (whose,) = schools.rows(db, [school])
    name = copies.UNFIT.sub("", f"{whose.short_name}-迎检档案盒-{year}")
    with faults.told("保存的位置"), tempfile.TemporaryDirectory(prefix=".wuyou-", dir=target) as part:
        made = Path(part) / name
        made.mkdir()
        work = _Work(db, folder, made, year, today)
        judged = checklist.assess(db, school=school, year=year, today=today)
        demands = _gather(work, judged, tell)
        _add_classes(work, school, tell)
        said = {**_being_mended(db, school), **(explained or {})}
        pages = _bind(work, school, judged, demands, said, tell)
        _write_manifest(work)
        tell(1, 1, "正在收尾")
        final = _free(target / name)
        made.rename(final)
    return Made(final, final / PDF_NAME, pages, len(work.places), tuple(work.lost))


def _being_mended(db: Register, school: int) -> dict[str, str]:
    """Say of each demand that is being put right who does what until when."""
    open_ = rectifications.rows(db, rectifications.find(db, school=school, only_open=True))
    return {
        one.key: f"整改中：{one.what}，{one.responsible}负责，{one.due_on} 前完成" for one in open_ if one.key
    }


# gathering


def _gather(work: _Work, judged: Sequence[Assessment], tell: Tell) -> list[tuple[Assessment, list[Evidence]]]:
    """Put what is filed for every demand into the folder, and lay out its pages."""
    demands = []
    for at, one in enumerate(judged):
        tell(at, len(judged), one.criterion.text)
        found = evidence.rows(
            work.db, evidence.find(work.db, criterion=one.criterion.id, order_by="formed_on")
        )
        place = f"{at + 1:02}-{_fit(one.criterion.item_name)}-{_fit(one.criterion.text)}"
        block = _Block(f"{at + 1}．{one.criterion.text}", [Section(b"")], 0)
        work.blocks.append(block)
        fresh = [piece for piece in found if piece.id not in work.places]
        _add_pieces(work, block, fresh, place, tell)
        demands.append((one, found))
    return demands


def _add_pieces(
    work: _Work, block: _Block, found: Sequence[Evidence], place: str, tell: Tell, note: str = ""
) -> None:
    """Lay papers one after another and photographs two a page behind what a block has already."""
    shots: list[tuple[Evidence, Shot]] = []
    number = len(work.blocks) - 1
    for piece in sorted(found, key=lambda one: (one.is_picture, one.formed_on, one.id)):
        tell(0, 0, piece.file_name)
        try:
            data = copies.read_kept(piece, folder=work.data)
            if piece.is_picture:
                shown = data if piece.original_sha256 else pictures.shrunk(data, side=pictures.SIDE)
                shots.append((piece, Shot(_lay(work, place, piece, data, shown), _below(piece, note))))
                continue
            source = _lay(work, place, piece, data, data)
            pages = papers.pages_of(source)
        except UserError as error:
            work.lost.append(piece.file_name)
            work.lacks.append(Lack(block.title, f"“{piece.file_name}”没有放进来", str(error)))
            continue
        work.places[piece.id] = (number, block.pages)
        block.sections.append(Section(source))
        block.pages += pages
    if shots:
        block.sections.append(papers.photographs([shot for _, shot in shots]))
        for at, (piece, _) in enumerate(shots):
            work.places[piece.id] = (number, block.pages + at // papers.SHOTS)
        block.pages += -(-len(shots) // papers.SHOTS)


def _lay(work: _Work, place: str, piece: Evidence, data: bytes, shown: bytes) -> Path:
    """Copy a piece into the binder's folder under its own name; give the file to be bound."""
    ending = copies.ENDINGS[piece.media_type]
    stem = copies.fit_stem(piece.file_name) or "佐证"
    there = work.made / place
    there.mkdir(exist_ok=True)
    path = _free(there / f"{stem}{ending}")
    path.write_bytes(data)
    work.files.append((path.relative_to(work.made).as_posix(), hashlib.sha256(data).hexdigest()))
    if shown is data:
        return path
    small = work.made.parent / f"{piece.sha256}.jpg"
    small.write_bytes(shown)
    return small


def _below(piece: Evidence, note: str) -> tuple[str, ...]:
    when = piece.taken_at or piece.formed_on
    return (piece.file_name, "　".join(part for part in (f"时间：{when}" if when else "", note) if part))


def _add_classes(work: _Work, school: int, tell: Tell) -> None:
    """Add for every class of the year what the register itself proves, its papers and its photographs."""
    held = [
        one
        for one in classes.rows(work.db, classes.find(work.db, school=school, year=work.year))
        if one.sessions
    ]
    for at, found in enumerate(reversed(held)):
        tell(at, len(held), found.name)
        begins = papers.divider(found.name, (f"{found.year}年第{found.term_no}期", "班的材料和课次照片"))
        block = _Block(f"附：{found.name}", [Section(begins)], papers.pages_of(begins), heading=True)
        work.classes[found.id] = len(work.blocks)
        work.blocks.append(block)
        for made in _of_register(work, block, found):
            block.sections.append(Section(made))
            block.pages += papers.pages_of(made)
        filed = [paper for one in requirements.of_class(work.db, found.id) for paper in one.papers]
        place = f"附-{_fit(found.name)}"
        _add_pieces(work, block, _unplaced(work, filed), place, tell)
        for session in timetable.rows(work.db, timetable.find(work.db, training_class=found.id)):
            shown = evidence.rows(work.db, photographs.of_session(work.db, session.id))
            note = f"课次：{session.date} {HALF_DAYS[session.half_day]} {session.course}"
            _add_pieces(work, block, _unplaced(work, shown), place, tell, note)
        for one in requirements.of_class(work.db, found.id):
            if one.state != "met" and one.requirement.required:
                said = one.said if one.state == "waived" else "尚未说明"
                work.lacks.append(Lack(found.name, one.requirement.title, said))


def _unplaced(work: _Work, found: Sequence[Evidence]) -> list[Evidence]:
    return [one for one in dict.fromkeys(found) if one.id not in work.places]


def _of_register(work: _Work, block: _Block, found: TrainingClass) -> Iterator[bytes]:
    """Render the forms that a class's rows fill in, and the sign-in sheets as they were printed."""
    with fonts.handwritten():
        for key in _FORMS:
            form = forms.called(key)
            try:
                yield form.fill(work.db, found.id, work.today)
            except UserError as error:
                work.lacks.append(Lack(block.title, form.title, str(error)))
        printed = sheets.rows(work.db, sheets.find(work.db, training_class=found.id))
        for sheet in reversed(printed):
            yield sheet_papers.render(sign_in_sheets.blanks(work.db, sheet))


# binding


def _bind(
    work: _Work,
    school: int,
    judged: Sequence[Assessment],
    demands: Sequence[tuple[Assessment, list[Evidence]]],
    explained: Mapping[str, str],
    tell: Tell,
) -> int:
    """Number the pages, make what names them, and bind everything; give how many pages there are."""
    (whose,) = schools.rows(work.db, [school])
    standard = checklist.standard(work.db, school=school, on=min(work.today, f"{work.year}-12-31"))
    head = papers.Binder(
        whose.full_name, standard.name, work.year, work.today,
        sum(one.points for one in judged), sum(one.criterion.points for one in judged),
    )  # fmt: skip
    with fonts.handwritten():
        for at, (one, found) in enumerate(demands):
            work.blocks[at].sections[0] = Section(papers.demand(_demand(work, at, one, found, {}, {})))
            work.blocks[at].pages += papers.pages_of(work.blocks[at].sections[0].source)
        work.lacks[:0] = [
            Lack(
                one.criterion.item_name,
                one.criterion.text,
                explained.get(one.criterion.key) or one.next_step or "尚未说明",
            )
            for one in checklist.gaps(judged)
        ]
        before = ledgers.ledger(work.db, school=school, year=work.year, today=work.today)
        after = [
            _Block(title, [Section(data)], papers.pages_of(data), heading=True)
            for title, data in (
                ("缺项及说明", papers.lacks(work.lacks)),
                ("文件校验清单", papers.manifest(work.files)),
            )
        ]
        ledger = _Block("“五有”工作台账", [Section(before)], papers.pages_of(before), heading=True)
        blocks = [ledger, *work.blocks, *after]
        blank = papers.front(head, _entries(blocks, judged, [0] * len(blocks)))
        starts = _starts(blocks, papers.pages_of(blank) + 1)
        # What is filed for a demand lies behind its cover; a class's block counts from its first page.
        covers = [papers.pages_of(block.sections[0].source) for block in work.blocks[: len(demands)]]
        covers += [0] * (len(work.blocks) - len(covers))
        pages = {piece: starts[1 + block] + covers[block] + at for piece, (block, at) in work.places.items()}
        held = {one: starts[1 + block] for one, block in work.classes.items()}
        for at, (one, found) in enumerate(demands):
            work.blocks[at].sections[0] = Section(papers.demand(_demand(work, at, one, found, pages, held)))
        front = papers.front(head, _entries(blocks, judged, starts))
    sections = [Section(front), *(section for block in blocks for section in block.sections)]
    return papers.bind(sections, work.made / PDF_NAME, tell=tell)


def _starts(blocks: Sequence[_Block], first: int) -> list[int]:
    starts = []
    for block in blocks:
        starts.append(first)
        first += block.pages
    return starts


def _entries(blocks: Sequence[_Block], judged: Sequence[Assessment], starts: Sequence[int]) -> list[Entry]:
    """Write the contents: the items of the standard as headings over their demands."""
    entries, item = [], ""
    for at, (block, page) in enumerate(zip(blocks, starts, strict=True)):
        number = at - 1
        if 0 <= number < len(judged) and judged[number].criterion.item_name != item:
            item = judged[number].criterion.item_name
            entries.append(Entry(item, page, heading=True))
        entries.append(Entry(block.title, page, heading=block.heading))
    return entries


def _demand(
    work: _Work,
    at: int,
    one: Assessment,
    found: Sequence[Evidence],
    pages: Mapping[int, int],
    held: Mapping[int, int],
) -> Demand:
    filed = [
        Proof(piece.file_name, piece.formed_on, pages.get(piece.id, 0), _remark(piece, work))
        for piece in found
    ]
    shown = [
        Proof(
            piece.title,
            piece.on,
            held.get(piece.id, 0) if piece.noun == "class" else 0,
            "登记在册" if piece.good else "登记不全",
        )
        for piece in one.pieces
        if piece.noun != "evidence"
    ]
    return Demand(
        at + 1, one.criterion.item_name, one.criterion.text, checklist.STATES[one.state], one.points,
        one.criterion.points, one.proved_by, (*filed, *shown),
    )  # fmt: skip


def _remark(piece: Evidence, work: _Work) -> str:
    if piece.file_name in work.lost and piece.id not in work.places:
        return "没有放进来"
    return piece.lacks


def _write_manifest(work: _Work) -> None:
    """Write the list as `sha256sum -c` reads it, the bound PDF first."""
    digest = hashlib.sha256()
    with (work.made / PDF_NAME).open("rb") as bound:
        while block := bound.read(1024 * 1024):
            digest.update(block)
    lines = [(PDF_NAME, digest.hexdigest()), *work.files]
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in lines)
    (work.made / MANIFEST_NAME).write_text(text, encoding="utf-8")


def _fit(text: str) -> str:
    return copies.UNFIT.sub("", text).strip(" .")[:_LONGEST]


def _free(path: Path) -> Path:
    """Give a path that nothing has, with a number behind the name where it must."""
    for number in range(2, 10_000):
        if not path.exists():
            return path
        stem = path.stem.removesuffix(f"（{number - 1}）")
        path = path.with_name(f"{stem}（{number}）{path.suffix}")
    raise UserError(f"“{path.parent}”里同名的太多，请清理后再试。")
