"""One form of a class as a line of the list: what it is, whether it can be made, when it was printed."""

from dataclasses import dataclass

from app.jobs import forms
from app.school import print_jobs
from app.ui.tables import Column
from app.ui.theme import Tone

KINDS = {".pdf": "打印", ".docx": "可编辑（文字）", ".xlsx": "可编辑（表格）"}
LIST_RULE = "按办班先后用到的次序排列：开班、上课、结班、归档。"


@dataclass(frozen=True, slots=True)
class Row:
    """One form with what is known of it."""

    form: forms.Form
    known: forms.Readiness | None
    printed: print_jobs.PrintJob | None
    foreign: bool


def _state(row: Row) -> tuple[str, Tone]:
    if row.foreign:
        return "由办班的党校自己打印", "muted"
    if row.known is None:
        return "正在核对…", "muted"
    if row.known.lacking:
        return f"✗ {row.known.lacking}", "bad"
    if row.known.lost:
        count = sum(len(one.characters) for one in row.known.lost)
        return f"! {count} 个字字库里没有，打印时留空手写或改字", "warn"
    return "✓ 可以做", "good"


def _last(row: Row) -> str:
    if row.printed is None:
        return "—"
    return f"{row.printed.printed_on[5:]}　{row.printed.copies} 份"


def columns() -> list[Column[Row]]:
    """Give the columns of the list."""
    kind = Column[Row]
    return [
        kind("表格", lambda row: row.form.title.removesuffix(forms.EDITABLE), rule=LIST_RULE),
        kind("形式", lambda row: KINDS[row.form.suffix]),
        kind("情况", lambda row: _state(row)[0], grow=True, tint=lambda row: _state(row)[1],
             tip=lambda row: "\n".join(one.said for one in row.known.lost) if row.known else ""),
        kind("成套", lambda row: "、".join(forms.SETS[one][:2] for one in row.form.sets) or "—", spare=2,
             rule="开班一套、结班一套里有没有它。"),
        kind("上次打印", _last, spare=1, tip=lambda row: _who(row.printed),
             rule="最近一次交给打印机的日期和份数，单独打印或成套打印的都算。"),
    ]  # fmt: skip


def _who(job: print_jobs.PrintJob | None) -> str:
    return (
        f"{job.printed_on} {job.printed_by} 在“{job.printer}”打印 {job.pages} 页，{job.copies} 份"
        if job
        else ""
    )
