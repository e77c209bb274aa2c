"""Lines: a draft's criteria as a sheet of words, each cell read and kept by itself, and its head."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.errors import UserError
from app.school.standards.books import as_said, criteria
from app.school.standards.drafts import still_draft
from app.school.standards.records import PARTIAL, PROOFS, Criterion, Standard, Star, body, checked, head
from db import IntegrityError
from db.register import Register
from db.rows import insert, update

FIELDS = {
    "item_name": "项目",
    "text": "要求",
    "proof": "怎样证明",
    "measure": "统计项",
    "need": "要达到",
    "unit": "单位",
    "points": "分值",
    "partial": "不够时",
    "required": "必须",
    "valid_months": "有效月数",
    "wants": "证明材料",
    "explained": "口径",
}
NUMBERS = ("need", "points", "valid_months")
MUST = "必须"
_CHOICES = {"proof": PROOFS, "partial": PARTIAL}
_NO = {"", "否", "不", "不必", "无"}
_STAR = re.compile(r"(\d{1,3})\s*%?\s*[=＝]\s*(\d{1,3})\s*星?\s*(.*)")


def said(one: Criterion, field: str, measures: Mapping[str, str]) -> str:
    """Give what a cell says; `measures` names each measure by its key."""
    value = getattr(one, field)
    if field in _CHOICES:
        return _CHOICES[field][value]
    if field == "measure":
        return measures.get(value, value)
    if field == "required":
        return MUST if value else ""
    return str(value or "") if field in NUMBERS else str(value)


def write(
    db: Register,
    standard: int,
    line: int | None,
    typed: Mapping[str, str],
    *,
    measures: Mapping[str, str],
) -> int:
    """Keep what was typed into the cells of a line, a new one where it is None, and give its id.

    A new line belongs to the item of the last one where it names none. Raise `UserError` where the words
    make no sense or the standard is no draft.
    """
    found = still_draft(db, standard)
    listed = criteria(db, standard)
    before = next((one for one in listed if one.id == line), None)
    if line is not None and before is None:
        raise UserError("这一条已经不在草稿里了，请刷新后再看。")
    new = _typed(typed, measures)
    items = {one.item_name: one.item for one in listed}
    name = new.pop("item_name", before.item_name if before else listed[-1].item_name if listed else "")
    if not name:
        raise UserError("请先写这一条属于哪一项，例如“有组织架构”。")
    asked = {**(_plain(before) if before else {"key": f"k{db.new_id():x}"}), **new}
    if asked.get("proof") == "count" and not asked.get("measure"):
        raise UserError(f"“{asked.get('text') or '这一条'}”要自动统计，请先在“统计项”里选一个。")
    columns = checked(asked, item=items.get(name, name), item_name=name)
    with db.act(f"修改标准草稿：{columns['text']}" if before else f"加一条要求：{columns['text']}"):
        if before is not None:
            update(db, "criterion", before.id, columns)
            if columns["item"] != before.item:
                _gather(db, standard)
            return before.id
        (last,) = db.execute(
            "SELECT coalesce(max(seq), 0) FROM criterion WHERE standard = ?", [standard]
        ).fetchone()
        told = {"school": found.school, "standard": standard, "seq": last + 1}
        new_line = insert(db, "criterion", {**told, **columns})
        _gather(db, standard)
        return new_line


def _gather(db: Register, standard: int) -> None:
    """Let the lines of one item stand together, the items in the order in which they began."""
    listed = criteria(db, standard)
    items = list(dict.fromkeys(one.item for one in listed))
    _order(db, [one.id for one in sorted(listed, key=lambda one: items.index(one.item))])


def _order(db: Register, order: Sequence[int]) -> None:
    for seq, one in enumerate(order, start=1):
        db.execute("UPDATE criterion SET seq = ?1 WHERE id = ?2 AND seq <> ?1", [seq, one])


def _plain(one: Criterion) -> dict[str, Any]:
    names = (
        "key", "text", "proof", "measure", "need", "unit", "points", "partial", "required", "valid_months",
        "wants", "explained",
    )  # fmt: skip
    return {name: getattr(one, name) for name in names}


def _typed(typed: Mapping[str, str], measures: Mapping[str, str]) -> dict[str, Any]:
    """Read cells; raise `UserError` naming what is none of the choices."""
    found: dict[str, Any] = {}
    for field, cell in typed.items():
        words = " ".join(cell.split())
        if field in _CHOICES:
            found[field] = _one_of(FIELDS[field], words, _CHOICES[field])
        elif field == "measure":
            found[field] = _one_of(FIELDS[field], words, measures) if words else ""
        elif field == "required":
            found[field] = words not in _NO
        elif field in NUMBERS:
            found[field] = _number(FIELDS[field], words)
        else:
            found[field] = words
    return found


def _one_of(title: str, words: str, choices: Mapping[str, str]) -> str:
    for key, name in choices.items():
        if words in (key, name):
            return key
    some = "、".join(list(choices.values())[:6])
    more = "等，点开可以挑" if len(choices) > 6 else ""
    raise UserError(f"“{title}”里写的“{words[:20]}”认不出来；可以是{some}{more}。")


def _number(title: str, words: str) -> int:
    plain = words.replace(",", "").replace("，", "")
    if not plain:
        return 0
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 13):
        raise UserError(f"“{title}”要写整数，填的是“{words[:20]}”。")
    return int(plain)


def take_out(db: Register, standard: int, lines: Iterable[int]) -> None:
    """Take lines out of a draft; raise `UserError` where one is proved already or it is no draft."""
    found, gone = still_draft(db, standard), list(lines)
    with db.act(f"从标准草稿删去 {len(gone)} 条"):
        try:
            for line in gone:
                db.execute("DELETE FROM criterion WHERE id = ? AND standard = ?", [line, standard])
        except IntegrityError as error:
            raise UserError(f"“{found.name}”的要求下已归入佐证，不能再改；请另起草一份。") from error


def move(db: Register, standard: int, line: int, *, by: int) -> None:
    """Move a line up (-1) or down (1) past the one beside it; at the end nothing changes."""
    still_draft(db, standard)
    order = [one.id for one in criteria(db, standard)]
    at = order.index(line) if line in order else -1
    if at < 0 or not 0 <= at + by < len(order):
        return
    order.insert(at + by, order.pop(at))
    with db.act("调整要求的次序"):
        _order(db, order)


def stars_said(one: Standard) -> str:
    """Write the cut-offs in a line: 90=5 50 000 元，80=4."""
    return "，".join(f"{star.at}={star.stars}{f' {star.tier}' if star.tier else ''}" for star in one.stars)


def stars_read(text: str) -> list[dict[str, Any]]:
    """Read cut-offs as `stars_said` writes them; raise `UserError` naming the one that makes no sense."""
    found = []
    for part in filter(None, (one.strip() for one in re.split("[，,；;、]", text))):
        read = _STAR.fullmatch(part)
        if read is None:
            raise UserError(f"星级“{part[:20]}”看不懂，请写成 90=5，80=4 的样子：得分率=星数，后面可写档次。")
        found.append(Star(int(read[1]), int(read[2]), read[3]))
    return [{"at": one.at, "stars": one.stars, "tier": one.tier} for one in found]


def amend_head(db: Register, standard: int, changes: Mapping[str, Any]) -> None:
    """Change a draft's name, source, first day, kind or cut-offs (`star`); raise `UserError`."""
    found = still_draft(db, standard)
    whole = {**as_said(db, standard), **changes}
    new, more = head(whole), json.dumps(body(whole), ensure_ascii=False)
    with db.act(f"修改标准草稿：{found.name}"):
        update(db, "standard", standard, {**new, "body": more})
