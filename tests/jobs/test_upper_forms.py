import io
from pathlib import Path

import docx
import openpyxl
import pytest

from app import paths
from app.errors import UserError
from app.jobs import upper_forms as jobs
from app.papers.upper_forms import fill as fill_paper
from app.school import attendance, classes, timetable, upper_forms
from app.school.upper_forms import UpperForm
from tests import made_up
from tests.jobs.conftest import Desk

TODAY = made_up.TODAY


def workbook(path: Path, *more: str, first: str = "{{学校全称}}") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "统计表"
    for row, text in enumerate((first, "期数", *more), start=1):
        sheet.cell(row, 1, text)
    sheet["B2"] = "=1+1"
    book.save(path)
    return path


def document(path: Path, text: str) -> Path:
    made = docx.Document()
    made.add_paragraph(text)
    made.save(str(path))
    return path


def take(desk: Desk, path: Path, **how: object) -> UpperForm:
    taken = jobs.take(desk.db, path, school=desk.school, today=TODAY, **how)  # type: ignore[arg-type]
    return upper_forms.row(desk.db, taken.form)


def cell(path: Path, address: str) -> object:
    return openpyxl.load_workbook(path)["统计表"][address].value


@pytest.fixture
def held(township: Desk) -> Desk:
    """The township's class was held: everybody came but the last, who missed the first half-day."""
    (training,) = classes.find(township.db)
    sessions = timetable.find(township.db, training_class=training)
    attendance.mark_all(township.db, training, sessions=sessions, today=TODAY)
    return township


def test_a_form_is_taken_in_knows_the_usual_names_and_lies_sealed(township: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "县里的表.XLSX", "{{填报日期}} {{别的}}")
    form = take(township, path)
    assert (form.name, form.file_name, form.blanks) == (
        "县里的表",
        "县里的表.xlsx",
        ("学校全称", "填报日期", "别的"),
    )
    assert dict(form.facts) == {"学校全称": "school.full", "填报日期": "school.today"}
    kept = paths.upper_forms(township.folder) / form.sha256
    assert kept.read_bytes() != path.read_bytes()
    assert jobs.original(township.db, form) == (path.read_bytes(), ".xlsx")
    assert jobs.hand_out(township.db, form, target=tmp_path).read_bytes() == path.read_bytes()
    kept.write_bytes(b"damaged")
    with pytest.raises(UserError, match="原件不在这台电脑上，或者已经损坏"):
        jobs.original(township.db, form)


def test_a_changed_template_is_noticed_and_what_was_chosen_stays(township: Desk, tmp_path: Path) -> None:
    form = take(township, workbook(tmp_path / "表.xlsx", "{{联系人}}", "{{年度}}"))
    upper_forms.choose(township.db, form.id, "联系人", text="钟小兰")
    upper_forms.choose(township.db, form.id, "统计表!C2", fact="year.classes")
    again = jobs.compare(township.db, tmp_path / "表.xlsx", school=township.school)
    assert again is not None and again.same
    newer = workbook(tmp_path / "表.xlsx", "{{联系人}}", "{{党员总数}}", "{{学员.姓名}}")
    with pytest.raises(UserError, match="已经有一份叫“表”"):
        take(township, newer)
    found = jobs.compare(township.db, newer, school=township.school)
    assert found is not None
    assert found.said == "“表”的模板变了：新增 2 个填空（党员总数、学员.姓名）、少了 1 个填空（年度）。"
    form = take(township, newer, renew=form.id)
    assert dict(form.texts) == {"联系人": "钟小兰"} and form.cells == ("统计表!C2",)
    assert form.facts["党员总数"] == "year.members" and "年度" not in form.facts
    with pytest.raises(UserError, match="新版也要是同一种文件"):
        take(township, document(tmp_path / "表.docx", "{{学校}}"), renew=form.id)


def test_every_fact_is_found_for_a_class_that_was_held(held: Desk) -> None:
    (training,) = classes.find(held.db)
    who = held.db.execute("SELECT id, branch FROM member ORDER BY id").fetchone()
    form = UpperForm(
        0, held.school, "表", "表.xlsx", "a" * 64, TODAY, (), {f.key: f.key for f in jobs.CATALOGUE}, {}
    )
    copy = jobs.Copy("", 2026, training, who[0], who[1])
    found = jobs.looked_up(held.db, form, copy, today=TODAY)
    assert (found["year.classes"], found["year.trained"], found["year.people"]) == (1, 4, 4)
    assert (found["class.enrolled"], found["class.came"], found["class.came_share"]) == (4, 4, "100.0%")
    assert (found["class.hours"], found["person.earned"], found["year.members"]) == (16, 16, 4)
    assert found["trainees.name"] == list(made_up.NAMES[:4])
    assert found["lessons.half_day"] == ["上午", "下午"] * 2 and found["lines.hours"] == [4] * 4
    assert (found["teachers.name"], found["teachers.sessions"]) == (["王老师"], [4])
    assert (found["classes.came"], found["branches.people"]) == ([4], [4])
    assert set(found["of_branch.name"]) == set(made_up.NAMES[:4])  # type: ignore[arg-type]
    assert found["class.satisfied"] == "—" and found["school.today"] == "2026年11月22日"
    lengths = {len(one) for key, one in found.items() if key.startswith("criteria.")}  # type: ignore[arg-type]
    assert len(lengths) == 1 and lengths.pop() > 10
    titles = [one.title for one in jobs.CATALOGUE]
    assert len(titles) == len(set(titles)), "a blank named like a fact means one fact"
    assert all(one.rule.endswith("。") for one in jobs.CATALOGUE)


def test_copies_are_made_for_the_school_each_class_trainee_or_branch(held: Desk, tmp_path: Path) -> None:
    out = tmp_path / "填好的"
    out.mkdir()
    (training,) = classes.find(held.db)
    whole = take(held, workbook(tmp_path / "年报.xlsx", "{{年度培训人次}}"))
    (path,) = jobs.fill_all(held.db, whole, jobs.copies(held.db, whole, year=2026), target=out, today=TODAY)
    assert path.name == "年报-2026年.xlsx"
    assert (cell(path, "A1"), cell(path, "A3"), cell(path, "B2")) == ("下党乡党校", 4, "=1+1")
    by_class = take(held, workbook(tmp_path / "班表.xlsx", "{{培训班名称}}", "{{学员.姓名}}", "合计"))
    (path,) = jobs.fill_all(
        held.db, by_class, jobs.copies(held.db, by_class, year=2026), target=out, today=TODAY
    )
    assert path.name == "班表-第1期冬训班.xlsx"
    assert [cell(path, f"A{row}") for row in range(3, 9)] == ["冬训班", *made_up.NAMES[:4], "合计"]
    own = take(held, document(tmp_path / "登记表.docx", "{{姓名}}在{{培训班名称}}学习，学时{{已完成学时}}。"))
    with pytest.raises(UserError, match="请先选一个培训班"):
        jobs.copies(held.db, own, year=2026)
    copies = jobs.copies(held.db, own, year=2026, training_class=training)
    paths_ = jobs.fill_all(held.db, own, copies, target=out, today=TODAY)
    assert [one.name for one in paths_] == [
        f"登记表-{at}{name}.docx" for at, name in enumerate(made_up.NAMES[:4], 1)
    ]  # fmt: skip
    assert docx.Document(str(paths_[0])).paragraphs[0].text == "单晓红在冬训班学习，学时16。"
    again = jobs.fill_all(held.db, own, copies[:1], target=out, today=TODAY)
    assert again[0].name == "登记表-1单晓红（2）.docx", "an earlier copy may have been written into"
    home = take(held, document(tmp_path / "支部.docx", "{{党支部名称}}{{支部达标率}}"))
    assert [one.label for one in jobs.copies(held.db, home, year=2026)] == ["下党村党支部"]


def test_nothing_is_filled_in_while_a_blank_is_open(held: Desk, tmp_path: Path) -> None:
    form = take(held, workbook(tmp_path / "表.xlsx", "{{没人知道}}"))
    (copy,) = jobs.copies(held.db, form, year=2026)
    with pytest.raises(UserError, match="还有 1 个填空没有选填什么：没人知道"):
        jobs.fill(held.db, form, copy, today=TODAY)
    upper_forms.choose(held.db, form.id, "没人知道", fact="school.nothing")
    data = jobs.fill(held.db, upper_forms.row(held.db, form.id), copy, today=TODAY)
    assert not openpyxl.load_workbook(io.BytesIO(data))["统计表"]["A3"].value
    bare = take(held, workbook(tmp_path / "光表.xlsx", first="没有填空"))
    with pytest.raises(UserError, match="也没有指定单元格"):
        jobs.fill(held.db, bare, copy, today=TODAY)
    for place, said in (("统计表!B2", "公式"), ("统计表!甲", "不是单元格"), ("没有", "没有“没有”这一处")):
        with pytest.raises(UserError, match=said):
            jobs.refuse_nowhere(held.db, bare, place)
    jobs.refuse_nowhere(held.db, bare, "统计表!C2")
    upper_forms.choose(held.db, bare.id, "统计表!C2", fact="year.classes")
    data = jobs.fill(held.db, upper_forms.row(held.db, bare.id), copy, today=TODAY)
    assert openpyxl.load_workbook(io.BytesIO(data))["统计表"]["C2"].value == 1
    assert fill_paper(data, ".xlsx", {})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("宏.xlsm", b"PK", "带有宏"),
        ("老.xls", b"\xd0\xcf", "另存为” .xlsx"),
        ("老.wps", b"", "另存为” .docx"),
        ("图.jpg", b"", "不能直接填"),
        ("坏.xlsx", b"PK\x03\x04", "没有拷贝完|已损坏"),
        ("坏.docx", b"PK\x03\x04", "没有收下"),
        ("不是.xlsx", b"text", "不完整"),
    ],
)
def test_what_is_no_form_is_refused_and_nothing_is_kept(
    township: Desk, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=said):
        take(township, tmp_path / name)
    with pytest.raises(UserError, match="找不到文件"):
        take(township, tmp_path / "没有.xlsx")
    assert upper_forms.find(township.db, school=township.school) == []
    assert not paths.upper_forms(township.folder).exists()
