"""Records of learning brought to a person's door, two on an A4 sheet to be cut (F25)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers import halves


@dataclass(frozen=True, slots=True)
class HomeVisit:
    """What a record says; whatever is empty is left free for the pen."""

    school: str
    name: str = ""
    unit: str = ""
    phone: str = ""
    visited_on: str = ""
    visitors: str = ""
    content: str = ""
    length: str = ""


def render(visits: Sequence[HomeVisit]) -> bytes:
    """Print the records; an odd last one has a free one below. Raise UserError for a missing character."""
    school = visits[0].school if visits else ""
    return halves.render("送学上门记录单", [_form(one) for one in visits], _form(HomeVisit(school)))


def _form(one: HomeVisit) -> halves.Half:
    signed = "　　　　　　　　　　　　　　　年　　月　　日"
    return halves.Half(
        title="送学上门记录单",
        under=one.school,
        who=one.name or one.school,
        rows=(
            (11, (("学习对象", one.name), ("联系电话", one.phone))),
            (11, (("党支部", one.unit),)),
            (11, (("送学日期", one.visited_on or "　　　　年　　月　　日"),
                  ("时　长", one.length or "　　　　分钟"))),
            (11, (("送 学 人", one.visitors),)),
            (9, (("方　式", "□ 面对面讲　□ 读原文　□ 送书送材料　□ 帮助上网学　□ 其他"),)),
            (24, (("学习内容", one.content),)),
            (14, (("对象意见", ""),)),
            (10, (("对象签字", signed),)),
            (10, (("送学人签字", signed),)),
        ),
    )  # fmt: skip
