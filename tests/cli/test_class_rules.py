from pathlib import Path

from tests.commands import Desk


def test_a_county_writes_a_class_rule_and_its_township_adopts_it(
    both: tuple[Desk, Desk], stick: Path
) -> None:
    township, county = both
    for one in stick.iterdir():
        one.unlink()
    assert "乡镇党校办班口径" in county.done("class-rules", "list")
    said = county.done(
        *("class-rules", "write", 1, "--title", "全县办班口径", "--source", "寿委组〔2026〕12号"),
        *("--from", "2027-01-01", "--set", "classes_a_year=6", "--set", "scores.pass_mark=70"),
        *("--ask", "质量测评=结班", "--ask", "家访记录=归档", "--ask", "培训总结=不要"),
        *("--add-type", "头雁班,党支部书记,秋训,考试", "--drop-type", "专题班", "--confirmed"),
    )
    assert said.startswith("已制定“全县办班口径”，序号 1，自 2027-01-01 起的班按它办。\n用 refdata issue")
    shown = county.done("class-rules", "show", 1)
    assert "classes_a_year = 6" in shown and "头雁班" in shown and "专题班" not in shown
    assert "全县办班口径" in county.done("refdata", "changes")
    county.done("refdata", "issue", "--out", stick)
    township.done("receipts", "read", stick)
    listed = township.done("refdata", "list")
    (line,) = [one for one in listed.splitlines() if "全县办班口径" in one]
    assert line.endswith("：全县办班口径")
    assert "自 2027-01-01 起" in township.done("refdata", "adopt", line.split()[0])
    shown = township.done("class-rules", "show", 1)
    assert "全县办班口径（2027-01-01 起，已确认）" in shown
    assert "scores.pass_mark = 70" in shown and "家访记录" in shown and "培训总结" not in shown


def test_bands_and_leave_are_said_whole(county: Desk) -> None:
    shown = county.done("class-rules", "show", 1)
    assert "优秀" in shown and "85" in shown and "组织部" in shown and "不限" in shown
    head = ("--title", "新口径", "--source", "寿委组〔2026〕12号", "--from", "2027-01-01")
    county.done(
        *("class-rules", "write", 1, *head, "--band", "优秀=95", "--band", "及格=60", "--band", "不及格=0"),
        *("--leave-level", "班主任=4", "--leave-level", "党委＝不限"),
    )
    lines = [line.split() for line in county.done("class-rules", "show", 1).splitlines()]
    for line in (["优秀", "95"], ["不及格", "0"], ["班主任", "4"], ["党委", "不限"]):
        assert line in lines
    assert not any("组织部" in line or "良好" in line for line in lines)


def test_careless_words_are_answered_in_a_sentence(county: Desk) -> None:
    head = ("--title", "试", "--source", "试", "--from", "2027-01-01")
    assert "没有第 9 套" in county.refused("class-rules", "show", 9)
    assert "读不懂" in county.refused("class-rules", "write", 1, *head, "--ask", "质量测评")
    assert "没有“别的班”这种班" in county.refused("class-rules", "write", 1, *head, "--drop-type", "别的班")
    assert "没有“half_days”" in county.refused("class-rules", "write", 1, *head, "--set", "half_days=3")
    assert "请写成 优秀=90 的样子" in county.refused("class-rules", "write", 1, *head, "--band", "优秀=不限")
    assert "要从 0 分起" in county.refused("class-rules", "write", 1, *head, "--band", "优秀=90")
    refused = county.refused("class-rules", "write", 1, *head, "--leave-level", "班主任")
    assert "请写成 班主任=2 的样子" in refused
    assert "随程序附带" in county.refused("class-rules", "drop", 1)
    county.done("class-rules", "write", 1, *head)
    assert county.done("class-rules", "drop", 1) == "已删去“试”。\n"
