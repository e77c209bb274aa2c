from tests.commands import Desk


def test_a_day_that_may_be_left_out_may_be_left_out(county: Desk, desk: Desk) -> None:
    assert county.done("notices", "issue", "关于做好冬训的通知").startswith("已发布")
    assert desk.done("assessments", "open").startswith("已开始")
    assert "没有" in desk.refused("checklist", "state", "没有这条要求", "1")
    assert desk("assessments", "open", "--due", "").code == 2
