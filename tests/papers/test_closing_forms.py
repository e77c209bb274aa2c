"""The forms a class ends with, each against the document that was looked at."""

from collections.abc import Callable

import pytest

from app.errors import UserError
from app.papers import certificate_registers, class_archives, evaluations, hour_registers, scores
from app.papers.certificate_registers import Handed
from app.papers.class_archives import ClassArchive, Material
from app.papers.evaluations import EvaluationSheet
from app.papers.hour_registers import ClassHours, Earned, YearHours, YearLine
from app.papers.scores import Scored, ScoreSheet
from tests.papers.reading import glyphs, texts

TITLE = "溪口镇党校2026年第3期农村党员冬训班"
SCORES = ScoreSheet(
    TITLE,
    ("考试（60%）", "平时（40%）"),
    [
        Scored(1, "雷金花", "溪口村党支部", ("92", "88.5"), "90.6", "优秀"),
        Scored(2, "李𬱖", "后溪村党支部", ("", "80"), "", "", "没有考试成绩"),
    ],
    "优秀 85 分以上；良好 75 分以上；合格 60 分以上",
)
HOURS = ClassHours(
    TITLE,
    "2026年11月20日至11月22日",
    [
        Earned(1, "雷金花", "溪口村党支部", "村民", 96, 96, "优秀", "结业"),
        Earned(2, "李𬱖", "后溪村党支部", "村民", 96, 64, "", "未结业", "请假 8 学时，超过总学时的 1/7"),
    ],
    "全国规划口径（2019—2023）",
)
YEAR = YearHours(
    "溪口镇党校",
    2026,
    [
        YearLine("雷金花", "溪口村党支部", "书记", 224, 192, 16, 16, "达标"),
        YearLine("李𬱖", "后溪村党支部", "", None, 0, 0, 0, "不作硬性要求"),
    ],
    "全国规划口径（2019—2023）",
    "2026年11月22日",
)
HANDED = [
    Handed("溪口镇党校〔2026〕第0012号", "雷金花", "溪口村党支部", "2026年11月22日"),
    Handed("溪口镇党校〔2026〕第0013号", "李𬱖", "后溪村党支部", "2026年11月22日", "作废：姓名写错"),
]
ARCHIVE = ClassArchive(
    "中共寿宁县溪口镇委员会党校",
    "关于学习贯彻党的二十届四中全会精神暨农村党员集中轮训班",
    2026,
    3,
    "2026年11月20日至11月22日，86 人，24 学时",
    [Material("培训方案", "方案.pdf", "2026年11月1日"), Material("现场照片", "", "", "缺")],
)
EVALUATION = EvaluationSheet(
    TITLE,
    (("党的创新理论", "钟老师"), ("乡村振兴", "")),
    ("现实针对性", "理论性", "信息量", "语言表达", "教风教态"),
    ("非常满意", "满意", "合格", "不满意"),
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("scores", scores.render(SCORES)),
        ("class_hours", hour_registers.render(HOURS)),
        ("year_hours", hour_registers.render_year(YEAR)),
        ("certificate_register", certificate_registers.render(TITLE, HANDED)),
        ("class_archive", class_archives.render(ARCHIVE)),
        ("evaluation", evaluations.render(EVALUATION)),
    ],
)
def test_the_form_is_as_it_was_looked_at(
    name: str, data: bytes, expected: Callable[[str, bytes], None]
) -> None:
    expected(name, data)


def test_hours_add_up_and_nobody_owes_where_nothing_is_asked() -> None:
    assert "2人，合计40学时" in texts(hour_registers.render(HOURS))[0]
    page = texts(hour_registers.render_year(YEAR))[0]
    assert "5648445" + "6100.0%达标" in page
    assert "—0000—不作硬性要求" in page


def test_the_longest_title_stays_on_the_spine() -> None:
    ink = [one for one in glyphs(class_archives.render(ARCHIVE), 1) if one.right > one.left]
    inside = [one for one in ink if one.left < 70]
    assert all(one.left >= 25 and one.right <= 65.2 and one.bottom <= 265 for one in inside)
    said = "".join(sorted(one.character for one in inside))
    assert all(character in said for character in ARCHIVE.title)


def test_a_class_without_lessons_has_nothing_to_judge() -> None:
    with pytest.raises(UserError, match="还没有排课"):
        evaluations.render(EvaluationSheet(TITLE, (), EVALUATION.views, EVALUATION.grades))
