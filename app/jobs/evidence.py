"""Evidence: take documents and photographs in, many at once, and hand them out again."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import archives
from app.jobs import files
from app.progress import Tell
from app.scans import documents, pictures
from app.school import evidence, photographs
from app.school.evidence import PAPER, PICTURE, Evidence
from db.register import Register

# What may be filed, by how its content begins: never by its ending, and nothing that can be run.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
MAX_BYTES = archives.MAX_BLOB  # what cannot be sent to the county is not filed
PICTURE_BYTES = pictures.BYTES  # a photograph is kept much smaller than it comes

# The name came with a parcel, so the ending is ours: a reader of papers opens it and nothing that runs.
ENDINGS = {PAPER: ".pdf", PICTURE: ".jpg", "image/png": ".png"}
UNFIT = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|]")
MAX_STEM = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A file as it is kept under `sha256`: how many bytes, where they came from, and what is known of it."""

    sha256: str
    media_type: str
    size: int
    original_sha256: str = ""
    taken_at: str = ""
    phash: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be taken in: where it lies, and its own date, None where nobody knows it."""

    path: Path
    formed_on: str | None


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of files taken in: the evidence, in order, and what has to be said.

    `again` are those that were here before, `refused` a sentence for each file that was not taken,
    `notes` one for what was taken all the same.
    """

    ids: tuple[int, ...]
    again: tuple[int, ...]
    refused: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say how many were taken in, which were here before, and what was refused and why."""
        said = f"已归入 {len(self.ids)} 件。" if self.ids else ""
        if self.again:
            said += f"其中 {len(self.again)} 件以前归入过，用的是同一份。"
        return said + "".join((*self.notes, *self.refused))


def read(path: Path) -> bytes:
    """Read a file that may be evidence; raise `UserError` where it is gone, too large, or empty."""
    if not path.is_file():
        raise UserError(f"找不到文件“{path.name}”，可能已被移走，请重新选择。")
    with path.open("rb") as opened:
        start = opened.read(8)
        most = PICTURE_BYTES if start.startswith(_PICTURES) else MAX_BYTES
        if path.stat().st_size > most:
            raise UserError(f"“{path.name}”超过 {most // 1024**2} MB，请先压缩或拍小一些再归入。")
        return start + opened.read(most)


def prepared(data: bytes, *, name: str, today: str) -> tuple[Piece, bytes]:
    """Make a file's bytes ready to be kept: photographs anew and small, PDFs as they are.

    Raise `UserError` for what is no PDF, JPEG or PNG, does not open, or would run something.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if not data.startswith((documents.START, *_PICTURES)):
        raise UserError(f"“{name}”不是 PDF 或照片（JPG、PNG），不能归入；请先另存为 PDF。")
    try:
        if data.startswith(documents.START):
            carried = documents.looked_at(data).carried
            note = f"“{name}”里夹带 {carried} 个附件，五有不会打开它们。" if carried else ""
            return Piece(sha256, PAPER, len(data), note=note), data
        made = pictures.reencoded(data, today=today)
    except UserError as error:
        raise UserError(f"“{name}”没有归入：{error}") from error
    kept = hashlib.sha256(made.data).hexdigest()
    return Piece(kept, PICTURE, len(made.data), sha256, made.taken_at, made.phash), made.data


def file(
    db: Register,
    path: Path,
    *,
    folder: Path,
    school: int,
    formed_on: str | None,
    today: str,
    criterion: int | None = None,
    replaces: int | None = None,
) -> int:
    """File a PDF or picture, as proof of a criterion where one is given, and give the evidence's id.

    `formed_on` is the document's own date, not that of filing; None where nobody knows it. The file is kept
    beside the register under its SHA-256 before the register speaks of it; a photograph is made small and
    rid of what a telephone wrote into it. It takes the place of the evidence it `replaces`. Raise
    `UserError` for what is no PDF, JPEG or PNG, does not open, or is too big.
    """
    if formed_on is not None:
        evidence.dated(formed_on, today=today)
    taken = _take(db, path, folder=folder, school=school, today=today)
    try:
        with db.act(f"归入佐证：{path.name}"):
            new = _enter(db, taken, Wanted(path, formed_on), school=school, today=today)
            if criterion is not None:
                evidence.attach(db, new, criterion=criterion)
            if replaces is not None:
                evidence.replace(db, replaces, new)
    except BaseException:
        if taken.fresh is not None:
            taken.fresh.unlink(missing_ok=True)
        raise
    return new


def file_many(
    db: Register,
    wanted: Sequence[Wanted],
    *,
    folder: Path,
    school: int,
    today: str,
    criteria: Sequence[int] = (),
    session: int | None = None,
    tell: Tell,
) -> Filed:
    """File many at once as one act: as proof of `criteria`, as photographs of a `session`, or of nothing yet.

    What cannot be taken is named and the others are. Stopped half-way (`Cancelled` out of `tell`) nothing is
    left, neither in the register nor beside it.
    """
    done: list[tuple[Wanted, _Taken]] = []
    refused: list[str] = []
    try:
        for at, one in enumerate(wanted):
            tell(at, len(wanted), one.path.name)
            try:
                if one.formed_on is not None:
                    evidence.dated(one.formed_on, today=today)
                done.append((one, _take(db, one.path, folder=folder, school=school, today=today)))
            except UserError as error:
                refused.append(str(error))
        tell(len(wanted), len(wanted), "正在登记")
        with db.act(f"归入佐证 {len(done)} 件"):
            ids = [_enter(db, taken, one, school=school, today=today) for one, taken in done]
            for new in dict.fromkeys(ids):
                for criterion in criteria:
                    evidence.attach(db, new, criterion=criterion)
                if session is not None:
                    photographs.link(db, session, new)
    except BaseException:
        for _, taken in done:
            if taken.fresh is not None:
                taken.fresh.unlink(missing_ok=True)
        raise
    again = [new for new, (_, taken) in zip(ids, done, strict=True) if taken.known is not None]
    notes = [taken.piece.note for _, taken in done if taken.piece is not None and taken.piece.note]
    return Filed(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(again)), tuple(refused), tuple(notes))


def proposed_date(path: Path, *, today: str) -> str:
    """Propose a file's own date: the moment a camera wrote, or else the day the file was changed last."""
    try:
        with path.open("rb") as opened:
            start = opened.read(256 * 1024)
    except OSError:
        return today
    taken = pictures.taken(start, today=today) if start.startswith(_PICTURES) else ""
    return taken[:10] or _modified_on(path, today=today)


def in_folder(db: Register, place: Path, *, school: int, passed_over: frozenset[str]) -> list[Path]:
    """List what a scanner has laid into a folder and nobody has filed or passed over, oldest first.

    `passed_over` are names as `called` gives them. Raise `UserError` where the folder is not there.
    """
    try:
        found = come_since(place, passed_over=passed_over)
    except OSError as error:
        raise UserError(f"打不开扫描文件夹“{place}”，可能已被移走或改名，请重新选择。") from error
    return [path for path in found if not _is_filed(db, path, school=school)]


def come_since(place: Path, *, passed_over: frozenset[str]) -> list[Path]:
    """List the PDFs and pictures in a folder that were not passed over, oldest first, without opening any."""
    endings = (".pdf", ".jpg", ".jpeg", ".png")
    found = [path for path in place.iterdir() if path.suffix.lower() in endings and path.is_file()]
    return sorted((path for path in found if called(path) not in passed_over), key=_written)


def called(path: Path) -> str:
    """Name a file of a scanner's folder so that another scan under the same name is another."""
    about = path.stat()
    return f"{path.name}|{about.st_size}|{about.st_mtime_ns}"


def _written(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, path.name


def _is_filed(db: Register, path: Path, *, school: int) -> bool:
    try:
        data = read(path)
    except (OSError, UserError):
        return False
    return evidence.filed(db, school=school, sha256=hashlib.sha256(data).hexdigest()) is not None


# keeping


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that lies beside the register: the evidence it is already, or what is to be entered.

    `fresh` is its path where nothing of that name was there before.
    """

    known: int | None
    piece: Piece | None
    fresh: Path | None


def _take(db: Register, path: Path, *, folder: Path, school: int, today: str) -> _Taken:
    """Lay a file beside the register, unless it is there whole already."""
    data = read(path)
    known = evidence.filed(db, school=school, sha256=hashlib.sha256(data).hexdigest())
    if known is not None and _is_whole(evidence.rows(db, [known])[0], folder):
        return _Taken(known, None, None)
    piece, kept = prepared(data, name=path.name, today=today)
    place = paths.evidence(folder) / piece.sha256
    there = place.exists()
    if not there or place.read_bytes() != kept:
        place.parent.mkdir(parents=True, exist_ok=True)
        files.keep(place, kept)
    known = evidence.filed(db, school=school, sha256=piece.sha256)
    return _Taken(known, piece, None if there else place)


def _is_whole(found: Evidence, folder: Path) -> bool:
    kept = paths.evidence(folder) / found.sha256
    return kept.is_file() and hashlib.sha256(kept.read_bytes()).hexdigest() == found.sha256


def _enter(db: Register, taken: _Taken, wanted: Wanted, *, school: int, today: str) -> int:
    """Write into the register what was taken; give the evidence."""
    if taken.piece is None:
        known = taken.known or 0
        if wanted.formed_on is not None:
            evidence.redate(db, known, wanted.formed_on, today=today)
        return known
    return evidence.file(
        db,
        school=school,
        criterion=None,
        sha256=taken.piece.sha256,
        file_name=wanted.path.name,
        media_type=taken.piece.media_type,
        size=taken.piece.size,
        formed_on=wanted.formed_on,
        today=today,
        original_sha256=taken.piece.original_sha256,
        taken_at=taken.piece.taken_at,
        phash=taken.piece.phash,
    )


# handing out


def read_kept(found: Evidence, *, folder: Path) -> bytes:
    """Give a filed document's bytes; raise `UserError` where they are not here or not what was filed."""
    original = paths.evidence(folder) / found.sha256
    if not original.is_file():
        raise UserError(
            f"“{found.file_name}”的原件不在这台电脑上，请到归入它的电脑上查看，或请对方重新上报。"
        )
    data = original.read_bytes()
    if hashlib.sha256(data).hexdigest() != found.sha256:
        raise UserError(f"“{found.file_name}”的原件已损坏，没有打开。请从备份里找回，或重新归入一次。")
    return data


def hand_out(found: Evidence, *, folder: Path, target: Path) -> Path:
    """Copy a filed document into `target` under its own name and give the copy.

    `folder` is the data folder. Raise `UserError` where the original is not here or is not what was filed.
    """
    ending = ENDINGS.get(found.media_type)
    if ending is None:
        raise UserError(f"“{found.file_name}”不是 PDF 或照片，本机没有打开它。")
    data = read_kept(found, folder=folder)
    stem = fit_stem(found.file_name) or "佐证"
    own = target / found.sha256[:12]
    own.mkdir(exist_ok=True)
    return files.keep(own / f"{stem}{ending}", data)


def thumbnail(found: Evidence, *, folder: Path, side: int) -> bytes:
    """Make a small JPEG of a filed document, `side` pixels long; raise `UserError` where it cannot be."""
    data = read_kept(found, folder=folder)
    if found.is_picture:
        return pictures.shrunk(data, side=side)
    return documents.first_page(data, side=side)


def fit_stem(file_name: str) -> str:
    """Give a file's name without its ending as every disk takes it, perhaps empty."""
    return UNFIT.sub("", Path(file_name).stem).strip(" .")[:MAX_STEM]


def _modified_on(path: Path, *, today: str) -> str:
    """Give the day a file was changed last; a clock ahead of ours counts as today."""
    try:
        return min(date.fromtimestamp(path.stat().st_mtime).isoformat(), today)
    except OSError:
        return today
