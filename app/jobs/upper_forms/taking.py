"""Take a form in: looked into before anything opens it, compared with the one before, kept as it came."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import paths
from app.errors import UserError
from app.jobs import evidence, files, sealed_files
from app.jobs.upper_forms import facts
from app.papers import upper_forms as papers
from app.school import upper_forms
from app.school.upper_forms import UpperForm
from app.sheets import archives
from db.register import Register

MAX_BYTES = 20 * 1024 * 1024
_OLD = {".xls": ".xlsx", ".et": ".xlsx", ".csv": ".xlsx", ".ods": ".xlsx", ".doc": ".docx", ".wps": ".docx"}
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Difference:
    """How a file differs from the form of its name: blanks that are new, blanks and cells that are gone."""

    form: UpperForm
    same: bool
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def said(self) -> str:
        """Say it in a sentence."""
        if self.same:
            return f"这份表和已经收下的“{self.form.name}”一模一样。"
        parts = [
            f"{word} {len(names)} 个填空（{_some(names)}）"
            for word, names in (("新增", self.added), ("少了", self.gone))
            if names
        ]
        return f"“{self.form.name}”的模板变了：{'、'.join(parts) or '填空没有变，别的地方不同'}。"


@dataclass(frozen=True, slots=True)
class Taken:
    """A form that was taken in: its id, how it differs from the one before, and what to know of it."""

    form: int
    difference: Difference | None
    remarks: tuple[str, ...]


def compare(db: Register, path: Path, *, school: int, name: str = "") -> Difference | None:
    """Say how a file differs from the form that bears its name, None where none does."""
    known = upper_forms.called(db, name or path.stem, school=school)
    return _difference(known, *_read(path)) if known else None


def take(
    db: Register, path: Path, *, school: int, today: str, name: str = "", renew: int | None = None
) -> Taken:
    """Take a form in under a name (that of its file), or as the newer version of the form `renew`.

    Blanks that are named like a fact are for that fact. Raise `UserError` for a file that is no form, or a
    name that another form has.
    """
    data, suffix = _read(path)
    sha256 = hashlib.sha256(data).hexdigest()
    blanks = [one.name for one in papers.blanks_in(data, suffix)]
    chosen = {blank: found.key for blank in blanks if (found := facts.matching(blank))}
    remarks = papers.remarks(data, suffix)
    before = upper_forms.row(db, renew) if renew is not None else None
    if before is not None and Path(before.file_name).suffix != suffix:
        raise UserError(f"“{before.name}”原来是 {Path(before.file_name).suffix}，新版也要是同一种文件。")
    sealed_files.keep(db, paths.upper_forms(db.path.parent), data, sha256=sha256)
    # The ending is ours: the name may say .XLSX.
    whole = {"file_name": f"{path.stem}{suffix}", "sha256": sha256, "blanks": blanks, "facts": chosen}
    if before is None:
        new = upper_forms.keep(db, school=school, name=name or path.stem, today=today, **whole)  # type: ignore[arg-type]
        return Taken(new, None, remarks)
    difference = _difference(before, data, suffix)
    if not difference.same:
        upper_forms.renew(db, before.id, today=today, **whole)  # type: ignore[arg-type]
    return Taken(before.id, difference, remarks)


def original(db: Register, form: UpperForm) -> tuple[bytes, str]:
    """Give a form's file as it came, and its ending; raise `UserError` where it is not here or not whole."""
    data = sealed_files.opened(db, paths.upper_forms(db.path.parent), form.sha256)
    if data is None:
        raise UserError(
            f"“{form.name}”的原件不在这台电脑上，或者已经损坏。请向上级再要一份，打开这份表换成新版。"
        )
    return data, Path(form.file_name).suffix


def hand_out(db: Register, form: UpperForm, *, target: Path) -> Path:
    """Write a form's file as it came into a folder, to be looked at; give its path."""
    data, suffix = original(db, form)
    own = target / form.sha256[:12]
    own.mkdir(exist_ok=True)
    return files.keep(own / f"{evidence.fit_stem(form.file_name) or '上级表格'}{suffix}", data)


def refuse_nowhere(db: Register, form: UpperForm, place: str) -> None:
    """Raise `UserError` where a place is neither a blank of a form nor a cell that may be filled in."""
    if place in form.blanks:
        return
    data, suffix = original(db, form)
    # Whatever is wrong with a cell shows when something is put into it.
    if suffix == ".docx" or "!" not in place:
        raise UserError(f"“{form.name}”里没有“{place}”这一处填空。")
    papers.fill(data, suffix, {}, cells={place: ""})


def _read(path: Path) -> tuple[bytes, str]:
    """Read a file that may be a form; raise `UserError` for what is none, too big, or built to hurt."""
    suffix = path.suffix.lower()
    if suffix in (".xlsm", ".docm", ".xltm", ".dotm"):
        raise UserError(f"“{path.name}”带有宏，为安全起见没有收下。请用 WPS 打开后“另存为”不带宏的格式再选。")
    if suffix not in papers.SUFFIXES:
        wanted = _OLD.get(suffix, ".xlsx 或 .docx")
        raise UserError(f"“{path.name}”不能直接填。请用 WPS 打开后“另存为” {wanted}，再选这个新文件。")
    if not path.is_file():
        raise UserError(f"找不到文件“{path.name}”，可能已被移走，请重新选择。")
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"“{path.name}”超过 {MAX_BYTES // 1024**2} MB，不像一份要填的表，没有收下。")
    data = path.read_bytes()
    if data.startswith(b"PK"):
        try:
            archives.check(data)
        except UserError as error:
            if suffix == ".xlsx":
                raise
            said = f"“{path.name}”不完整、已损坏或展开后异常地大，没有收下。"
            raise UserError(f"{said}请用 WPS 打开后另存为新的 .docx 再选。") from error
    papers.blanks_in(data, suffix)
    return data, suffix


def _difference(form: UpperForm, data: bytes, suffix: str) -> Difference:
    blanks = [one.name for one in papers.blanks_in(data, suffix)]
    sheets = {grid.name: grid for grid in papers.grids(data, suffix)}
    gone = [blank for blank in form.blanks if blank not in blanks]
    gone += [cell for cell in form.cells if cell.rpartition("!")[0] not in sheets]
    return Difference(
        form,
        hashlib.sha256(data).hexdigest() == form.sha256,
        tuple(blank for blank in blanks if blank not in form.blanks),
        tuple(gone),
    )


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
