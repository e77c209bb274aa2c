"""Plans: what taking a sheet in would do, row by row, before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.school import MEMBER_TYPES, members
from app.sheets import rosters as sheets

VERDICTS = {
    "new": "新增",
    "update": "更新",
    "unchanged": "无变化",
    "ask": "请决定",
    "refused": "不能导入",
}
LABELS = {**sheets.LABELS, "role": "党内职务"}
_WORDS = {
    "member_type": MEMBER_TYPES,
    "role": members.ROLES,
    "membership_status": {"normal": "正常", "suspended": "停止党籍"},
    "lost_contact": {"1": "是", "0": "否"},
    "floating": {"1": "是", "0": "否"},
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a sheet says anew of someone on the rolls; `typed` where the old was entered by hand."""

    field: str
    old: str
    new: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a sheet and what is to happen with it; `why` says so to the clerk.

    `member` is who it is on the rolls, or who it may be where the verdict is `ask`; None for somebody new.
    `offered` are the facts in which sheet and rolls differ: only those that are among `changes` too, because
    a clerk ticked them, are written. `written_branch` is the branch as it stands in the sheet, `cells` are
    its cells as they were read. `settled` says that a clerk said who it is.
    """

    row_no: int
    verdict: str
    name: str
    id_number: str
    branch_name: str
    why: tuple[str, ...]
    changes: tuple[Change, ...]
    member: int | None
    fields: Mapping[str, object]
    raw: tuple[str, ...]
    offered: tuple[Change, ...] = ()
    written_branch: str = ""
    cells: Mapping[str, sheets.Cell] = field(default_factory=dict, repr=False, compare=False)
    settled: bool = False

    @property
    def accepted(self) -> tuple[Change, ...]:
        """Give the offered facts that are ticked."""
        changed = {one.field for one in self.changes}
        return tuple(one for one in self.offered if one.field in changed)


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking a sheet in would do; `headings` stand over the cells of a row's `raw`, one for one.

    `original` is the file itself, to be kept where the plan is committed. `columns_said` is what
    somebody said the columns are, now or of the same headings before; `remembered` is what was said before.
    `learned` are branches as written and the branches that are meant.
    """

    file_name: str
    sha256: str
    sheet_name: str
    header_rows: tuple[int, int]
    headings: tuple[str, ...]
    columns: tuple[sheets.Column, ...]
    rows: tuple[PlanRow, ...]
    new_branches: tuple[str, ...]
    original: bytes = field(default=b"", repr=False, compare=False)
    form: str = ""
    columns_said: Mapping[int, str] = field(default_factory=dict)
    remembered: Mapping[int, str] = field(default_factory=dict)
    learned: tuple[tuple[str, int], ...] = ()

    def count(self, verdict: str) -> int:
        """Count the rows of a verdict."""
        return sum(row.verdict == verdict for row in self.rows)


def shown(name: str, value: object) -> str:
    """Give what a field holds in the office's words: 正式党员, not a code."""
    return _WORDS.get(name, {}).get(str(value), str(value))


def unlike(change: Change) -> str:
    """Say of an offered fact that the rolls keep theirs."""
    here, there = shown(change.field, change.old), shown(change.field, change.new)
    return f"{LABELS[change.field]}：名册“{here}”，表中“{there}”，保留名册的"
