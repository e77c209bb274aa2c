"""Evidence: hand a filed document out again, to be read with whatever reads such files."""

import hashlib
import re
from pathlib import Path

from app import paths
from app.errors import UserError
from app.jobs import files
from app.school.evidence import Evidence

# The name came with a parcel, so the ending is ours: a reader of papers opens it and nothing that runs.
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
UNFIT = re.compile(r"[\x00-\x1f\x7f\"*/:<>?\\|]")
MAX_STEM = 60


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
