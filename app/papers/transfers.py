"""The paper a person carries to the new school: whose hours, how many, and the code that opens the slip."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.papers import letters
from app.spelling import dates


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the paper says; `years` are a year's heading and its lines, as they are printed."""

    school: str
    name: str
    id_tail: str
    branch: str
    to_name: str
    moved_on: str
    years: Sequence[tuple[str, Sequence[str]]]
    slip: str
    code: str
    dated: str


def render(one: Certificate) -> bytes:
    """Print the paper; raise `UserError` for a character no font has."""
    who = f"{one.name}（身份证号尾号 {one.id_tail}）" if one.id_tail else one.name
    said = [
        letters.Paragraph(
            f"兹证明{who}原在{one.school}{one.branch}参加教育培训，{dates.in_figures(one.moved_on)}转往{one.to_name}。"
            "其在我校取得并已入账的学时如下："
        )
    ]
    for heading, lines in one.years:
        said.append(letters.Paragraph(heading, level=1))
        said += [letters.Paragraph(line) for line in lines]
    if not one.years:
        said.append(letters.Paragraph("没有已入账的学时。"))
    said.append(letters.Paragraph(f"转移单编号：{one.slip}"))
    if one.code:
        said.append(letters.Paragraph(f"取件码：{one.code}（接收学校打开转移单文件时输入，请妥善保管）"))
    letter = letters.Letter(
        title="党员教育培训学时转移证明",
        paragraphs=said,
        signer=one.school,
        dated=one.dated,
        addressee=one.to_name,
    )
    return letters.render(letter)
