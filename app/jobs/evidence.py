"""Evidence: file a document by its hash, and hand it out again to whatever reads such files."""

import hashlib
import re
from pathlib import Path

from app import paths
from app.errors import UserError
from app.exchange import archives
from app.jobs import files
from app.school import evidence
from app.school.evidence import Evidence
from db.register import Register

# What may be filed, by how its content begins: never by its ending, and nothing that can be run.
_KINDS = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
MAX_BYTES = archives.MAX_BLOB  # what cannot be sent to the county is not filed

# The name came with a parcel, so the ending is ours: a reader of papers opens it and nothing that runs.
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
UNFIT = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|]")
MAX_STEM = 60


def file(
    db: Register,
    path: Path,
    *,
    folder: Path,
    school: int,
    formed_on: str,
    today: str,
    criterion: int | None = None,
) -> int:
    """File a PDF or picture, as proof of a criterion where one is given, and give the evidence's id.

    `formed_on` is the document's own date, not that of filing. The file is copied beside the register
    under its SHA-256 before the register speaks of it. Raise `UserError` for what is no PDF, JPEG or PNG,
    or too big.
    """
    formed = evidence.dated(formed_on, today=today)
    if not path.is_file():
        raise UserError(f"找不到文件“{path.name}”，可能已被移走，请重新选择。")
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"“{path.name}”超过 {MAX_BYTES // 1024**2} MB，请先压缩或拍小一些再归入。")
    data = path.read_bytes()
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), None)
    if kind is None:
        raise UserError(f"“{path.name}”不是 PDF 或照片（JPG、PNG），不能归入；请先另存为 PDF。")
    sha256 = hashlib.sha256(data).hexdigest()
    kept = paths.evidence(folder) / sha256
    if not kept.exists() or kept.read_bytes() != data:
        kept.parent.mkdir(parents=True, exist_ok=True)
        files.keep(kept, data)
    return evidence.file(
        db,
        school=school,
        criterion=criterion,
        sha256=sha256,
        file_name=path.name,
        media_type=kind,
        size=len(data),
        formed_on=formed,
        today=today,
    )


def hand_out(found: Evidence, *, folder: Path, target: Path) -> Path:
    """Copy a filed document into `target` under its own name and give the copy.

    `folder` is the data folder. Raise `UserError` where the original is not here or is not what was filed.
    """
    original = paths.evidence(folder) / found.sha256
    ending = ENDINGS.get(found.media_type)
    if ending is None:
        raise UserError(f"“{found.file_name}”不是 PDF 或照片，本机没有打开它。")
    if not original.is_file():
        raise UserError(
            f"“{found.file_name}”的原件不在这台电脑上，请到归入它的电脑上查看，或请对方重新上报。"
        )
    data = original.read_bytes()
    if hashlib.sha256(data).hexdigest() != found.sha256:
        raise UserError(f"“{found.file_name}”的原件已损坏，没有打开。请从备份里找回，或重新归入一次。")
    stem = fit_stem(found.file_name) or "佐证"
    own = target / found.sha256[:12]
    own.mkdir(exist_ok=True)
    return files.keep(own / f"{stem}{ending}", data)


def fit_stem(file_name: str) -> str:
    """Give a file's name without its ending as every disk takes it, perhaps empty."""
    return UNFIT.sub("", Path(file_name).stem).strip(" .")[:MAX_STEM]
