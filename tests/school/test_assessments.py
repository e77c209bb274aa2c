import pytest

from app.errors import UserError
from app.school import assessments, checklist, ledgers, meetings, rectifications, standards, stated_facts
from db.register import Register
from tests import made_up
from tests.school.test_checklist import file

TODAY = "2026-11-25"


def opened(db: Register, school: int, **given: object) -> int:
    wanted = {"school": school, "kind": "yearly", "year": 2026, "today": TODAY, **given}
    return assessments.open_round(db, **wanted)  # type: ignore[arg-type]


def line(db: Register, round_: int, text: str) -> assessments.Line:
    return next(one for one in assessments.lines(db, round_) if text in one.text)


def test_a_round_proposes_points_with_what_shows_them(db: Register, school: int, people: list[int]) -> None:
    made_up.a_class(db, school, people)
    file(db, school, "leaders", "2026-03-02")
    new = opened(db, school)
    (found,) = assessments.rows(db, [new])
    judged = checklist.assess(db, school=school, year=2026, today=TODAY)
    assert found.title == "2026 年度评估"
    assert found.standard_name == "五有标准（宁德）"
    assert (found.points, found.points_full) == (sum(one.points for one in judged), 100)
    assert [one.text for one in assessments.lines(db, new)] == [one.criterion.text for one in judged]
    teachers = line(db, new, "写明授课教师")
    assert (teachers.proposed, teachers.self_points, teachers.state) == (2, 2, "usable")
    assert [noun for noun, *_ in teachers.pieces] == ["session"] * 4
    assert line(db, new, "任职").pieces[0][2] == "2026-03-02的文件.pdf"


def test_a_score_is_changed_with_a_reason_only_and_undone_by_name(db: Register, school: int) -> None:
    new = opened(db, school)
    one = line(db, new, "标识牌")
    with pytest.raises(UserError, match="写明理由"):
        assessments.score(db, one.id, points=3)
    assessments.score(db, one.id, points="3", reason="照片在县里")
    assert (line(db, new, "标识牌").self_points, line(db, new, "标识牌").reason) == (3, "照片在县里")
    assert db.undo().startswith("自评：有标识牌")
    assert line(db, new, "标识牌").self_points == 0
    assessments.score(db, one.id, points=0)


@pytest.mark.parametrize("points", ["-1", "5", "3.5", "", "许多", "٣", "9" * 400, "１"])
def test_points_out_of_range_are_refused(db: Register, school: int, points: str) -> None:
    new = opened(db, school)
    one = line(db, new, "标识牌")
    for give in (
        lambda: assessments.score(db, one.id, points=points, reason="理由"),
        lambda: assessments.county_score(db, one.id, points=points, by=school, today=TODAY),
    ):
        with pytest.raises(UserError, match="0 到 4"):
            give()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"year": 2027}, "还没有到"),
        ({"year": 1900}, "不对"),
        ({"kind": "monthly"}, "没有"),
        ({"due_on": "2026-11-24"}, "已经过了"),
        ({"due_on": "soon"}, "截止日期“soon”不是一个日期"),
        ({"due_on": "9999-12-31"}, "截止日期“9999-12-31”不在 1900 年到 2099 年之间"),
        ({"standard": "belt"}, "还没有采用"),
    ],
)
def test_a_round_that_makes_no_sense_is_not_opened(
    db: Register, school: int, given: dict[str, object], why: str
) -> None:
    with pytest.raises(UserError, match=why):
        opened(db, school, **given)
    assert assessments.find(db, school=school) == []


def test_a_round_is_opened_once_and_what_is_proposed_follows_the_register(db: Register, school: int) -> None:
    new = opened(db, school)
    with pytest.raises(UserError, match="已经开始"):
        opened(db, school)
    assessments.score(db, line(db, new, "标识牌").id, points=2, reason="看过现场")
    file(db, school, "sign", "2026-03-02")
    file(db, school, "classroom", "2026-03-02", content="x")
    assert assessments.propose_again(db, new, today=TODAY) == 2
    assert (line(db, new, "标识牌").proposed, line(db, new, "标识牌").self_points) == (4, 2)
    assert line(db, new, "固定教室、投影").self_points == 5
    before = made_up.content(db)
    assert assessments.propose_again(db, new, today=TODAY) == 0
    assert made_up.content(db) == before


def test_a_standard_edited_in_the_middle_changes_no_round_that_is_finished(db: Register, school: int) -> None:
    file(db, school, "leaders", "2026-03-02")
    new = opened(db, school)
    assessments.finish(db, new, today=TODAY)
    (before,), lines = assessments.rows(db, [new]), assessments.lines(db, new)
    old = standards.in_force(db, school=school, on=TODAY)
    said = standards.as_said(db, old.id)
    said["item"][0]["criterion"][0].update(points=60, text="改过的要求")
    said["star"] = [{"at": 1, "stars": 5, "tier": "都给"}]
    changed = standards.draft(db, school=school, based_on=old.id, said=said)
    standards.adopt(db, changed, school=school, today=TODAY)
    file(db, school, "sign", "2026-03-02", content="x")
    assert checklist.assess(db, school=school, year=2026, today=TODAY)[0].points == 60
    # Not even a word of the old version changed behind the program's back reaches it.
    with db.act("背后改动"):
        db.execute("UPDATE criterion SET points = 1, text = 'x' WHERE standard = ?", [old.id])
    assert (assessments.rows(db, [new]), assessments.lines(db, new)) == ([before], lines)
    for change in (
        lambda: assessments.score(db, lines[0].id, points=1, reason="改"),
        lambda: assessments.propose_again(db, new, today=TODAY),
        lambda: assessments.finish(db, new, today=TODAY),
        lambda: assessments.set_due(db, new, "2026-12-01"),
    ):
        with pytest.raises(UserError, match="不能再改"):
            change()


def test_an_open_round_keeps_the_standard_it_was_opened_under(db: Register, school: int) -> None:
    new = opened(db, school)
    old = standards.in_force(db, school=school, on=TODAY)
    changed = standards.draft(db, school=school, based_on=old.id, changes={"name": "新版"})
    standards.adopt(db, changed, school=school, today=TODAY)
    file(db, school, "leaders", "2026-03-02")
    assessments.propose_again(db, new, today=TODAY)
    (found,) = assessments.rows(db, [new])
    assert (found.standard, found.points) == (old.id, 10), (
        "filed under the new version, it proves the same demand"
    )


def test_the_county_s_score_stands_beside_and_its_own_row_comes_first(db: Register, school: int) -> None:
    new = opened(db, school)
    for one in assessments.lines(db, new):
        assessments.county_score(db, one.id, points=one.points_full, by=school, today=TODAY)
    (found,) = assessments.rows(db, [new])
    assert (found.points, found.county_points) == (0, 100)
    assert found.star is None
    assert found.county_star is not None
    assert (found.county_star.stars, found.county_star.tier) == (5, "上浮")
    one = line(db, new, "标识牌")
    county = db.new_id()
    with db.act("县级返还"):
        db.execute(
            "INSERT INTO school (id, school, code, level, full_name, short_name, seal_name, county_name) "
            "VALUES (?1, ?1, '350924', 'county', '县', '县', '县', '县')",
            [county],
        )
    assessments.county_score(db, one.id, points=1, by=county, today=TODAY, reason="牌子旧了")
    assert (line(db, new, "标识牌").county_points, line(db, new, "标识牌").county_reason) == (1, "牌子旧了")
    assessments.county_score(db, one.id, points=2, by=county, today=TODAY)
    assert assessments.rows(db, [new])[0].county_points == 98


def test_who_lacks_what_is_required_has_no_stars(db: Register, school: int) -> None:
    new = opened(db, school)
    for one in assessments.lines(db, new):
        assessments.score(db, one.id, points=one.points_full, reason="自评满分")
    (found,) = assessments.rows(db, [new])
    assert found.star is not None
    assert found.star.stars == 5
    assessments.score(db, line(db, new, "不少于 4 期").id, points=0)
    (found,) = assessments.rows(db, [new])
    assert (found.points, found.lacking, found.star) == (94, 1, None)


def test_rounds_fall_due_every_year_and_every_two(db: Register, school: int) -> None:
    assert assessments.due(db, school=school, year=2026) == ["yearly"]
    yearly, selection = opened(db, school, year=2025), opened(db, school, kind="selection", year=2024)
    assert assessments.due(db, school=school, year=2025) == []
    assert assessments.due(db, school=school, year=2026) == ["yearly", "selection"]
    assessments.finish(db, yearly, today=TODAY)
    listed = assessments.rows(db, assessments.find(db, school=school))
    assert [one.id for one in listed] == [yearly, selection]
    assert [one[0] for one in assessments.history(listed)] == ["2025 年度评估"]
    assert assessments.days_left(listed[0], TODAY) is None
    assessments.set_due(db, selection, "2026-12-10")
    assert assessments.days_left(assessments.rows(db, [selection])[0], TODAY) == 15


def test_what_is_to_be_put_right_has_somebody_and_a_day_and_is_shown_done(db: Register, school: int) -> None:
    sign = next(
        one.criterion.id
        for one in checklist.assess(db, school=school, year=2026, today=TODAY)
        if one.criterion.key == "sign"
    )
    asked = {
        "school": school,
        "what": "补挂标识牌",
        "responsible": "钟小兰",
        "due_on": "2026-12-10",
        "today": TODAY,
    }
    with pytest.raises(UserError, match="整改期限“2206-12-10”不在 1900 年到 2099 年之间"):
        rectifications.begin(db, **{**asked, "due_on": "2206-12-10"})  # type: ignore[arg-type]
    new = rectifications.begin(db, **asked, criterion=sign)  # type: ignore[arg-type]
    assert rectifications.due(db, school=school) == {"sign": "2026-12-10"}
    (one,) = rectifications.rows(db, [new])
    assert (one.state(TODAY), one.state("2026-12-11")) == ("open", "late")
    with pytest.raises(UserError, match="怎么整改"):
        rectifications.finish(db, new, note=" ", today=TODAY)
    paper = file(db, school, "classroom", "2026-11-20")
    rectifications.finish(db, new, note="", today=TODAY, paper=paper)
    assert rectifications.rows(db, [new])[0].state(TODAY) == "done"
    signed = {
        one.criterion.key: one.state for one in checklist.assess(db, school=school, year=2026, today=TODAY)
    }
    assert signed["sign"] == "usable", "what shows it done proves the demand"
    with pytest.raises(UserError, match="已经办完"):
        rectifications.drop(db, new, reason="不用了", today=TODAY)
    rectifications.reopen(db, new)
    rectifications.drop(db, new, reason="标准改了", today=TODAY)
    assert rectifications.rows(db, [new])[0].state(TODAY) == "dropped"
    assert rectifications.find(db, school=school, only_open=True) == []
    for changed in ({"what": " "}, {"responsible": ""}, {"due_on": "明天"}, {"due_on": "2026-11-24"}):
        with pytest.raises(UserError):
            rectifications.begin(db, **{**asked, **changed})  # type: ignore[arg-type]


def test_gaps_come_by_points_and_then_by_day(db: Register, school: int) -> None:
    judged = checklist.assess(db, school=school, year=2026, today=TODAY)
    first = [
        one.criterion.key
        for one in checklist.gaps(judged, due={"duties": "2026-12-20", "advisers": "2026-12-01"})
    ]
    assert first[0] == "leaders"
    assert first.index("advisers") < first.index("duties") < first.index("classroom")


def test_a_claim_beyond_the_register_contradicts_it(db: Register, school: int) -> None:
    def found(key: str) -> checklist.Assessment:
        judged = checklist.assess(db, school=school, year=2026, today=TODAY)
        return next(one for one in judged if one.criterion.key == key)

    meeting = found("study_meetings").criterion.id
    fact = stated_facts.state(
        db, school=school, criterion=meeting, value="2", holds_on="2026-10-01", today=TODAY
    )
    assert (found("study_meetings").state, found("study_meetings").points) == ("contradicted", 0)
    assert found("study_meetings").proved_by == "张干事填的是 2 次，登记的是 0 次"
    for on in ("2026-03-01", "2026-09-01"):
        ledgers.record(db, meetings.LEDGER, {"held_on": on, "topic": "研究培训"}, school=school, today=TODAY)
    assert found("study_meetings").state == "usable"
    stated_facts.withdraw(db, fact, reason="数错了", today=TODAY)
    with pytest.raises(UserError, match="撤回了"):
        stated_facts.withdraw(db, fact, reason="数错了", today=TODAY)


@pytest.mark.parametrize(
    ("value", "on", "why"),
    [
        ("-1", "2026-01-01", "不是能填的数"),
        ("1.5", "2026-01-01", "不是能填的数"),
        ("", "2026-01-01", "不是能填的数"),
        ("٣", "2026-01-01", "不是能填的数"),
        ("9" * 5000, "2026-01-01", "不是能填的数"),
        ("1000000000001", "2026-01-01", "不是能填的数"),
        ("1", "2026-02-30", "不是一个日期"),
        ("1", "0", "不是一个日期"),
        ("1", "0202-01-01", "1900 年到 2099 年"),
        ("1", "2026-11-26", "不能晚于今天"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(db: Register, school: int, value: str, on: str, why: str) -> None:
    before = made_up.content(db)
    criterion = checklist.assess(db, school=school, year=2026, today=TODAY)[0].criterion.id
    with pytest.raises(UserError, match=why):
        stated_facts.state(db, school=school, criterion=criterion, value=value, holds_on=on, today=TODAY)
    assert made_up.content(db) == before


def test_a_fact_proves_for_its_months_and_says_who_and_when(db: Register, school: int) -> None:
    base = standards.take_preset(db, "jinzhai-three-haves", school=school)
    standards.adopt(db, base, school=school, today=TODAY)

    def found(today: str = TODAY, year: int = 2026) -> checklist.Assessment:
        judged = checklist.assess(db, school=school, year=year, today=today)
        return next(one for one in judged if one.criterion.key == "helping_teachers")

    assert (found().state, found().next_step) == ("missing", "填写事实")
    state = {"school": school, "criterion": found().criterion.id, "today": TODAY}
    stated_facts.state(db, value=1, holds_on="2026-05-01", **state)  # type: ignore[arg-type]
    assert (found().state, found().points) == ("received", 5)
    stated_facts.state(db, value=3, holds_on="2026-06-01", words="李、王、张", **state)  # type: ignore[arg-type]
    assert (found().state, found().points) == ("usable", 10)
    assert found().proved_by == "3 人，李、王、张（张干事 2026-06-01 填）"
    assert found(today="2027-06-02", year=2027).state == "expired"
    assert found(today="2026-05-02").value == 1
    (newest, *_) = stated_facts.rows(db, stated_facts.find(db, school=school, criterion=state["criterion"]))
    stated_facts.withdraw(db, newest.id, reason="记错", today=TODAY)
    assert found().state == "received"
    assert db.undo() == "撤回填写的事实"
    assert found().state == "usable"


def test_many_schools_and_years_come_to_the_same_as_one_by_one(
    db: Register, school: int, people: list[int]
) -> None:
    made_up.a_class(db, school, people)
    file(db, school, "leaders", "2024-06-01")
    many = checklist.assess_many(db, schools=[school], years=(2023, 2024, 2025, 2026), today=TODAY)
    assert sorted(many) == [(school, 2024), (school, 2025), (school, 2026)]
    for (_, year), judged in many.items():
        alone = checklist.assess(db, school=school, year=year, today=TODAY)
        said = [(one.criterion.key, one.state, one.points, one.proved_by, one.next_step) for one in judged]
        assert said == [
            (one.criterion.key, one.state, one.points, one.proved_by, one.next_step) for one in alone
        ]
    states = {year: judged[0].state for (_, year), judged in many.items()}
    assert states == {2024: "usable", 2025: "usable", 2026: "expired"}, (
        "a past year is judged by its own last day"
    )
