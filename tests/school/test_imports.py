from app.school import imports, members, rosters
from db.register import Register
from tests import made_up


def taken(db: Register, school: int, *sheets: str, file_name: str = "甲.xlsx") -> list[int]:
    """Take in sheets of one file, a new person from each."""
    made = []
    with db.act(f"导入名册：{file_name}"):
        for sheet in sheets:
            refused = [rosters.RefusedRow(3, ("", "男"), ("没有姓名",))]
            made.append(
                rosters.keep(
                    db,
                    school=school,
                    file_name=file_name,
                    sha256=file_name,
                    sheet_name=sheet,
                    today=made_up.TODAY,
                    counts=(1, 0, 2),
                    refused=refused,
                )  # fmt: skip
            )
            members.enrol(db, {"name": f"{file_name[0]}{sheet}"}, school=school, roster=made[-1])
    return made


def test_a_file_is_one_import_with_who_and_when(db: Register) -> None:
    school = made_up.school(db)
    first = taken(db, school, "前村", "后村")
    second = taken(db, school, "名册", file_name="乙.xlsx")
    assert imports.find(db, school=school) == [second[0], first[0]]
    (one,) = imports.rows(db, [first[0]])
    assert (one.file_name, one.sheet_names, one.sheets) == ("甲.xlsx", ("前村", "后村"), tuple(first))
    assert (one.added, one.updated, one.unchanged, one.refused) == (2, 0, 4, 2)
    assert (one.operator, one.at[:7], one.state, one.stays) == (db.operator, "2026-11", "standing", 0)
    assert imports.find(db, school=school + 1) == []


def test_what_was_taken_back_is_still_told_of(db: Register) -> None:
    school = made_up.school(db)
    (gone,) = taken(db, school, "名册")
    first, _ = taken(db, school, "前村", "后村", file_name="乙.xlsx")
    rosters.take_back(db, gone)
    (who,) = members.find(db, "乙前村")
    members.amend(db, who, {"phone": "19900001111"})
    rosters.take_back(db, first)
    part, whole = imports.rows(db, imports.find(db, school=school))
    assert (whole.state, whole.added, whole.stays) == ("gone", 1, 0)
    assert (part.state, part.added, part.stays) == ("part", 2, 1)
    db.undo()
    assert [one.state for one in imports.rows(db, imports.find(db, school=school))] == ["standing", "gone"]


def test_taking_back_can_be_rehearsed(db: Register) -> None:
    school = made_up.school(db)
    first, _ = taken(db, school, "前村", "后村")
    (who,) = members.find(db, "甲前村")
    members.amend(db, who, {"phone": "19900001111"})
    before, stamp = made_up.content(db), db.undoable()
    foreseen = rosters.rehearse_take_back(db, first)
    assert (foreseen.removed, [one.name for one in foreseen.kept]) == (1, ["甲前村"])
    assert (made_up.content(db), db.undoable()) == (before, stamp)
    assert rosters.take_back(db, first) == foreseen
