import tomllib

import pytest

from app.errors import UserError
from app.school import checklist, measures, schools, standards
from db.register import Register
from db.rows import insert
from tests import made_up

TODAY = "2026-11-25"
_HEAD = b'name = "a"\nsource = "b"\neffective_from = '
WORDS = {"name": "本县标准", "source": "县委组织部通知", "effective_from": "2026-06-01"}
ONE = {
    "key": "classes_per_year",
    "text": "全年办班",
    "proof": "count",
    "measure": "classes_held",
    "need": 2,
    "points": 9,
}


def said(*criteria: dict[str, object], **head: object) -> dict[str, object]:
    return {**WORDS, **head, "item": [{"key": "a", "name": "有计划", "criterion": list(criteria or [ONE])}]}


def county(db: Register) -> int:
    """The county's own row, as it stands in a township's register once it handed something down."""
    with db.act("县级下发"):
        new = db.new_id()
        db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, '350924', 'county', '寿宁县委党校', '寿宁县委党校', '寿宁县委党校', '寿宁县')",
            [new],
        )
    return new


@pytest.mark.parametrize("preset", standards.presets(), ids=lambda one: one.key)
def test_every_shipped_standard_can_be_taken_and_names_its_source(
    db: Register, school: int, preset: standards.Preset
) -> None:
    new = standards.take_preset(db, preset.key, school=school)
    assert standards.take_preset(db, preset.key, school=school) == new
    found = standards.by_id(db, new)
    criteria = standards.criteria(db, new)
    assert found.source
    assert found.status == "to be confirmed"
    assert sum(one.points for one in criteria) == 100
    assert {one.measure for one in criteria} <= {"", *measures.MEASURES}
    assert all(one.need > 0 for one in criteria if one.measure)
    assert [one.stars for one in found.stars] == [5, 4, 3, 2, 1]
    if not preset.adopt:
        assert not found.adopted_on


def test_the_variants_of_other_places_are_there() -> None:
    names = " ".join(one.name for one in standards.presets())
    for name in ("宁德", "安福", "香格里拉", "威海", "乳山", "金寨", "舟山", "五个一", "示范基地"):
        assert name in names
    assert {one.kind for one in standards.presets()} == {"school", "belt", "base"}
    assert [one.name for one in standards.presets() if one.adopt] == ["五有标准（宁德）"]


def test_a_draft_counts_nothing_until_it_is_adopted_and_then_never_changes(db: Register, school: int) -> None:
    before = standards.in_force(db, school=school, on=TODAY)
    new = standards.draft(
        db, school=school, based_on=before.id, changes={"name": "改过的", "effective_from": "2026-01-01"}
    )
    assert standards.in_force(db, school=school, on=TODAY).id == before.id
    changed = standards.as_said(db, new)
    changed["item"][0]["criterion"][0]["points"] = 50
    standards.amend(db, new, changed)
    standards.adopt(db, new, school=school, today=TODAY)
    now = standards.in_force(db, school=school, on=TODAY)
    assert (now.id, now.based_on, now.adopted_on, now.name) == (new, before.id, TODAY, "改过的")
    assert standards.criteria(db, new)[0].points == 50
    assert standards.criteria(db, before.id)[0].points == 10
    assert standards.in_force(db, school=school, on="2025-12-31").id == before.id, "a past year keeps its own"
    for change in (lambda: standards.amend(db, new, changed), lambda: standards.drop(db, new)):
        with pytest.raises(UserError, match="复制一份"):
            change()
    assert db.undo() == "采用标准：改过的"
    assert standards.in_force(db, school=school, on=TODAY).id == before.id


def test_the_county_s_counts_before_the_one_a_school_began_with_and_a_choice_before_both(
    db: Register, school: int
) -> None:
    begun = standards.in_force(db, school=school, on=TODAY)
    above = county(db)
    handed = standards.draft(db, school=above, said=said())
    assert standards.in_force(db, school=school, on=TODAY).id == begun.id, "a county's draft is nobody's"
    with pytest.raises(UserError, match="还没有由起草的单位采用"):
        standards.adopt(db, handed, school=school, today=TODAY)
    standards.adopt(db, handed, school=above, today=TODAY)
    assert standards.in_force(db, school=school, on=TODAY).id == handed
    assert standards.in_force(db, school=school, on="2026-05-31").id == begun.id
    assert [one.id for one in standards.rows(db, standards.find(db, school=school))] == [handed, begun.id]
    standards.choose(db, begun.id, school=school, effective_from="2026-01-01", today=TODAY)
    assert standards.in_force(db, school=school, on=TODAY).id == begun.id
    standards.adopt(db, handed, school=school, today=TODAY)
    assert standards.in_force(db, school=school, on=TODAY).id == handed
    assert schools.own(db).id == school


def test_a_belt_s_standard_is_none_of_the_school_s(db: Register, school: int) -> None:
    belt = standards.take_preset(db, "belt-five-ones", school=school)
    with pytest.raises(UserError, match="还没有采用"):
        standards.in_force(db, school=school, on=TODAY, kind="belt")
    standards.adopt(db, belt, school=school, today=TODAY)
    assert standards.in_force(db, school=school, on=TODAY, kind="belt").id == belt
    assert standards.in_force(db, school=school, on=TODAY).name == "五有标准（宁德）"


def test_a_standard_goes_out_as_a_file_and_comes_in_the_same(db: Register, school: int) -> None:
    for preset in standards.presets():
        one = standards.take_preset(db, preset.key, school=school)
        text = standards.written(db, one)
        back = standards.read_in(db, text.encode(), school=school)
        assert {**standards.as_said(db, back)} == {**standards.as_said(db, one)}
    odd = said({**ONE, "text": '引号“"\\与换行', "key": "x"}, name="a\u007fb")
    new = standards.draft(db, school=school, said=odd)
    again = standards.read_in(db, standards.written(db, new).encode("utf-8-sig"), school=school)
    assert standards.as_said(db, again)["item"] == standards.as_said(db, new)["item"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"name = ", "写法有错"),
        (b"", "名称|起个名字|没有一项"),
        (b"[" * 100_000, "写法有错"),
        (b"x" * 2_000_000, "太大"),
        (b'name = "a"\nsource = "b"\neffective_from = 2026-01-01\nitem = 3', "没有一项内容"),
        (_HEAD + b'"soon"\n[[item]]\nname = "n"\n[[item.criterion]]\nkey = "k"\ntext = "t"', "不是一个日期"),
        (b'name = "a"\nsource = "b"\neffective_from = 2026-13-01', "写法有错"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_is_named_and_nothing_is_kept(
    db: Register, school: int, text: bytes, why: str
) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match=why):
        standards.read_in(db, text, school=school)
    assert made_up.content(db) == before


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"points": -1}, "分值"),
        ({"points": 10**30}, "分值"),
        ({"points": 1.5}, "分值"),
        ({"points": True}, "分值"),
        ({"points": "十"}, "分值"),
        ({"need": -1}, "要达到的数"),
        ({"need": 10**13}, "要达到的数"),
        ({"valid_months": 10**9}, "有效月数"),
        ({"proof": "hearsay"}, "证明方式"),
        ({"partial": "most"}, "得分办法"),
        ({"measure": ""}, "统计项"),
        ({"measure": 3}, "应是文字"),
        ({"text": ""}, "没有写内容"),
        ({"text": "长" * 401}, "太长"),
        ({"key": ""}, "代号"),
        ({"required": "maybe"}, "是或否"),
        ({"weight": 3}, "认不出来"),
    ],
)
def test_a_criterion_that_makes_no_sense_is_named(
    db: Register, school: int, changed: dict[str, object], why: str
) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match=why):
        standards.draft(db, school=school, said=said({**ONE, **changed}))
    assert made_up.content(db) == before


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ({"name": " "}, "名字"),
        ({"source": ""}, "出处"),
        ({"effective_from": "2026-02-30"}, "生效日期“2026-02-30”不是一个日期"),
        ({"effective_from": "20270-01-01"}, "不是一个日期"),
        ({"effective_from": "3027-01-01"}, "1900 年到 2099 年"),
        ({"kind": "village"}, "种类"),
        ({"status": "perhaps"}, "状态"),
        ({"star": 5}, "星级"),
        ({"star": [{"at": 101, "stars": 5}]}, "0 到 100"),
        ({"star": [{"at": 90, "stars": 5}, {"at": 90, "stars": 4}]}, "一样"),
        ({"item": []}, "没有一项"),
        ({"item": [{"name": "x", "criterion": [ONE, ONE]}]}, "用了两次"),
        ({"item": [{"name": "x"}]}, "名称"),
        ({"item": ["x"]}, "名称"),
    ],
)
def test_a_standard_that_makes_no_sense_is_named(
    db: Register, school: int, head: dict[str, object], why: str
) -> None:
    with pytest.raises(UserError, match=why):
        standards.draft(db, school=school, said={**said(), **head})


def test_what_a_newer_program_measures_is_let_in_and_proves_nothing(db: Register, school: int) -> None:
    new = standards.draft(db, school=school, said=said({**ONE, "measure": "of_the_future"}))
    standards.adopt(db, new, school=school, today=TODAY)
    (one,) = checklist.assess(db, school=school, year=2026, today=TODAY)
    assert (one.state, one.points, one.next_step) == ("missing", 0, "请先升级本机的五有")


def test_a_standard_without_points_is_not_adopted(db: Register, school: int) -> None:
    new = standards.draft(db, school=school, said=said({**ONE, "points": 0}))
    with pytest.raises(UserError, match="分值"):
        standards.adopt(db, new, school=school, today=TODAY)
    standards.drop(db, new)
    assert new not in standards.find(db, school=school)


def test_cut_offs_give_stars_by_share(db: Register, school: int) -> None:
    found = standards.in_force(db, school=school, on=TODAY)
    got = [found.star(points, 100) for points in (100, 90, 89, 50, 49, 0)]
    assert [one.stars if one else None for one in got] == [5, 5, 4, 1, None, None]
    assert found.star(0, 0) is None
    # What a newer program wrote there is passed over.
    with db.act("新版本写的"):
        row = {"school": school, "key": "new", "name": "新", "source": "新", "effective_from": "2027-01-01",
               "status": "confirmed",
               "body": '{"star": [{"at": "many"}, {"at": 10, "stars": 1}, 7]}'}  # fmt: skip
        new = insert(db, "standard", row)
    assert [one.at for one in standards.by_id(db, new).stars] == [10]


def test_the_shipped_files_say_what_they_are() -> None:
    for path in sorted(standards.PRESETS.glob("*.toml")):
        preset = tomllib.loads(path.read_text(encoding="utf-8"))
        assert preset["key"] == path.stem or preset["adopt"] or preset["key"].startswith(path.stem)
