import pytest

from app.errors import UserError
from app.school import upper_forms
from db.register import Register
from tests import made_up

SHA, NEWER = "a" * 64, "b" * 64


def a_form(db: Register, school: int, name: str = "季度统计表") -> int:
    return upper_forms.keep(
        db, school=school, name=name, file_name="季度统计表.xlsx", sha256=SHA,
        blanks=("学校全称", "联系人", "学员.姓名"), facts={"学校全称": "school"}, today=made_up.TODAY,
    )  # fmt: skip


def test_a_form_keeps_what_was_chosen_for_each_place(db: Register, school: int) -> None:
    form = a_form(db, school)
    upper_forms.choose(db, form, "联系人", text=" 钟小兰 ")
    upper_forms.choose(db, form, "表!C4", fact="class.name")
    kept = upper_forms.row(db, form)
    assert (kept.name, kept.sha256, kept.taken_on) == ("季度统计表", SHA, made_up.TODAY)
    assert dict(kept.facts) == {"学校全称": "school", "表!C4": "class.name"}
    assert dict(kept.texts) == {"联系人": "钟小兰"} and kept.cells == ("表!C4",)
    assert kept.open_blanks == ("学员.姓名",)
    upper_forms.choose(db, form, "联系人", fact="class.adviser")
    upper_forms.choose(db, form, "表!C4")
    kept = upper_forms.row(db, form)
    assert (dict(kept.texts), kept.cells) == ({}, ())
    assert upper_forms.find(db, "季度", school=school) == [form] and not upper_forms.find(
        db, "别", school=school
    )


def test_a_newer_file_keeps_the_choices_for_places_it_still_has(db: Register, school: int) -> None:
    form = a_form(db, school)
    upper_forms.choose(db, form, "联系人", text="钟小兰")
    upper_forms.choose(db, form, "表!C4", fact="class.name")
    upper_forms.renew(
        db, form, file_name="新.xlsx", sha256=NEWER, blanks=("联系人", "填报日期"),
        facts={"填报日期": "today", "联系人": "class.adviser"}, today="2026-12-01",
    )  # fmt: skip
    kept = upper_forms.row(db, form)
    assert (kept.file_name, kept.sha256, kept.taken_on) == ("新.xlsx", NEWER, "2026-12-01")
    assert dict(kept.facts) == {"填报日期": "today", "表!C4": "class.name"}
    assert dict(kept.texts) == {"联系人": "钟小兰"}


def test_names_are_there_once_and_what_is_taken_off_comes_back(db: Register, school: int) -> None:
    form = a_form(db, school)
    with pytest.raises(UserError, match="已经有一份叫“季度统计表”"):
        a_form(db, school, " 季度统计表 ")
    with pytest.raises(UserError, match="起个名字"):
        a_form(db, school, " ")
    other = a_form(db, school, "年报")
    with pytest.raises(UserError, match="换个名字"):
        upper_forms.rename(db, other, "季度统计表")
    upper_forms.rename(db, other, "年度报表")
    upper_forms.drop(db, form)
    with pytest.raises(UserError, match="没有找到这份表"):
        upper_forms.row(db, form)
    db.undo()
    assert upper_forms.row(db, form).name == "季度统计表"
    with pytest.raises(UserError, match="最多 500 个字"):
        upper_forms.choose(db, form, "联系人", text="长" * 501)
