import pytest

from app.errors import UserError
from app.school import activities, evidence, hours, persons, rules
from db.register import Register
from tests import made_up
from tests.school import ledgers

_MUCH = {"minutes", "half_days", "stated"}
UNIT = "党员教育培训学时管理制度（2018）：支部学习每小时1学时、每半天4学时；主题实践不足半天按每小时1学时"
FRAIL = "《中国共产党党员教育管理工作条例》第二十三条：年老体弱的送学上门，不作硬性要求"
FEES = "《中央和国家机关培训费管理办法》：每半天最多按4学时计算"
PAPER = {"organiser": "市委党校"}


def record(db: Register, school: int, people: list[int], **wanted: object) -> int:
    given: dict[str, object] = {"kind": "branch_study", "title": "学习党章", "on": "2026-11-10"}
    much = {} if _MUCH & wanted.keys() else {"minutes": 120}
    given |= {"today": made_up.TODAY, **much, **wanted}
    return activities.record(db, school=school, people=people, **given)  # type: ignore[arg-type]


def online(db: Register, school: int, people: list[int], **wanted: object) -> int:
    given: dict[str, object] = {
        "kind": "online",
        "title": "党课开讲啦",
        "platform": "共产党员网",
    }
    return record(db, school, people, **{**given, **wanted})


def one(db: Register, member: int, year: int = 2026, ledger: str = "member") -> tuple[int, str]:
    (line,) = [line for line in hours.of_member(db, member, year=year, ledger=ledger) if line.stands]
    return line.quarter_hours, line.reason


@pytest.mark.parametrize(
    ("wanted", "worth", "reason", "source"),
    [
        ({"minutes": 120}, 8, "支部学习 120 分钟", UNIT),
        ({"minutes": 59}, 2, "支部学习 59 分钟", "地方通例：最小单位0.5学时，尾数舍去"),
        ({"minutes": 29}, 0, "支部学习 29 分钟，不记学时", "同上"),
        ({"half_days": 1}, 16, "支部学习 1 个半天", UNIT),
        ({"half_days": 1, "form": "theme_practice"}, 16, "主题实践 1 个半天", UNIT),
        ({"minutes": 90, "form": "theme_practice"}, 6, "主题实践 90 分钟", UNIT),
        ({"minutes": 700}, 32, "支部学习 700 分钟；当天最多记 8 学时", "地方通例：每天最多8学时"),
        ({"kind": "home_delivery", "minutes": None}, 0, "送学上门，不记学时", FRAIL),
        ({"kind": "home_delivery", "minutes": 120}, 0, "送学上门，不记学时", FRAIL),
        ({"kind": "teaching", "minutes": 90}, 0, "授课 90 分钟，不记学时", "授课倍数没有通行规定"),
        ({"kind": "external", "stated": 6, **PAPER}, 6, "外出培训，证明写明 1.5 学时", "按证明"),
        ({"kind": "county_class", "half_days": 2}, 32, "集中培训 2 个半天", FEES),
        ({"kind": "joint_class", "minutes": 90}, 8, "集中培训 90 分钟", "成人教育通例：每学时45分钟"),
    ],
)
def test_what_learning_outside_classes_is_worth(
    db: Register,
    school: int,
    people: list[int],
    wanted: dict[str, object],
    worth: int,
    reason: str,
    source: str,
) -> None:
    record(db, school, people[:1], **wanted)
    assert one(db, people[0]) == (worth, reason), source
    ledgers.agree(db, school, 2026)


@pytest.mark.parametrize(
    ("wanted", "worth", "reason"),
    [
        ({"minutes": 30}, 4, "网络课程 30 分钟"),
        ({"minutes": 300}, 4, "网络课程 300 分钟"),
        ({"minutes": 29}, 2, "网络课程 29 分钟"),
        ({"minutes": 15}, 2, "网络课程 15 分钟"),
        ({"minutes": 14}, 1, "网络课程 14 分钟"),
        ({"minutes": 90, "form": "online_total"}, 8, "网络学习累计时长 90 分钟"),
        ({"stated": 3}, 3, "网络课程，证明写明 0.75 学时"),
    ],
)
def test_what_online_learning_is_worth(
    db: Register, school: int, people: list[int], wanted: dict[str, object], worth: int, reason: str
) -> None:
    """云南省干部在线学习学院：时长30分钟以上1学时，15至30分钟0.5学时，不足15分钟0.25学时，测试通过0.5学时。"""
    shares = {people[1]: activities.Share(tested=True)}
    online(db, school, people[:2], shares=shares, **wanted)
    assert one(db, people[0]) == (worth, reason)
    assert one(db, people[1]) == (worth + 2, f"{reason}，测试通过")


def test_one_activity_of_many_people_gives_each_their_own(
    db: Register, school: int, people: list[int]
) -> None:
    shares = {people[1]: activities.Share(minutes=60), people[2]: activities.Share(stated=4)}
    activity = record(db, school, people, organiser="县委组织部", shares=shares)
    assert hours.earned(db, school=school, year=2026) == dict(zip(people, (8, 4, 4, 8), strict=True))
    (found,) = activities.rows(db, [activity])
    assert (found.people, found.recorded_on, found.recorded_by) == (4, made_up.TODAY, "张干事")
    assert activities.amount(found) == "120 分钟"
    given = {who.member: who.quarter_hours for who in activities.participants(db, activity)}
    assert given == hours.earned(db, school=school, year=2026)


def test_a_person_s_own_minutes_stand_before_half_days_and_papers(
    db: Register, school: int, people: list[int]
) -> None:
    shares = {people[0]: activities.Share(minutes=60)}
    record(db, school, people[:2], half_days=1, shares=shares)
    record(db, school, people[:2], stated=8, organiser="县委党校", on="2026-11-11", shares=shares)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 8, people[1]: 24}


def test_several_days_are_spread_over_them_and_split_at_new_year(
    db: Register, school: int, people: list[int]
) -> None:
    """学时按年度累加、跨年度的分开计算：蚌埠某单位党员教育培训学时管理制度。"""
    days = {"on": "2025-12-30", "ends": "2026-01-03"}
    record(db, school, people[:1], kind="county_class", stated=97, organiser="县委党校", **days)
    before, after = (hours.of_member(db, people[0], year=year) for year in (2025, 2026))
    assert [line.quarter_hours for line in before + after] == [19, 19, 19, 19, 20]
    assert before[0].reason == "集中培训，证明写明 24.25 学时（共 5 天，第 1 天）"
    assert [line.date for line in after] == ["2026-01-01", "2026-01-02", "2026-01-03"]
    ledgers.agree(db, school, 2025, 2026)


def test_a_day_s_cap_holds_over_classes_and_activities(db: Register, school: int, people: list[int]) -> None:
    training = made_up.a_class(db, school, people[:1], days=("2026-11-10",))
    record(db, school, people[:1], half_day="evening")
    assert hours.earned(db, school=school, year=2026) == {people[0]: 8}
    ledgers.mark(db, training, "pp")
    assert hours.earned(db, school=school, year=2026) == {people[0]: 32}
    shown = hours.of_member(db, people[0], year=2026)
    assert [(line.quarter_hours, line.posted) for line in shown] == [
        (16, False), (16, False), (8, True), (-8, False),
    ]  # fmt: skip
    assert shown[-1].reason == "没有结班的班一并核算：支部学习 120 分钟；当天最多记 8 学时"
    hours.close_class(db, training, today=made_up.TODAY)
    ledgers.agree(db, school, 2026)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 32}
    back = next(line for line in hours.of_member(db, people[0], year=2026) if line.reverses)
    assert (back.quarter_hours, back.reason) == (-8, "更正：“冬训班”结班，按上课先后重新核算")


def test_cadres_hours_are_a_ledger_of_their_own(db: Register, school: int, people: list[int]) -> None:
    """《干部教育培训工作条例》（2023修订）：乡科级及以下干部每年累计不少于12天或者90学时，另册登记。"""
    record(db, school, people[:1], kind="county_class", half_days=2, ledger="cadre")
    record(db, school, people[:1], half_days=2)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 32}
    assert hours.earned(db, school=school, year=2026, ledger="cadre") == {people[0]: 32}
    assert one(db, people[0]) == (32, "支部学习 2 个半天")
    assert one(db, people[0], ledger="cadre") == (32, "集中培训 2 个半天")
    assert rules.in_force(db, school=school, on="2026-11-10").targets["cadre"] == 4 * 90
    ledgers.agree(db, school, 2026)


def test_who_was_at_a_class_of_the_county(db: Register, school: int, people: list[int]) -> None:
    """《2019—2023年全国党员教育培训工作规划》：书记和班子成员每年至少参加1次集中培训。"""
    record(db, school, people[:2], kind="county_class", half_days=2)
    gone = record(db, school, people[:3], kind="county_class", half_days=2)
    record(db, school, people[3:], central=True)
    record(db, school, people)
    activities.void(db, gone, why="重复登记", today=made_up.TODAY)
    training = made_up.a_class(db, school, people[2:3])
    ledgers.mark(db, training, "pppp")
    hours.close_class(db, training, today=made_up.TODAY)
    persons.merge(db, kept=people[0], other=people[1], why="同一人", today=made_up.TODAY)
    assert hours.central_classes(db, school=school, year=2026) == {people[0]: 1, people[3]: 1}
    assert hours.central_classes(db, school=school, year=2025) == {}
    model = rules.find(db, school=school)[0]
    own = rules.draft(
        db, based_on=model, title="本县口径", source="县委组织部通知", effective_from="2026-01-01",
        changes={"own_class_is_central": True},
    )  # fmt: skip
    hours.adopt(db, own, today=made_up.TODAY)
    assert hours.central_classes(db, school=school, year=2026) == {people[0]: 1, people[2]: 1, people[3]: 1}


def test_what_was_voided_stays_and_gives_nothing(db: Register, school: int, people: list[int]) -> None:
    activity = record(db, school, people[:2])
    with pytest.raises(UserError, match="写明原因"):
        activities.void(db, activity, why=" ", today=made_up.TODAY)
    assert activities.void(db, activity, why="重复登记", today=made_up.TODAY) == 2
    assert hours.earned(db, school=school, year=2026) == {people[0]: 0, people[1]: 0}
    assert [line.reason for line in hours.of_member(db, people[0], year=2026)] == [
        "支部学习 120 分钟", "更正：“学习党章”作废，重复登记"
    ]  # fmt: skip
    (found,) = activities.rows(db, activities.find(db, school=school))
    assert (found.voided_on, found.void_reason) == (made_up.TODAY, "重复登记")
    assert activities.find(db, voided=False) == []
    for change in (
        lambda: activities.void(db, activity, why="再作废", today=made_up.TODAY),
        lambda: activities.add(db, activity, people),
        lambda: activities.strike(db, activity, people[:1], why="登记错人"),
    ):
        with pytest.raises(UserError, match="已经作废（重复登记）"):
            change()
    ledgers.agree(db, school, 2026)


def test_people_are_added_and_struck(db: Register, school: int, people: list[int]) -> None:
    activity = record(db, school, people[:2])
    assert activities.add(db, activity, people[1:3]) == 1
    with pytest.raises(UserError, match="都已在这次活动里"):
        activities.add(db, activity, people[:3])
    with pytest.raises(UserError, match="写明原因"):
        activities.strike(db, activity, people[:1], why="")
    with pytest.raises(UserError, match="不在这次活动里"):
        activities.strike(db, activity, people[3:], why="登记错人")
    with pytest.raises(UserError, match="请作废"):
        activities.strike(db, activity, people[:3], why="登记错人")
    assert activities.strike(db, activity, people[:1], why="登记错人") == 1
    assert hours.earned(db, school=school, year=2026) == {people[0]: 0, people[1]: 8, people[2]: 8}
    ledgers.agree(db, school, 2026)


def test_a_merged_person_is_in_an_activity_once(db: Register, school: int, people: list[int]) -> None:
    first = record(db, school, people[:2])
    persons.merge(db, kept=people[0], other=people[1], why="同一人", today=made_up.TODAY)
    assert hours.earned(db, school=school, year=2026) == {people[0]: 8}
    shown = hours.of_member(db, people[0], year=2026)
    assert (shown[-1].quarter_hours, shown[-1].reason) == (-8, "合并的两份记录都有这一课次，只计一次")
    second = record(db, school, [people[1], people[0]], on="2026-11-11")
    assert [who.member for who in activities.participants(db, second)] == [people[0]]
    assert activities.find(db, member=people[1]) == [second, first]
    with pytest.raises(UserError, match="都已在这次活动里"):
        activities.add(db, second, [people[1]])


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"title": " "}, "请填写学了什么"),
        ({"minutes": None}, "请写一样"),
        ({"minutes": 120, "half_days": 2}, "请写一样"),
        ({"minutes": 0}, "应当大于 0"),
        ({"minutes": -5}, "应当大于 0"),
        ({"minutes": 10**9}, "离谱"),
        ({"half_days": 1001}, "离谱"),
        ({"stated": 4001, "organiser": "某校"}, "离谱"),
        ({"stated": 8}, "出具证明的单位"),
        ({"on": "昨天"}, "不是一个日期"),
        ({"on": "2026-02-30"}, "不是一个日期"),
        ({"on": "1026-11-10"}, "1900 年到 2099 年"),
        ({"ends": "11月"}, "“11月”不是一个日期"),
        ({"on": "昨天", "ends": "2026-11-10"}, "“昨天”不是一个日期"),
        ({"ends": "2026-11-09"}, "在开始日期以前"),
        ({"on": "2026-11-23"}, "还没有到"),
        ({"on": "2024-01-01", "ends": "2026-01-01"}, "最长登记一年"),
        ({"kind": "online"}, "写明平台"),
        ({"kind": "online", "platform": "学习强国", "half_days": 1}, "请写分钟数"),
        ({"proof": 7}, "没有找到这份凭证"),
    ],
)
def test_what_makes_no_sense_is_not_recorded(
    db: Register, school: int, people: list[int], wanted: dict[str, object], said: str
) -> None:
    before = made_up.content(db)
    with pytest.raises(UserError, match=said):
        record(db, school, people, **wanted)
    assert made_up.content(db) == before


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (activities.Share(minutes=-1), "分钟数或学时不对"),
        (activities.Share(stated=10**9), "出具证明的单位"),
        (activities.Share(tested=True), "只有网络学习"),
    ],
)
def test_a_share_that_makes_no_sense_is_not_recorded(
    db: Register, school: int, people: list[int], share: activities.Share, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        record(db, school, people, shares={people[0]: share})


def test_nobody_and_strangers_are_refused(db: Register, school: int, people: list[int]) -> None:
    for whom, said in (([], "还没有选"), ([*people, 7], "不在本校名册")):
        with pytest.raises(UserError, match=said):
            record(db, school, whom)


def test_an_activity_is_found_by_year_kind_and_title(db: Register, school: int, people: list[int]) -> None:
    study = record(db, school, people[:1])
    course = online(db, school, people[1:2], on="2026-11-12")
    old = record(db, school, people[:1], on="2025-12-31", ends="2026-01-01", title="跨年学习")
    assert activities.find(db, school=school) == [course, study, old]
    assert activities.find(db, school=school, year=2025) == [old]
    assert activities.find(db, school=school, year=2026, order_by="-date") == [old, study, course]
    assert activities.find(db, "党课", school=school) == [course]
    assert activities.find(db, kind="branch_study") == [study, old]
    assert activities.find(db, member=people[1]) == [course]
    assert activities.find(db, member=people[3]) == []


def test_what_proves_it_is_kept(db: Register, school: int, people: list[int]) -> None:
    paper = evidence.file(
        db, school=school, criterion=None, sha256="0" * 64, file_name="截图.png", media_type="image/png",
        size=9, formed_on="2026-11-10", today=made_up.TODAY,
    )  # fmt: skip
    activity = online(db, school, people[:1], proof=paper)
    assert activities.rows(db, [activity])[0].evidence == paper
