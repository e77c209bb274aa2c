from app.school import branches, hours, members, training_reports
from db.register import Register
from tests import made_up
from tests.school.test_coverages import trained


def sides(db: Register, school: int, quarter: int = 0) -> dict[str, dict[str, tuple[int, int, int]]]:
    found = training_reports.report(db, school=school, year=2026, quarter=quarter)
    return {
        side.title: {one.title: (len(one.people), len(one.trained), one.turns) for one in side.lines}
        for side in found.sides
    }


def test_the_same_people_from_every_side(db: Register, school: int) -> None:
    people = trained(db, school)
    home = branches.add(db, "老街社区党支部", school=school)
    members.amend(db, people[0], {"gender": "女", "birth": "1991-11-23", "education": "大学", "branch": home})
    members.amend(db, people[1], {"gender": "男", "birth": "1965", "education": "省委党校大专"})
    found = sides(db, school)
    assert found["按性别"] == {"男": (1, 0, 0), "女": (1, 1, 1), "不详": (5, 3, 6)}
    # Whoever is born on 31 December after the 35th birthday counts as 35 on the year's last day.
    assert found["按年龄"]["35 岁及以下"] == (1, 1, 1)
    assert found["按年龄"]["61 岁及以上"] == (1, 0, 0)
    assert found["按学历"]["大学本科"] == (1, 1, 1)
    assert found["按学历"]["大专"] == (1, 0, 0)
    assert found["按领域"]["社区"] == (1, 1, 1)
    assert found["按领域"]["农村"] == (6, 3, 6)
    for title in ("按领域", "按性别", "按年龄", "按学历"):
        assert sum(people_ for people_, _, _ in found[title].values()) == 7
        assert sum(turns for _, _, turns in found[title].values()) == 7


def test_a_quarter_counts_its_own_classes_and_hours(db: Register, school: int) -> None:
    trained(db, school)
    year = training_reports.report(db, school=school, year=2026)
    second = training_reports.report(db, school=school, year=2026, quarter=2)
    fourth = training_reports.report(db, school=school, year=2026, quarter=4)
    assert (len(year.classes), year.closed, year.sessions, year.quarter_hours) == (1, 0, 2, 32)
    assert (len(second.classes), second.sessions, second.all_people, second.all_turns) == (1, 2, 1, 1)
    assert (len(fourth.classes), fourth.sessions, fourth.all_people) == (0, 0, 0)
    assert (year.all_people, year.all_turns) == (4, 7)
    whole = sum(hours.earned(db, school=school, year=2026).values())
    quarters = [training_reports.report(db, school=school, year=2026, quarter=one) for one in (1, 2, 3, 4)]
    assert year.party.earned == sum(one.party.earned for one in quarters) == whole
    layers = next(side for side in year.sides if side.title == "按培训层级").lines
    assert sum(one.earned for one in layers) == whole


def test_an_empty_year_is_a_report_of_noughts(db: Register, school: int) -> None:
    made_up.people(db, school, 1)
    found = training_reports.report(db, school=school, year=2024)
    assert (found.classes, found.all_turns, found.party.trained) == ((), 0, ())
