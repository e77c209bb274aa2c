"""A month's activities for floating members (一单), and the card of a member's own (一卡) (F25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.papers import halves

_LINES: Final = 7


@dataclass(frozen=True, slots=True)
class FloatingMember:
    """Whose card it is; whatever is empty is left free for the pen. `learned` are (day, what, hours)."""

    branch: str
    name: str = ""
    phone: str = ""
    place: str = ""
    learned: tuple[tuple[str, str, str], ...] = ()


def render_lists(branches: Sequence[str], *, year: int) -> bytes:
    """Print the list of a month's activities for each branch (一单); raise UserError as `render_cards`."""
    return halves.render("流动党员月度活动清单", [_list(one, year) for one in branches], _list("", year))


def render_cards(people: Sequence[FloatingMember], *, year: int) -> bytes:
    """Print each person's card (一卡), with what the program knows; raise UserError for a missing character.

    What is learned beyond one card goes on on the next.
    """
    cards = []
    for one in people:
        parts = [one.learned[at : at + _LINES] for at in range(0, len(one.learned), _LINES)] or [()]
        cards += [_card(one, part, year) for part in parts]
    return halves.render("流动党员组织生活记录卡", cards, _card(FloatingMember(""), (), year))


def _list(branch: str, year: int) -> halves.Half:
    return halves.Half(
        title="流动党员月度活动清单（一单）",
        under=f"党支部：{branch or '＿＿＿＿＿＿＿＿＿＿'}　　　　{year} 年　　　月",
        who=branch or "活动清单",
        table=halves.Table(
            ("序号", "活动内容", "时间", "方式（线上、线下）", "负责人", "完成情况"),
            (12, 60, 26, 32, 20, 20),
            tuple((str(at), *[""] * 5) for at in range(1, _LINES + 1)),
        ),
        foot="每月初由流出地党支部列出，发给流动党员；月底收回对照。",
    )  # fmt: skip


def _card(one: FloatingMember, learned: Sequence[tuple[str, str, str]], year: int) -> halves.Half:
    lines = [(day, what, hours, "", "") for day, what, hours in learned]
    lines += [("", "", "", "", "")] * (_LINES - len(lines))
    return halves.Half(
        title="流动党员组织生活记录卡（一卡）",
        under=f"{year} 年",
        who=one.name or "记录卡",
        rows=(
            (10, (("姓　名", one.name), ("联系电话", one.phone))),
            (10, (("党支部", one.branch), ("外出流向", one.place))),
        ),
        table=halves.Table(("日期", "参加的活动、学习", "学时", "地点或平台", "证明人"),
                           (28, 70, 14, 34, 24), tuple(lines)),
    )  # fmt: skip
