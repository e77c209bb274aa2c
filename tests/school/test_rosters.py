from app.school import rosters
from db.register import Register


def test_a_sheet_taken_in_is_kept_with_the_rows_that_were_not(db: Register, school: int) -> None:
    refused = [
        rosters.RefusedRow(9, ("", "男", "𠮷"), ("姓名是空的，请补上姓名。",)),
        rosters.RefusedRow(7, ("张三", "女", '"'), ("可能是同一人", "校验码不符")),
    ]
    kept = [
        rosters.keep(
            db, school=school, file_name=name, sha256="0" * 64, sheet_name="下党村", today="2026-11-01",
            counts=(3, 2, 1), refused=refused,
        )
        for name in ("甲.xls", "乙.xls")
    ]  # fmt: skip
    assert rosters.find(db, school=school) == kept[::-1]
    (found,) = rosters.rows(db, kept[:1])
    assert (found.file_name, found.sheet_name, found.taken_on) == ("甲.xls", "下党村", "2026-11-01")
    assert (found.added, found.updated, found.unchanged, found.refused) == (3, 2, 1, 2)
    assert rosters.refused(db, kept[0]) == refused[::-1]
    assert db.undo() == "导入名册：乙.xls"
    assert rosters.find(db, school=school) == kept[:1]
