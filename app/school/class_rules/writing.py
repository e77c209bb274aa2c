"""Writing: a rule of one's own, on another with some things changed; at a county it is handed down."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import UserError
from app.school import drafting
from app.school.class_rules.books import FULL_MARKS, ClassRule, ClassType, Requirement, read
from db.register import Register
from db.rows import insert

ASKS = {"close": "结班以前要有", "archive": "归档以前要有", "optional": "可以没有", "none": "不要"}
"""How a rule asks for a paper."""
OWN = "own-"
LONGEST_NAME = 12
"""So many characters the name of a band or of whoever approves leave may have: cells are narrow."""
MOST_HALF_DAYS = 100


def own(rule: ClassRule) -> bool:
    """Tell whether a rule was written here, and did not come with the program or from above."""
    return rule.key.startswith(OWN)


def asked_how(one: Requirement) -> str:
    """Give the key in `ASKS` of how a paper is asked for."""
    return one.by if one.required else "optional"


def write(
    db: Register,
    *,
    based_on: int,
    title: str,
    source: str,
    effective_from: str,
    changes: Mapping[str, Any] | None = None,
    asks: Mapping[str, str] | None = None,
    types: Sequence[ClassType] | None = None,
    bands: Sequence[tuple[str, int]] | None = None,
    leave_levels: Sequence[tuple[str, int]] | None = None,
    confirmed: bool = False,
) -> int:
    """Write a rule as another says with changes, in force from its first day on; give the rule.

    `changes` has the keys of the rule's body, within tables as deep as they go. `asks` says by a paper's
    title how it is asked for (a key of `ASKS`); one that is not there yet is proved by a filed document.
    `types` are all the kinds of classes, `bands` all the bands of a score with the mark each begins at, and
    `leave_levels` all who approve leave with the most half-days at a stretch, 0 for whoever approves any
    length; None leaves each as it is. Raise `UserError` where something makes no sense, no source is
    given, or the first day lies in a closed year: what was settled by the older rule stays so.
    """
    row = db.execute("SELECT school, body FROM class_rule WHERE id = ?", [based_on]).fetchone()
    if row is None:
        raise UserError("没有找到这套办班规则，可能已被删去，请刷新后再试。")
    school, before = int(row[0]), json.loads(row[1])
    head = _head(db, school, title=title, source=source, effective_from=effective_from)
    body = drafting.merged(before, changes or {})
    _ask(body, asks or {}, new=f"own_{db.new_id():x}", source=head["source"])
    if types is not None:
        body["type"] = _types(types)
    if bands is not None:
        body["scores"] = {**body["scores"], "band": _bands(bands)}
    if leave_levels is not None:
        body["leave_levels"] = _levels(leave_levels)
    _require_sense(body)
    with db.act(f"制定办班规则：{head['title']}"):
        values = {"school": school, "key": f"{OWN}{db.new_id():x}", **head}
        values["status"] = "confirmed" if confirmed else "to be confirmed"
        return insert(db, "class_rule", {**values, "body": json.dumps(body, ensure_ascii=False)})


def drop(db: Register, rule: int, *, today: str) -> None:
    """Take away a rule that was written here and does not count yet.

    A county's goes out of its next version; what a school made its own stays. Raise `UserError` for a rule
    that came with the program or counts already, for classes went by it.
    """
    row = db.execute("SELECT key, title, effective_from FROM class_rule WHERE id = ?", [rule]).fetchone()
    if row is None:
        raise UserError("没有找到这套办班规则，可能已被删去，请刷新后再试。")
    key, title, since = row
    if not key.startswith(OWN):
        raise UserError(f"“{title}”是随程序附带或上级下发的，不能删去；要改的，照它另写一套。")
    if since <= today:
        raise UserError(f"“{title}”已从 {since} 起算数，不能删去；要改的，另写一套更晚生效的。")
    with db.act(f"删去办班规则：{title}"):
        db.execute("DELETE FROM class_rule WHERE id = ?", [rule])


def _head(db: Register, school: int, *, title: str, source: str, effective_from: str) -> dict[str, str]:
    said = drafting.head(title=title, source=source, effective_from=effective_from)
    (closed,) = db.execute("SELECT max(year) FROM closed_year WHERE school = ?", [school]).fetchone()
    if closed is not None and said["effective_from"] <= f"{closed}-12-31":
        raise UserError(f"{closed} 年已经结账，规则最早从 {closed + 1}-01-01 起。")
    return said


def _ask(body: dict[str, Any], asks: Mapping[str, str], *, new: str, source: str) -> None:
    """Change what papers are asked for; the body's own list is left as it was."""
    listed = [dict(one) for one in body["requirement"]]
    for number, (said, how) in enumerate(asks.items()):
        title = " ".join(said.split())
        if not title or len(title) > drafting.LONGEST:
            raise UserError(f"材料的名称不能空着，也不能超过 {drafting.LONGEST} 个字。")
        if how not in ASKS:
            raise UserError(f"“{title}”要写明怎样要求：{'、'.join(ASKS.values())}。")
        one = next((one for one in listed if one["title"] == title), None)
        if how == "none":
            if one is None:
                raise UserError(f"规则里没有“{title}”这一件材料，不用写“不要”。")
            listed.remove(one)
            continue
        if one is None:
            one = {"key": f"{new}_{number}", "title": title, "proof": "document", "by": "close",
                   "due": "end", "source": source}  # fmt: skip
            listed.append(one)
        one["required"] = how != "optional"
        one["by"] = one["by"] if how == "optional" else how
    body["requirement"] = listed


def _types(types: Sequence[ClassType]) -> list[dict[str, object]]:
    names = [one.name.strip() for one in types]
    if not names or not all(names):
        raise UserError("班的类型至少要有一种，每一种都要有名称。")
    if len(set(names)) != len(names):
        raise UserError("班的类型有重复的名称，请核对。")
    return [
        {"name": one.name.strip(), "trainee_group": one.trainee_group, "season": one.season, "exam": one.exam}
        for one in types
    ]


def _bands(bands: Sequence[tuple[str, int]]) -> list[dict[str, object]]:
    _require_apart(bands, "成绩的等次")
    if any(not 0 <= mark <= FULL_MARKS for _, mark in bands):
        raise UserError(f"等次的起点分要在 0 到 {FULL_MARKS} 之间。")
    listed = sorted(bands, key=lambda band: -band[1])
    if listed[-1][1] != 0:
        raise UserError(f"最低的等次“{listed[-1][0].strip()}”要从 0 分起，不然有的成绩哪一等也不是。")
    return [{"title": name.strip(), "from": mark} for name, mark in listed]


def _levels(levels: Sequence[tuple[str, int]]) -> dict[str, int]:
    _require_apart(levels, "请假的审批人")
    if any(not 0 <= most <= MOST_HALF_DAYS for _, most in levels):
        raise UserError(f"请假的半天数要在 1 到 {MOST_HALF_DAYS} 之间，多长都由他批的写不限。")
    if all(most for _, most in levels):
        raise UserError("请假的审批人里要有一位写不限，不然再长的假没有人批。")
    return {who.strip(): most for who, most in sorted(levels, key=lambda level: (level[1] == 0, level[1]))}


def _require_apart(listed: Sequence[tuple[str, int]], what: str) -> None:
    """Refuse lines that are none, have no name or one too long, or are alike in name or number."""
    names, numbers = [name.strip() for name, _ in listed], [number for _, number in listed]
    if not names or not all(names):
        raise UserError(f"{what}至少要有一行，每一行都要有名称。")
    if any(len(name) > LONGEST_NAME for name in names):
        raise UserError(f"{what}的名称不能超过 {LONGEST_NAME} 个字。")
    if len(set(names)) != len(names) or len(set(numbers)) != len(numbers):
        raise UserError(f"{what}有两行的名称或数字一样，请核对。")


def _require_sense(body: Mapping[str, Any]) -> None:
    try:
        found = read((0, "", "", "", "", "", json.dumps(body)))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise UserError(f"规则里有一项写得不对（{error}），没有保存；请核对改动的地方。") from error
    if found.scores.pass_mark > FULL_MARKS or found.scores.bands[0][1] > FULL_MARKS:
        raise UserError(f"合格线和等次的分数都不能超过 {FULL_MARKS} 分。")
