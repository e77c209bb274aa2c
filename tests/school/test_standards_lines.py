"""A draft typed into as a sheet, cell by cell."""

from collections.abc import Mapping

import pytest

from app.errors import UserError
from app.school import checklist, standards
from app.school.measures import MEASURES
from db.register import Register

TODAY = "2026-11-25"
NAMES = {one.key: one.name for one in MEASURES.values()}


@pytest.fixture
def draft(db: Register, school: int) -> int:
    used = standards.in_force(db, school=school, on=TODAY)
    return standards.draft(db, school=school, based_on=used.id, changes={"name": "本县标准（2027）"})


def typed(db: Register, draft: int, line: int | None, cells: Mapping[str, str]) -> standards.Criterion:
    kept = standards.write(db, draft, line, cells, measures=NAMES)
    return next(one for one in standards.criteria(db, draft) if one.id == kept)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"text": ""}, "有一条要求没有写内容"),
        ({"text": "字" * 401}, "太长（401 个字）"),
        ({"proof": "照相"}, "“怎样证明”里写的“照相”认不出来；可以是文件或照片、自动统计、填写事实。"),
        ({"proof": "自动统计"}, "请先在“统计项”里选一个"),
        ({"measure": "没有这一项"}, "点开可以挑"),
        ({"points": "十分"}, "“分值”要写整数，填的是“十分”"),
        ({"points": "٣"}, "“分值”要写整数"),
        ({"points": "9" * 13}, "的分值“9999999999999”不对"),
        ({"need": "-1"}, "“要达到”要写整数"),
        ({"valid_months": "1201"}, "的有效月数“1201”不对"),
        ({"partial": "看情况"}, "“不够时”里写的“看情况”认不出来"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named_and_changes_nothing(
    db: Register, draft: int, cells: dict[str, str], why: str
) -> None:
    before = standards.criteria(db, draft)
    line = next(one.id for one in before if one.proof == "document" and not one.measure)
    with pytest.raises(UserError, match=why):
        standards.write(db, draft, line, cells, measures=NAMES)
    assert standards.criteria(db, draft) == before


def test_what_is_adopted_is_not_typed_into(db: Register, school: int, draft: int) -> None:
    standards.adopt(db, draft, school=school, today=TODAY)
    line = standards.criteria(db, draft)[0].id
    for act in (
        lambda: standards.write(db, draft, line, {"points": "1"}, measures=NAMES),
        lambda: standards.take_out(db, draft, [line]),
        lambda: standards.move(db, draft, line, by=1),
        lambda: standards.amend_head(db, draft, {"name": "别的"}),
    ):
        with pytest.raises(UserError, match="不能再改"):
            act()


def test_a_line_of_another_standard_is_not_written(db: Register, school: int, draft: int) -> None:
    other = standards.criteria(db, standards.in_force(db, school=school, on=TODAY).id)[0]
    with pytest.raises(UserError, match="已经不在草稿里"):
        standards.write(db, draft, other.id, {"points": "1"}, measures=NAMES)
    standards.take_out(db, draft, [other.id])
    assert other in standards.criteria(db, other_standard(db, other.id))


def other_standard(db: Register, line: int) -> int:
    (found,) = db.execute("SELECT standard FROM criterion WHERE id = ?", [line]).fetchone()
    return int(found)


def test_cells_are_said_and_read_back_the_same(db: Register, draft: int) -> None:
    for one in standards.criteria(db, draft):
        cells = {field: standards.said(one, field, NAMES) for field in standards.FIELDS}
        assert typed(db, draft, one.id, cells) == one


def test_a_new_line_belongs_to_the_last_item_and_counts_once_adopted(
    db: Register, school: int, draft: int
) -> None:
    new = typed(db, draft, None, {"text": "全年办班不少于 6 期", "points": "7", "measure": "已办的班",
                                  "need": "6", "required": "是"})  # fmt: skip
    assert new == standards.criteria(db, draft)[-1]
    assert (new.item_name, new.measure, new.need, new.points, new.required) == (
        "有管理机制", "classes_held", 6, 7, 1,
    )  # fmt: skip
    counted = typed(db, draft, new.id, {"proof": "自动统计", "item_name": "有教学计划"})
    assert (counted.proof, counted.item) == ("count", "teaching_plan")
    of_item = [one.item for one in standards.criteria(db, draft)]
    assert of_item == sorted(of_item, key=of_item.index), "lines of one item stand together"
    standards.adopt(db, draft, school=school, today=TODAY)
    judged = checklist.assess(db, school=school, year=2026, today=TODAY)
    assert [one.next_step for one in judged if one.criterion.id == new.id] == ["再办 6 期"]
    db.undo()
    assert standards.by_id(db, draft).adopted_on == ""


def test_lines_are_moved_and_taken_out_and_undone_by_name(db: Register, draft: int) -> None:
    first, second, *rest = (one.id for one in standards.criteria(db, draft))
    standards.move(db, draft, first, by=1)
    assert [one.id for one in standards.criteria(db, draft)] == [second, first, *rest]
    standards.move(db, draft, second, by=-1)
    assert [one.id for one in standards.criteria(db, draft)] == [second, first, *rest]
    standards.take_out(db, draft, [second, rest[-1]])
    assert [one.id for one in standards.criteria(db, draft)] == [first, *rest[:-1]]
    assert db.undo() == "从标准草稿删去 2 条"
    assert [one.id for one in standards.criteria(db, draft)] == [second, first, *rest]


@pytest.mark.parametrize("text", ["九十=5", "90", "90=", "=5", "101=5", "90=5，90=4", "90=101"])
def test_cut_offs_that_make_no_sense_are_refused(db: Register, draft: int, text: str) -> None:
    with pytest.raises(UserError, match="星级|得分率"):
        standards.amend_head(db, draft, {"star": standards.stars_read(text)})


def test_the_head_and_its_cut_offs_are_changed(db: Register, draft: int) -> None:
    star = standards.stars_read("60=3，90%=5星 50 000 元；80＝4")
    standards.amend_head(
        db, draft, {"name": "寿宁县五有（2027）", "effective_from": "2027-01-01", "star": star}
    )
    found = standards.by_id(db, draft)
    assert (found.name, found.effective_from) == ("寿宁县五有（2027）", "2027-01-01")
    assert standards.stars_said(found) == "90=5 50 000 元，80=4，60=3"
    with pytest.raises(UserError, match="不是一个日期"):
        standards.amend_head(db, draft, {"effective_from": "明年"})
    with pytest.raises(UserError, match="请写明标准的出处"):
        standards.amend_head(db, draft, {"source": " "})
