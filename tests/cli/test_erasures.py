from tests.commands import Desk


def test_it_is_shown_erased_and_listed(staffed: Desk) -> None:
    name = staffed.done("members", "list").splitlines()[2].split()[0]
    shown = staffed.done("erasures", "show", name)
    assert "可以抹去：" in shown and "要保留：姓名" in shown
    can = shown.splitlines()[0]
    field = next(one for one in ("手机", "身份证号", "住址") if one in can)
    asked = ("--asked-by", "本人", "--reason", "已转出")
    said = staffed.done("erasures", "erase", name, "--field", field, *asked)
    assert f"已抹去{name}的{field}" in said and "备份" in said
    assert field not in staffed.done("erasures", "show", name).splitlines()[0]
    assert name in staffed.done("erasures", "list")
    assert "不用抹去" in staffed.refused("erasures", "erase", name, "--field", "备注", *asked)
    assert "谁要求" in staffed.refused(
        "erasures", "erase", name, "--field", field, "--asked-by", " ", "--reason", "无"
    )
