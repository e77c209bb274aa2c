from app.cli import tables


def test_chinese_takes_two_columns_and_joined_marks_none() -> None:
    assert tables.width("云溪ab") == 6
    assert tables.width("𬱖䶮㛃") == 6
    assert tables.width("e\u0301") == 1
    assert tables.width("买买提·吐尔逊") == 13


def test_columns_stand_under_each_other() -> None:
    text = tables.table(("姓名", ">学时"), [("蓝𬱖", 8), ("阿依古丽·麦麦提", 12.5)])
    lines = text.splitlines()
    assert lines[0] == "姓名             学时"
    assert lines[2] == "蓝𬱖                8"
    assert {tables.width(line) for line in lines} == {21}


def test_a_line_break_in_a_cell_does_not_break_the_row() -> None:
    assert tables.table(("说明",), [("一\n二\t三",)]).splitlines()[-1] == "一 二 三"


def test_no_rows_leave_the_headings() -> None:
    assert tables.table(("姓名",), []).splitlines() == ["姓名", "────"]
