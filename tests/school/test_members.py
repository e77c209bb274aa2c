import pytest

from app.errors import UserError
from app.school import branches, members
from db.register import Register
from tests import made_up


def names(db: Register, text: str = "", **wanted: object) -> list[str]:
    return [who.name for who in members.rows(db, members.find(db, text, **wanted))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单晓红", ["单晓红"]),
        ("单 晓 红", ["单晓红"]),
        ("晓红", ["单晓红"]),
        ("sxh", ["单晓红"]),
        ("SXH", ["单晓红"]),
        ("sx", ["单晓红"]),
        ("shanxiao", ["单晓红"]),
        ("zgq", ["曾国强"]),
        ("zengguoqiang", ["曾国强"]),
        ("买买提吐尔逊", ["买买提·吐尔逊"]),
        ("买买提•吐尔逊", ["买买提·吐尔逊"]),
        ("mmtt", ["买买提·吐尔逊"]),
        ("xh", []),
        ("查无此人", []),
    ],
)
def test_people_are_found_as_a_clerk_types_them(
    db: Register, people: list[int], text: str, found: list[str]
) -> None:
    assert names(db, text) == found


def test_people_are_found_by_the_end_of_a_number(db: Register, people: list[int]) -> None:
    tail = made_up.id_number(2)[-4:]
    assert names(db, tail) == ["买买提·吐尔逊"]
    assert names(db, f" {tail} ") == ["买买提·吐尔逊"]
    members.amend(db, people[0], {"phone": "10012345678"})
    assert names(db, "5678") == ["单晓红"]
    assert names(db, "１２３４５６７８") == ["单晓红"]


def test_an_x_at_the_end_of_an_id_number_may_be_small(db: Register, school: int) -> None:
    number = next(n for n in map(made_up.id_number, range(100)) if n.endswith("X"))
    members.enrol(db, {"name": "钟雪梅", "id_number": number}, school=school)
    assert names(db, number[-4:].lower()) == names(db, number[-4:]) == ["钟雪梅"]


@pytest.mark.parametrize(
    "text", ["*", "?", "[a-z]", "[", "%", "_", "__", "\\", "'", '"', ";--", "·", "NUL\0"]
)
def test_characters_of_patterns_do_no_harm(db: Register, people: list[int], text: str) -> None:
    assert set(names(db, text)) <= set(made_up.NAMES)
    assert names(db, f"单{text}晓红") in ([], ["单晓红"])
    assert names(db, "s*h") == [] or names(db, "s*h") == ["单晓红"]


def test_a_whole_page_pasted_into_the_search_finds_nobody(db: Register, people: list[int]) -> None:
    assert names(db, "a" * 100_000) == []
    assert names(db, "单" * 100_000) == []


def test_people_are_listed_in_every_order_both_ways(db: Register, people: list[int]) -> None:
    for number, (who, birth) in enumerate(zip(people, ("1980-01", "1950", "1970-02-03", ""), strict=True)):
        members.amend(db, who, {"birth": birth, "join_date": f"20{number}0-01"})
    assert names(db, order_by="birth") == ["雷金花", "曾国强", "买买提·吐尔逊", "单晓红"]
    for order in ("name", "stroke", "branch", "birth", "join_date", "member_type"):
        up, down = members.find(db, order_by=order), members.find(db, order_by=f"-{order}")
        assert sorted(up) == sorted(people)
        assert up == down[::-1]


def test_strokes_put_the_simpler_surname_first(db: Register, people: list[int]) -> None:
    assert names(db, order_by="stroke") == ["买买提·吐尔逊", "单晓红", "曾国强", "雷金花"]


def test_groups_hold_those_they_name(db: Register, school: int, people: list[int]) -> None:
    red, strong, mai, flower = people
    members.amend(db, red, {"role": "secretary", "frail": 1})
    members.amend(db, strong, {"member_type": "probationary", "floating": 1})
    members.amend(db, mai, {"member_type": "candidate", "doubts": ("校验码不符",), "lost_contact": 1})
    for kind in ("activist", "applicant", "non_member"):
        members.enrol(db, {"name": f"蓝{kind}", "member_type": kind}, school=school)
    members.leave(db, flower, on="2026-11-01", reason="转出")
    groups = {group: names(db, group=group) for group in members.GROUPS}
    assert groups == {
        "": ["蓝activist", "蓝applicant", "蓝non_member", "买买提·吐尔逊", "单晓红", "曾国强"],
        "full": ["单晓红"],
        "probationary": ["曾国强"],
        "candidate": ["买买提·吐尔逊"],
        "activist": ["蓝activist"],
        "applicant": ["蓝applicant"],
        "non_member": ["蓝non_member"],
        "secretary": ["单晓红"],
        "floating": ["曾国强"],
        "frail": ["单晓红"],
        "lost": ["买买提·吐尔逊"],
        "doubtful": ["买买提·吐尔逊"],
        "left": ["雷金花"],
    }


def test_a_school_and_a_branch_narrow_the_list(db: Register, school: int, people: list[int]) -> None:
    other = branches.add(db, "溪源村党支部", school=school)
    members.amend(db, people[1], {"branch": other})
    assert names(db, branch=other) == ["曾国强"]
    assert names(db, school=school + 1) == []


def test_rows_come_in_the_order_asked(db: Register, people: list[int]) -> None:
    asked = [people[2], people[0], 7, people[3]]
    assert [who.id for who in members.rows(db, asked)] == [people[2], people[0], people[3]]
    assert members.rows(db, []) == []


def test_a_person_is_kept_as_written(db: Register, school: int) -> None:
    branch = branches.add(db, "下党村党支部", school=school)
    fields = {
        "name": "张　三", "gender": "女", "ethnicity": "畲族", "id_number": made_up.id_number(1),
        "birth": "1970-01", "education": "大专", "member_type": "probationary", "branch": branch,
        "join_date": "1998-07", "full_date": "1999", "job": "农民", "phone": "10011112222",
        "landline": "0593-1", "address": "下党村 1 号", "native_place": "福建寿宁", "unit_post": "村委委员",
        "role": "committee", "membership_status": "suspended", "lost_contact": 1, "lost_since": "2026-01",
        "floating": 1, "floating_to": "上海", "frail": 1, "note": "备注", "doubts": ("一", "二"),
        "cadre": 1,
    }  # fmt: skip
    assert set(fields) == set(members.FIELDS)
    (who,) = members.rows(db, [members.enrol(db, fields, school=school)])
    kept = {field: getattr(who, field) for field in members.FIELDS}
    assert kept == {**fields, "name": "张三"}
    assert (who.branch_name, who.left_on, who.school) == ("下党村党支部", "", school)


@pytest.mark.parametrize("name", ["", "  ", "　", "·"])
def test_nobody_is_without_a_name(db: Register, school: int, people: list[int], name: str) -> None:
    with pytest.raises(UserError, match="姓名不能为空"):
        members.enrol(db, {"name": name}, school=school)
    with pytest.raises(UserError, match="姓名不能为空"):
        members.enrol(db, {"gender": "男"}, school=school)
    with pytest.raises(UserError, match="姓名不能为空"):
        members.amend(db, people[0], {"name": name})
    assert len(members.find(db)) == 4


def test_an_id_number_stands_once_in_a_school(db: Register, school: int, people: list[int]) -> None:
    taken = made_up.id_number(0)
    with pytest.raises(UserError, match=f"尾号 {taken[-4:]} 的人已经在名册里"):
        members.enrol(db, {"name": "别人", "id_number": taken}, school=school)
    with pytest.raises(UserError, match="已经在名册里"):
        members.amend(db, people[1], {"id_number": taken})
    for name in ("甲", "乙"):
        members.enrol(db, {"name": name, "id_number": ""}, school=school)
    assert len(members.find(db)) == 6


def test_the_kind_of_person_is_one_of_those_known(db: Register, school: int) -> None:
    with pytest.raises(UserError, match="正式党员、预备党员"):
        members.enrol(db, {"name": "甲", "member_type": "党员"}, school=school)


def test_a_new_name_is_found_by_its_new_pinyin(db: Register, people: list[int]) -> None:
    members.amend(db, people[0], {"name": "解东升"})
    assert names(db, "xds") == names(db, "xiedong") == ["解东升"]
    assert names(db, "sxh") == []


def test_a_misspelt_field_is_our_bug(db: Register, school: int) -> None:
    with pytest.raises(ValueError, match="nmae"):
        members.enrol(db, {"name": "甲", "nmae": "x"}, school=school)


def test_people_leave_with_a_reason_and_may_come_back(db: Register, people: list[int]) -> None:
    members.leave(db, people[0], on="2026-11-01", reason="转出")
    (who,) = members.rows(db, [people[0]])
    assert (who.left_on, who.left_reason) == ("2026-11-01", "转出")
    with pytest.raises(UserError, match="已在 2026-11-01 减少"):
        members.leave(db, people[0], on="2026-11-02", reason="死亡")
    members.come_back(db, people[0])
    assert members.rows(db, [people[0]])[0].left_on == ""
    assert db.undo() == "恢复人员：单晓红"


@pytest.mark.parametrize(
    ("on", "reason"),
    [("2026-11-01", "不想来"), ("昨天", "转出"), ("2026-02-30", "转出"), ("1026-11-01", "转出")],
)
def test_leaving_wants_a_day_and_a_known_reason(
    db: Register, people: list[int], on: str, reason: str
) -> None:
    with pytest.raises(UserError):
        members.leave(db, people[0], on=on, reason=reason)
    assert len(members.find(db)) == 4


def test_the_rolls_know_everyone_by_number_and_by_name(db: Register, school: int, people: list[int]) -> None:
    twin = members.enrol(db, {"name": "单 晓红"}, school=school)
    members.leave(db, people[3], on="2026-11-01", reason="死亡")
    assert members.by_id_number(db, school=school)[made_up.id_number(3)] == people[3]
    assert members.by_name(db, school=school)["单晓红"] == [people[0], twin]


def test_a_person_who_is_gone_is_said_to_be_gone(db: Register, school: int) -> None:
    who = members.enrol(db, {"name": "甲"}, school=school)
    db.undo()
    for change in (
        lambda: members.amend(db, who, {"note": "x"}),
        lambda: members.leave(db, who, on="2026-11-01", reason="转出"),
        lambda: members.come_back(db, who),
    ):
        with pytest.raises(UserError, match="没有找到这个人，可能已被撤销"):
            change()


@pytest.mark.parametrize("text", ["", "sd", "s", "dx", "d", "0", "01", "雷", "dong", "红", "x1"])
def test_the_first_few_are_those_the_whole_list_begins_with(
    db: Register, school: int, people: list[int], text: str
) -> None:
    members.leave(db, people[3], on="2026-11-01", reason="转出")
    members.amend(db, people[0], {"phone": "19900000001", "branch": None})
    members.amend(db, people[1], {"branch": branches.add(db, "溪源村党支部", school=school)})
    for order in ("name", "-name", "stroke", "branch", "-branch", "member_type"):
        for group in ("", "left"):
            whole = members.find(db, text, group=group, order_by=order)
            for limit in (0, 1, 2, 100):
                assert members.find(db, text, group=group, order_by=order, limit=limit) == whole[:limit]


def test_branches_come_by_name_and_whoever_has_none_first(
    db: Register, school: int, people: list[int]
) -> None:
    members.amend(db, people[1], {"branch": None})
    members.amend(db, people[3], {"branch": branches.add(db, "上党村党支部", school=school)})
    listed = ["曾国强", "雷金花", "买买提·吐尔逊", "单晓红"]
    for asked in ({}, {"group": ""}, {"school": school}, {"where": "TRUE"}):
        assert names(db, order_by="branch", **asked) == listed
        assert names(db, order_by="-branch", **asked) == listed[::-1]


def test_a_surname_is_found_under_each_of_its_readings_and_listed_once(
    db: Register, people: list[int]
) -> None:
    for text in ("s", "d", "shan", "sxh", "dxh"):
        assert names(db, text).count("单晓红") == 1
    assert "单晓红" not in names(db, "c")


def test_one_digit_finds_who_has_it_last(db: Register, people: list[int]) -> None:
    ends = {made_up.NAMES[at]: made_up.id_number(at)[-1] for at in range(len(people))}
    for digit in "0123456789":
        assert set(names(db, digit)) == {name for name, end in ends.items() if end == digit}
