import pytest

from app.errors import UserError
from app.school import branches, filters, members, standings
from app.school.filters import Filter
from db.register import Register
from tests import made_up

SHAN, ZENG, MAI, LEI = made_up.NAMES[:4]


@pytest.fixture
def mixed(db: Register, school: int, people: list[int]) -> list[int]:
    """Four people of whom each is something else: see the table below."""
    shan, zeng, mai, lei = people
    other = branches.add(db, "溪源村党支部", school=school)
    members.amend(
        db, shan, {"role": "secretary", "frail": 1, "birth": "1956-11-22", "join_date": "1980-07-01"}
    )
    members.amend(
        db,
        zeng,
        {"member_type": "probationary", "floating": 1, "branch": other, "birth": "1990-03",
         "join_date": "2026-01", "phone": "10011112222", "gender": "男"},
    )  # fmt: skip
    members.amend(
        db,
        mai,
        {"member_type": "candidate", "doubts": ("校验码不符",), "id_number": "", "birth": "1966",
         "membership_status": "suspended"},
    )  # fmt: skip
    members.amend(
        db, lei, {"role": "committee", "lost_contact": 1, "branch": None, "birth": "", "join_date": "2000"}
    )
    return people


def names(db: Register, school: int, wanted: Filter, **more: object) -> set[str]:
    found = filters.people(db, wanted, school=school, today=made_up.TODAY, **more)  # type: ignore[arg-type]
    return {who.name for who in members.rows(db, found)}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), {SHAN, ZENG, MAI, LEI}),
        (Filter(text="sxh"), {SHAN}),
        (Filter(group="probationary"), {ZENG}),
        (Filter(member_types=("probationary", "candidate")), {ZENG, MAI}),
        (Filter(roles=("secretary",)), {SHAN}),
        (Filter(roles=("secretary", "committee")), {SHAN, LEI}),
        (Filter(gender="男"), {ZENG}),
        (Filter(floating=True), {ZENG}),
        (Filter(floating=False), {SHAN, MAI, LEI}),
        (Filter(frail=True), {SHAN}),
        (Filter(lost_contact=True), {LEI}),
        (Filter(lost_contact=False, frail=False), {ZENG, MAI}),
        (Filter(suspended=True), {MAI}),
        (Filter(doubtful=True), {MAI}),
        (Filter(has_id_number=False), {MAI}),
        (Filter(has_id_number=True, has_phone=False), {SHAN, LEI}),
        (Filter(has_phone=True), {ZENG}),
        (Filter(has_branch=False), {LEI}),
        (Filter(floating=True, frail=True), set()),
        # Seventy today; whoever was born some day of 1966 may be sixty or fifty-nine.
        (Filter(age_from=70), {SHAN}),
        (Filter(age_from=71), set()),
        (Filter(age_to=70), {SHAN, ZENG, MAI}),
        (Filter(age_to=69), {ZENG, MAI}),
        (Filter(age_from=59, age_to=59), {MAI}),
        (Filter(age_from=60, age_to=60), {MAI}),
        (Filter(age_from=61, age_to=69), set()),
        (Filter(age_from=36, age_to=36), {ZENG}),
        (Filter(joined_to="1980-06-30"), set()),
        (Filter(joined_to="1980-07-01"), {SHAN}),
        (Filter(joined_to="1980"), {SHAN}),
        (Filter(joined_to="2000-03"), {SHAN, LEI}),
        (Filter(joined_from="1980-07-02"), {ZENG, LEI}),
        (Filter(joined_from="2000-12-31"), {ZENG, LEI}),
        (Filter(joined_from="2001"), {ZENG}),
        (Filter(joined_from="2026-01-15"), {ZENG}),
        (Filter(joined_from="2026-02"), set()),
        (Filter(joined_from="2000", joined_to="2025"), {LEI}),
    ],
)
def test_every_criterion_means_those_it_says(
    db: Register, school: int, mixed: list[int], wanted: Filter, found: set[str]
) -> None:
    assert names(db, school, wanted) == found


def test_several_branches_and_only_this_school(db: Register, school: int, mixed: list[int]) -> None:
    old, new = (branches.named(db, name, school=school) for name in ("下党村党支部", "溪源村党支部"))
    assert old is not None
    assert new is not None
    assert names(db, school, Filter(branches=(new,))) == {ZENG}
    assert names(db, school, Filter(branches=(old, new))) == {SHAN, MAI, ZENG}
    assert names(db, school, Filter(branches=(old, new), frail=False, text="m")) == {MAI}
    assert names(db, school + 1, Filter()) == set()


@pytest.mark.parametrize("many", [0, 5000])
def test_a_standing_is_that_of_the_year_asked(
    db: Register, school: int, mixed: list[int], many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "_MANY", many)
    members.leave(db, members.enrol(db, {"name": "走了"}, school=school), on="2026-11-01", reason="转出")
    assert names(db, school, Filter(standing="not_met", group="left")) == {"走了"}
    everyone = standings.of_school(db, school=school, year=2026)
    for state in standings.STATES:
        by_hand = {one.name for one in everyone if one.state == state}
        assert names(db, school, Filter(standing=state)) == by_hand
    assert SHAN in names(db, school, Filter(standing="exempt"))
    assert names(db, school, Filter(standing="not_met", floating=True)) == {ZENG}
    with pytest.raises(UserError, match="没有在 1990-12-31 生效的学时规则"):
        names(db, school, Filter(standing="met", year=1990))


@pytest.mark.parametrize("wanted", [Filter(), Filter(standing="not_met"), Filter(frail=False, text="0")])
@pytest.mark.parametrize("order", filters.ORDERS)
def test_the_order_is_kept_and_the_first_few_come_first(
    db: Register, school: int, mixed: list[int], wanted: Filter, order: str
) -> None:
    for way in (order, f"-{order}"):
        asked = Filter(text=wanted.text, standing=wanted.standing, frail=wanted.frail, order_by=way)
        whole = filters.people(db, asked, school=school, today=made_up.TODAY)
        listed = members.find(db, wanted.text, school=school, order_by=way)
        assert whole == [one for one in listed if one in whole]
        for limit in (0, 1, 2, 9):
            first = filters.people(db, asked, school=school, today=made_up.TODAY, limit=limit)
            assert first == whole[:limit]


def test_those_who_left_are_a_list_of_their_own(db: Register, school: int, mixed: list[int]) -> None:
    members.leave(db, mixed[1], on="2026-11-01", reason="转出")
    assert names(db, school, Filter(floating=True)) == set()
    assert names(db, school, Filter(floating=True, group="left")) == {ZENG}


def test_the_presets_mean_somebody_by_their_names(db: Register, school: int, mixed: list[int]) -> None:
    found = {name: names(db, school, filters.named(db, name, school=school)) for name in filters.PRESETS}
    assert found == {
        "流动党员": {ZENG},
        "困弱党员": {SHAN},
        "发展对象": {MAI},
        "本年未达标": {ZENG, MAI, LEI},
        "支部书记": {SHAN},
        "有疑点待核": {MAI},
    }


def test_a_filter_is_kept_renamed_changed_and_dropped(db: Register, school: int) -> None:
    wanted = Filter(
        text="雷", branches=(7, 8), member_types=("full",), roles=("committee",), floating=False,
        frail=True, age_to=60, joined_from="2001-07", standing="met", year=2025, order_by="-stroke",
    )  # fmt: skip
    saved = filters.save(db, "  老街  流动 ", wanted, school=school)
    assert db.undoable() == "保存筛选：老街 流动"
    (one,) = filters.rows(db, filters.find(db, school=school))
    assert (one.name, one.filter) == ("老街 流动", wanted)
    filters.rename(db, saved, "老街")
    filters.change(db, saved, Filter(frail=True))
    assert filters.named(db, " 老 街", school=school) == Filter(frail=True)
    filters.drop(db, saved)
    assert filters.find(db, school=school) == []
    assert db.undo() == "删除筛选：老街"
    assert filters.named(db, "老街", school=school) == Filter(frail=True)


def test_a_name_stands_for_one_filter(db: Register, school: int) -> None:
    filters.save(db, "甲", Filter(frail=True), school=school)
    second = filters.save(db, "乙", Filter(floating=True), school=school)
    with pytest.raises(UserError, match="已经有叫“甲”的筛选"):
        filters.save(db, "甲", Filter(floating=True), school=school)
    with pytest.raises(UserError, match="已经有叫“甲”的筛选"):
        filters.rename(db, second, "甲")
    with pytest.raises(UserError, match="“流动 党员”是现成的筛选"):
        filters.save(db, "流动 党员", Filter(floating=True), school=school)
    with pytest.raises(UserError, match="没有叫“丙”的筛选，有的是：流动党员.*甲、乙"):
        filters.named(db, "丙", school=school)
    assert [one.name for one in filters.rows(db, filters.find(db, school=school))] == ["甲", "乙"]


@pytest.mark.parametrize("name", ["", "  ", "　", "长" * 31])
def test_a_name_is_short_and_not_empty(db: Register, school: int, name: str) -> None:
    with pytest.raises(UserError):
        filters.save(db, name, Filter(frail=True), school=school)
    assert filters.find(db, school=school) == []


def test_what_asks_for_nothing_is_not_kept(db: Register, school: int) -> None:
    with pytest.raises(UserError, match="还没有选任何条件"):
        filters.save(db, "全部", Filter(order_by="stroke"), school=school)


def test_what_is_gone_is_said_to_be_gone(db: Register, school: int) -> None:
    saved = filters.save(db, "甲", Filter(frail=True), school=school)
    filters.drop(db, saved)
    for act in (
        lambda: filters.rename(db, saved, "乙"),
        lambda: filters.change(db, saved, Filter(frail=True)),
        lambda: filters.drop(db, saved),
    ):
        with pytest.raises(UserError, match="没有找到这个筛选"):
            act()


@pytest.mark.parametrize(
    "body",
    ['{"mood": "good"}', '{"group": "everyone"}', '{"branches": 7}', '{"branches": ["7"]}',
     '{"branches": [true]}', '{"floating": 1}', '{"age_from": "60"}', '{"age_to": -1}', '{"text": 5}',
     '{"member_types": ["full", "ghost"]}', '{"member_types": "full"}', '{"standing": "met "}',
     '{"order_by": "id; DROP TABLE member"}', '{"joined_from": "昨天"}', '{"joined_to": "2026-13"}',
     '{"joined_to": 2026}', '{"joined_to": "2026-01-01-01"}', '{"roles": null}', "[]", "{"],
)  # fmt: skip
def test_criteria_nobody_here_knows_are_refused_and_not_left_out(body: str) -> None:
    with pytest.raises(UserError, match="筛选“甲”里有这个版本的程序不认识的条件"):
        filters.read(body, name="甲")
