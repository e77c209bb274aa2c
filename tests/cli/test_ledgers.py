"""The registers of the school from a terminal."""

from pathlib import Path

from tests.commands import Desk


def test_a_bylaw_is_added_changed_ended_and_listed(desk: Desk) -> None:
    assert (
        desk.done("bylaws", "add", "制度名称=考勤制度", "印发日期=2024年3月", "上墙=是")
        == "已登记制度：考勤制度\n"
    )
    assert "不是真实存在的日期" in desk.refused("bylaws", "add", "名称=甲", "印发日期=2024-13-01")
    assert "栏目=内容" in desk.refused("bylaws", "add", "考勤制度")
    desk.done("bylaws", "change", "考勤", "文号=〔2024〕3号")
    assert "〔2024〕3号" in desk.done("bylaws", "list")
    assert "没有含“档案”" in desk.refused("bylaws", "end", "档案", "过时")
    desk.done("bylaws", "end", "考勤制度", "新制度代替", "--on", "2026-06-01")
    assert "考勤制度" not in desk.done("bylaws", "list")
    assert "已停用" in desk.done("bylaws", "list", "--gone")
    desk.done("bylaws", "restore", "考勤制度")
    desk.done("bylaws", "void", "考勤制度", "登记重了")
    assert "考勤制度" not in desk.done("bylaws", "list")


def test_many_lines_are_taken_in_from_a_sheet_all_or_none_and_written_out(desk: Desk, tmp_path: Path) -> None:
    sheet = tmp_path / "设备.csv"
    sheet.write_text(
        "设备台账,,\n名称,数量,存放地点\n投影仪,1台,一号教室\n音响,两套,一号教室\n", encoding="utf-8"
    )
    assert "第 2 行：数量“两套”" in desk.refused("equipment", "take-in", sheet)
    assert "投影仪" not in desk.done("equipment", "list")
    sheet.write_text("名称,数量,存放地点\n投影仪,1台,一号教室\n音响,2套,一号教室\n", encoding="utf-8")
    assert "2 行" in desk.done("equipment", "take-in", sheet)
    desk.done("equipment", "export", tmp_path / "设备.xlsx")
    desk.done("equipment", "export", tmp_path / "设备.pdf")
    assert (tmp_path / "设备.pdf").read_bytes().startswith(b"%PDF")
    assert "结尾" in desk.refused("equipment", "export", tmp_path / "设备.doc")


def test_posts_meetings_routes_and_books_have_their_commands(desk: Desk) -> None:
    desk.done("posts", "add", "党校职务=校长", "姓名=单晓红", "任职时间=2023")
    desk.done("meetings", "add", "日期=3月5日", "议题=研究冬训")
    assert "2026-03-05" in desk.done("meetings", "list", "--year", "2026")
    desk.done("routes", "add", "路线名称=红色路线", "沿线点位=村史馆 60分钟 → 古桥 30分钟")
    assert "村史馆 60分钟 → 古桥 30分钟" in desk.done("routes", "list")
    desk.done("books", "add", "书名=教材", "册数=100")
    assert "比发放的还多" in desk.refused(
        "books", "issues", "add", "日期=2026-03-02", "书名=教材", "册数=5", "收回=6"
    )
    desk.done("books", "issues", "add", "日期=2026-03-02", "书名=教材", "册数=5", "发给=下党村党支部")
    assert "下党村党支部" in desk.done("books", "issues", "list")


def test_money_is_summed_up_with_its_rules_and_fees_are_warned_of(desk: Desk) -> None:
    desk.done("funds", "add", "年度=2026", "来源=财政拨补", "名目=办学经费", "安排=4万", "到账=4万")
    desk.done(
        "funds",
        "spendings",
        "add",
        "日期=2026-11-20",
        "类别=讲课费",
        "用途=冬训",
        "金额=2400",
        "领款人=王志远",
        "学时=4",
    )
    said = desk.done("funds", "summary")
    assert "40,000.00" in said
    assert "乡镇财政每年安排：应有 5 万元，还差 1 万元" in said
    assert "超过没有填职称的最高标准 500 元" in desk.done("funds", "spendings", "warnings")
    assert "ningde" in desk.done("funds", "rules")
    assert "没有代号" in desk.refused("funds", "adopt", "xx")
    desk.done("funds", "adopt", "dadong")
    assert "还没有填有多少" in desk.done("funds", "summary")
    desk.done("funds", "tell", "dadong", "社区（村）每年", "6")
    assert "应有 12 万元" in desk.done("funds", "summary")
