"""What there is to print: new certificates, those that have a number, or one to be reissued."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.errors import UserError
from app.jobs import certificates as jobs
from app.papers.certificates import Overlay
from app.school import certificate_wordings, certificates, classes
from app.school.certificates import Proposal
from db.register import Register

HOW: Mapping[str, str] = {"good": "✓ 印好", "spoiled": "✗ 印坏", "missing": "— 没印出来"}


@dataclass(frozen=True, slots=True)
class Line:
    """One page: an id of its own in this list, the number and the name on it."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the printing went: which pages came out well, which are spoiled, and the numbers of their blanks.

    Pages are named by the id of their `Line`; those named nowhere did not come out.
    """

    today: str
    wording: str
    good: Collection[int]
    spoiled: Collection[int]
    blanks: Mapping[int, str]

    @property
    def used(self) -> set[int]:
        """Give the pages for which paper was used."""
        return {*self.good, *self.spoiled}


@dataclass(frozen=True, slots=True)
class New:
    """Certificates that are proposed: their numbers are given when the pages came out."""

    training_class: int
    title: str
    proposals: tuple[Proposal, ...]
    note: str = "编号还没有给出，记下“打印好了”才算用掉"
    words: bool = True

    def lines(self) -> list[Line]:
        """List the pages in their order."""
        return [Line(one.enrollment, one.number, one.paper.holder) for one in self.proposals]

    def render(self, db: Register, *, wording: str, overlay: Overlay | None) -> bytes:
        """Make the pages."""
        return jobs.render_proposals(db, self.proposals, wording=wording, overlay=overlay)

    def confirm(self, db: Register, out: Outcome) -> "tuple[str, Task | None]":
        """Issue those that came out, in one act with their copies."""
        used = [one for one in self.proposals if one.enrollment in out.used]
        new = jobs.came_out(
            db, self.training_class, used, today=out.today, wording=out.wording,
            spoiled=out.spoiled, blanks=out.blanks,
        )  # fmt: skip
        first, last = certificates.rows(db, [new[0]])[0], certificates.rows(db, [new[-1]])[0]
        span = first.number if first == last else f"{first.number} 至 {last.number}"
        said = f"已颁发 {len(new)} 张证书：{span}。"
        bad = [one for one, shown in zip(new, used, strict=True) if shown.enrollment in out.spoiled]
        if bad:
            return f"{said}印坏 {len(bad)} 张，编号不变，请再打印一次。", again(db, bad)
        left = len(self.proposals) - len(used)
        if left:
            return f"{said}{left} 张没有印出来，编号没有给出，请再打印。", self.anew(db, today=out.today)
        return said, None

    def anew(self, db: Register, *, today: str) -> "Task":
        """Propose again."""
        return new_ones(db, self.training_class, today=today)


@dataclass(frozen=True, slots=True)
class Again:
    """Certificates that have a number, all of one class or of several, which is None."""

    training_class: int | None
    ids: tuple[int, ...]
    rows: tuple[Line, ...]
    title: str = "打印证书"
    note: str = "编号已经给出，照原样打印"
    words: bool = False

    def lines(self) -> list[Line]:
        """List the pages in their order."""
        return list(self.rows)

    def render(self, db: Register, *, wording: str, overlay: Overlay | None) -> bytes:
        """Make the pages."""
        return jobs.render(db, self.ids, overlay=overlay)

    def confirm(self, db: Register, out: Outcome) -> "tuple[str, Task | None]":
        """Write down the copies."""
        used = [one for one in self.ids if one in out.used]
        jobs.note_copies(db, used, today=out.today, spoiled=out.spoiled, blanks=out.blanks)
        said = f"已记下：{len(out.good)} 张证书在 {out.today} 印好。"
        left = [one for one in self.ids if one not in out.good]
        if left:
            return f"{said}还有 {len(left)} 张要再打印一次。", again(db, left)
        return said, None

    def anew(self, db: Register, *, today: str) -> "Task":
        """Read them again."""
        return again(db, self.ids)


@dataclass(frozen=True, slots=True)
class Reissue:
    """One certificate printed anew under its number, for a reason."""

    training_class: int
    certificate: int
    row: Line
    reason: str
    title: str = "补发证书"
    note: str = "编号不变，纸上印（补发）"
    words: bool = False

    def lines(self) -> list[Line]:
        """List the one page."""
        return [self.row]

    def render(self, db: Register, *, wording: str, overlay: Overlay | None) -> bytes:
        """Make the page."""
        return jobs.render(db, [self.certificate], overlay=overlay, reissue=True)

    def confirm(self, db: Register, out: Outcome) -> "tuple[str, Task | None]":
        """Write down the copy."""
        one, today = self.certificate, out.today
        if one in out.good:
            blank = out.blanks.get(one, "")
            certificates.reissue(db, one, today=today, reason=self.reason, blank_no=blank)
            return f"已补发：{self.row.number}（{self.row.name}）。", None
        certificates.spoiled(db, [one], today=today, note=self.reason, blanks=out.blanks, kind="reissue")
        return "已记下印坏 1 张，请再打印一次。", self

    def anew(self, db: Register, *, today: str) -> "Task":
        """Read it again."""
        return reissue(db, self.certificate, reason=self.reason)


Task: TypeAlias = New | Again | Reissue
"""Some pages, how they are made, and what is written down once they came out.

`words` says whether the sentence on the paper may still be chosen. `confirm` gives what to say and what is
left to be printed; `anew` gives the same task as it is now, where something changed meanwhile.
"""


def new_ones(db: Register, training_class: int, *, today: str) -> Task:
    """Propose certificates for a class; raise `UserError` where nobody is left to get one."""
    shown = certificates.propose(db, training_class, today=today)
    name = classes.row(db, training_class).name
    return New(training_class, f"颁发证书：{name}", tuple(shown))


def again(db: Register, ids: Collection[int]) -> Task:
    """Print certificates that have a number; raise `UserError` for a voided one, or none at all."""
    found = certificates.rows(db, list(ids))
    if not found:
        raise UserError("没有选中证书，请先选中要打印的证书。")
    voided = [one.number for one in found if one.voided_on]
    if voided:
        raise UserError(f"证书 {voided[0]} 已作废，不能打印；请从选中的证书里去掉它。")
    of = {one.training_class for one in found}
    return Again(
        of.pop() if len(of) == 1 else None,
        tuple(one.id for one in found),
        tuple(Line(one.id, one.number, one.name) for one in found),
    )


def reissue(db: Register, certificate: int, *, reason: str) -> Task:
    """Print a certificate anew; raise `UserError` where there is nothing to reissue, or no reason."""
    (found,) = certificates.rows(db, [certificate])
    certificates.check_reissue(found)
    if not reason.strip():
        raise UserError("补发证书要写明原因，例如：本人遗失。")
    row = Line(found.id, found.number, found.name)
    return Reissue(found.training_class, certificate, row, " ".join(reason.split()))


def wordings_of(db: Register, task: Task) -> tuple[list[certificate_wordings.Wording], str]:
    """Give the sentences that may stand on the papers, and the one proposed."""
    if not isinstance(task, New):
        return [], ""
    usual = certificate_wordings.of_class(db, task.training_class)
    listed = certificate_wordings.listed(db)
    return [*([] if usual in listed else [usual]), *listed], usual.text
