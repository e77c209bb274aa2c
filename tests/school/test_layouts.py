import pytest

from app.errors import UserError
from app.school import layouts
from db.register import Register


def test_the_presets_have_the_columns_of_their_forms(db: Register, school: int) -> None:
    headings = {name: [heading for _, heading in one.columns] for name, one in layouts.PRESETS.items()}
    assert headings["花名册"] == [
        "序号", "姓名", "性别", "民族", "出生年月", "学历", "单位及职务", "党员类别", "入党时间", "组别",
        "联系电话", "备注",
    ]  # fmt: skip
    assert headings["汇总表"] == [
        "序号", "姓名", "所在党支部", "公民身份证号", "性别", "民族", "出生日期", "学历", "人员类别",
        "加入党组织日期", "转为正式党员日期", "工作岗位", "手机号", "固定电话", "家庭住址", "党籍状态",
        "是否为失联党员", "失去联系日期", "是否为流动党员", "外出流向",
    ]  # fmt: skip
    assert set(headings) == {"花名册", "汇总表", "联系电话表", "身份核对表"}
    for name, one in layouts.PRESETS.items():
        assert layouts.named(db, name, school=school) == one


def test_a_layout_is_kept_as_the_clerk_ordered_it(db: Register, school: int) -> None:
    asked = layouts.of(
        ("phone", "name", "id_number"), id_number="tail", headings={"phone": " 电话 号码 ", "seq": "x"}
    )
    assert asked.columns == (("phone", "电话 号码"), ("name", "姓名"), ("id_number", "身份证号"))
    saved = layouts.save(db, "报县里", asked, school=school)
    (one,) = layouts.rows(db, layouts.find(db, school=school))
    assert (one.name, one.layout) == ("报县里", asked)
    layouts.change(db, saved, layouts.of(("name",)))
    layouts.rename(db, saved, "只要姓名")
    assert layouts.named(db, "只要姓名", school=school) == layouts.of(("name",))
    layouts.drop(db, saved)
    assert layouts.find(db, school=school) == []
    assert db.undo() == "删除表格样式：只要姓名"


def test_a_name_stands_for_one_layout(db: Register, school: int) -> None:
    one = layouts.of(("name",))
    layouts.save(db, "甲", one, school=school)
    with pytest.raises(UserError, match="已经有叫“甲”的表格样式"):
        layouts.save(db, "甲", one, school=school)
    with pytest.raises(UserError, match="“花名册”是现成的表格样式"):
        layouts.save(db, "花名册", one, school=school)
    with pytest.raises(UserError, match="没有叫“乙”的表格样式，有的是：花名册、.*、甲"):
        layouts.named(db, "乙", school=school)


@pytest.mark.parametrize(
    ("keys", "more", "said"),
    [
        ((), {}, "一列也没有选"),
        (("name", "phone", "name"), {}, "“姓名”选了两次"),
        (("name", "password"), {}, "没有“password”这一列"),
        (("name",), {"headings": {"name": "  "}}, "“姓名”的表头要有"),
        (("name",), {"headings": {"name": "长" * 31}}, "“姓名”的表头要有"),
        (("name",), {"id_number": "half"}, "身份证号的写法只能是"),
    ],
)
def test_a_layout_that_cannot_be_written_is_refused(
    keys: tuple[str, ...], more: dict[str, object], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        layouts.of(keys, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    ["{}", "[]", "{", '{"columns": [], "id_number": "full"}',
     '{"columns": [["ghost", "鬼"]], "id_number": "full"}',
     '{"columns": [["name"]], "id_number": "full"}', '{"columns": 7, "id_number": "full"}',
     '{"columns": [["name", "姓名"]], "id_number": "none"}', '{"columns": [["name", "姓名"]]}',
     '{"columns": [["name", "姓名"]], "id_number": []}'],
)  # fmt: skip
def test_columns_nobody_here_knows_are_refused(body: str) -> None:
    with pytest.raises(UserError, match="表格样式“甲”里有这个版本的程序不认识的列"):
        layouts.read(body, name="甲")
