"""What happened to a person, told at the terminal."""

from tests import made_up
from tests.commands import Desk


def test_everything_is_told_and_the_id_number_stays_hidden(staffed: Desk) -> None:
    said = staffed.done("members", "story", "单晓红")
    assert "随名册“名单.csv”导入，进入名册" in said
    assert said.rstrip().endswith("件")
    more = staffed.done("members", "story", "单晓红", "--more", "--kind", "名册")
    assert "姓名：单晓红" in more
    assert made_up.id_number(0) not in more
    assert "共 1 件" in more
    facts = staffed.done("members", "story", made_up.id_number(0)[-4:], "--facts")
    assert "名册“名单.csv”" in facts
    assert made_up.id_number(0) not in facts


def test_who_is_not_there_is_said(staffed: Desk) -> None:
    assert "没有找到“没有这人”" in staffed.refused("members", "story", "没有这人")
    assert "没有找到" in staffed.refused("members", "story", "9" * 30)
