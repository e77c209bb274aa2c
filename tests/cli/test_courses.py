from app.school import courses
from tests.commands import Desk


def test_the_tree_of_courses_is_listed_and_chosen(staffed: Desk) -> None:
    assert "在用" in staffed.done("courses", "trees")
    for one in courses.trees():
        staffed.done("courses", "choose", one.title)
        line = next(line for line in staffed.done("courses", "trees").splitlines() if "在用" in line)
        assert one.branches[0][0] in line
    assert "没有认出" in staffed.refused("courses", "choose", "没有的体系")
