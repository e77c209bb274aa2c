"""The forms that go out and come back: what a branch fills in is read again as a list of people."""

import io
from pathlib import Path

import openpyxl
import pytest

from app.errors import UserError
from app.jobs import forms
from app.jobs.enrollments import lines
from app.jobs.forms import handed
from app.school import attendance, branches, classes, evaluations, members, quotas, timetable
from app.sheets import rosters as sheets
from app.sheets import workbooks
from tests import made_up
from tests.jobs.conftest import Desk
from tests.papers.reading import texts

TODAY = made_up.TODAY


def made(desk: Desk, key: str) -> bytes:
    (training,) = classes.find(desk.db)
    return forms.make(desk.db, forms.called(key), training, today=TODAY).data


def test_a_reply_that_was_filled_in_is_read_as_a_list_with_its_branches(
    township: Desk, tmp_path: Path
) -> None:
    (training,) = classes.find(township.db)
    home = branches.find(township.db)[0]
    other = branches.add(township.db, "上党村党支部", school=township.school)
    for branch, people in ((home, 2), (other, 1)):
        quotas.allot(township.db, training, branch=branch, people=people)
    book = openpyxl.load_workbook(io.BytesIO(made(township, "replies")))
    assert set(book.sheetnames) == {"名额分配表", "下党村党支部", "上党村党支部"}
    for row, (branch, name) in enumerate(
        [("下党村党支部", "单晓红"), ("下党村党支部", "曾国强"), ("上党村党支部", "兰青松")]
    ):
        sheet = book[branch]
        at = 4 if name != "曾国强" else 5
        for column, text in enumerate(
            ("1", name, "女", "汉族", made_up.id_number(row), "下党村村民", "13800000000", "否", ""), start=1
        ):
            sheet.cell(at, column, text)
    path = tmp_path / "回执.xlsx"
    book.save(path)
    read = workbooks.read(path)
    found = {
        name: sheets.read(next(one for one in read.sheets if one.name == name), today=TODAY)
        for name in sheets.candidates(read)
    }
    names = {name: [row.cells["name"].value for row in one.rows] for name, one in found.items()}
    assert names == {"上党村党支部": ["兰青松"], "下党村党支部": ["单晓红", "曾国强"]}
    (row,) = found["上党村党支部"].rows
    assert row.cells["id_number"].value == made_up.id_number(2) and row.verdict != "refuse"
    assert (row.cells["gender"].value, row.cells["unit_post"].value) == ("女", "下党村村民")
    came = lines.read_book(read, today=TODAY)
    assert {(one.name, one.branch) for one in came} == {
        ("单晓红", "下党村党支部"), ("曾国强", "下党村党支部"), ("兰青松", "上党村党支部"),
    }  # fmt: skip


def test_without_quotas_every_branch_has_a_sheet(township: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made(township, "replies")))
    assert book.sheetnames == ["下党村党支部"]


def test_a_handbook_holds_notice_timetable_roster_and_the_sheet_to_tear_off(township: Desk) -> None:
    said = "".join(texts(made(township, "handbook")))
    for part in (
        "学员须知",
        "请假规定",
        "1/7",
        "课程表",
        "党课",
        "单晓红",
        "学习记录",
        "教学质量测评",
        "语言表达",
    ):
        assert part in said, part
    empty = classes.prepare(township.db, school=township.school, year=2026, name="空班")
    with pytest.raises(UserError, match="还没有排课"):
        forms.make(township.db, forms.called("handbook"), empty, today=TODAY)


def test_results_are_printed_once_the_sheets_are_counted(township: Desk) -> None:
    with pytest.raises(UserError, match="还没有录入"):
        made(township, "evaluation-results")
    (training,) = classes.find(township.db)
    kept = evaluations.of_class(township.db, training)
    evaluations.note(township.db, training, returned=4, remarks="多讲案例", today=TODAY)
    entries = [
        evaluations.Entry(lesson, aspect, grade, count)
        for lesson, aspect in kept.lines
        for grade, count in (("非常满意", 3), ("合格", 1))
    ]
    evaluations.enter(township.db, training, entries, today=TODAY)
    said = texts(made(township, "evaluation-results"))[0]
    assert "1王老师党课75.0%90.018.018.0（12）" in said
    assert "收回测评表4份" in said and "总体满意率75.0%" in said and "1.多讲案例" in said


def test_records_are_filled_in_for_the_frail_and_the_floating(township: Desk) -> None:
    assert "单晓红" not in "".join(texts(made(township, "home-visits")))
    (training,) = classes.find(township.db)
    first, second, *_ = members.find(township.db, order_by="name")
    members.amend(township.db, first, {"frail": 1})
    members.amend(township.db, second, {"floating": 1, "floating_to": "福州市"})
    attendance.mark_all(
        township.db, training, sessions=timetable.find(township.db, training_class=training), today=TODAY
    )
    frail, floating = members.rows(township.db, [first, second])
    said = "".join(texts(made(township, "home-visits")))
    assert frail.name in said and floating.name not in said and "党课（王老师）" in said
    assert "下党村党支部" in "".join(texts(made(township, "floating-lists")))
    card = "".join(texts(made(township, "floating-cards")))
    assert floating.name in card and "福州市" in card and "冬训班党课" in card


def test_what_is_handed_out_stands_in_the_sets_it_belongs_to() -> None:
    assert {form.key for form in handed.FORMS if "opening" in form.sets} == {"handbook", "evaluation-sheet"}
    assert {form.key for form in handed.FORMS if "closing" in form.sets} == {"evaluation-results"}
