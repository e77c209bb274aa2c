"""Forms of the upper level, rich ones made here, filled in and read back by other libraries."""

import io
import zipfile

import docx
import openpyxl
import pytest
import xlsxwriter
from docx.oxml.ns import qn

from app.errors import UserError
from app.papers import upper_forms
from app.papers.upper_forms.growing import moved

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003860180349d18f80000000049454e44ae426082"
)


def template() -> bytes:
    """Make a county's form: merged head, picture, text box, choices, colours, sums, a chart, a print area."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "统计表"})
    box = book.add_format({"border": 1, "font_name": "仿宋"})
    head = book.add_format({"bold": True, "align": "center", "font_size": 20})
    red = book.add_format({"font_color": "#B3261E", "bold": True})
    sheet = book.add_worksheet("统计 表")
    sheet.merge_range("A1:F1", "", head)
    sheet.write_rich_string("A1", "{{学校", red, "全称}}", "培训情况统计表", head)
    sheet.write("A2", "填报日期：{{ 填报日期 }}")
    for column, title in enumerate(("序号", "姓名", "", "学时", "补助", "备注")):
        sheet.write(2, column, title, box)
    sheet.merge_range("B4:C4", "{{学员.姓名}}", box)
    sheet.write_number("A4", 1, box)
    sheet.write("D4", "{{学员.学时}}", box)
    sheet.write_formula("E4", "=D4*$D$8", box, 0)
    sheet.write("F4", "", box)
    for row in (4, 5):
        sheet.write_blank(row, 0, None, box)
        sheet.merge_range(row, 1, row, 2, "", box)
        sheet.write_blank(row, 3, None, box)
        sheet.write_formula(row, 4, f"=D{row + 1}*$D$8", box, 0)
        sheet.write_blank(row, 5, None, box)
    sheet.write("A7", "合计", box)
    sheet.write_formula("D7", "=SUM(D4:D6)", box, 0)
    sheet.write("A8", "每学时补助")
    sheet.write_number("D8", 5)
    sheet.write("B8", "{{没有这一项}}")
    sheet.data_validation("F4:F6", {"validate": "list", "source": ["合格", "不合格"]})
    sheet.conditional_format("D4:D6", {"type": "cell", "criteria": "<", "value": 24, "format": red})
    sheet.insert_image("H1", "seal.png", {"image_data": io.BytesIO(PICTURE)})
    sheet.insert_textbox("H10", "联系人：{{联系人}}")
    sheet.write_comment("D7", "合计数")
    sheet.print_area("A1:F8")
    sheet.repeat_rows(2)
    sheet.set_column("B:B", 33)
    sheet.set_landscape()
    sheet.set_header("&C{{学校全称}} & 附件")
    other = book.add_worksheet("汇总")
    other.write_formula("A1", "='统计 表'!D7", None, 0)
    other.write_formula("A2", "=SUM('统计 表'!D4:D6)+COUNT(D4:D6)", None, 0)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='统计 表'!$D$4:$D$6"})
    other.insert_chart("C3", chart)
    book.close()
    return target.getvalue()


VALUES = {"学校全称": "中共溪口镇委员会党校", "填报日期": "2026年11月22日", "联系人": "钟小兰 <一>&二"}


def people(count: int) -> dict[str, list[str | int | float]]:
    names = ["雷金花", "李𬱖", "=1+1", "买买提·吐尔逊", "欧阳明月", "兰青松"]
    return {"学员.姓名": list(names[:count]), "学员.学时": [24, 6.5, 24, 24, 24, 24][:count]}


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_blanks_are_found_wherever_they_stand() -> None:
    found = {one.name: one.where for one in upper_forms.blanks_in(template(), ".xlsx")}
    assert found == {
        "学校全称": ("统计 表!A1", "页眉页脚"),
        "填报日期": ("统计 表!A2",),
        "学员.姓名": ("统计 表!B4",),
        "学员.学时": ("统计 表!D4",),
        "没有这一项": ("统计 表!B8",),
        "联系人": ("文本框",),
    }


def test_rows_that_are_drawn_are_used_and_nothing_moves() -> None:
    before, data = parts(template()), upper_forms.fill(template(), ".xlsx", VALUES, lists=people(2))
    sheet = opened(data)["统计 表"]
    assert str(sheet["A1"].value) == "中共溪口镇委员会党校培训情况统计表"
    assert [sheet[f"B{row}"].value for row in (4, 5, 6)] == ["雷金花", "李𬱖", None]
    assert [sheet[f"D{row}"].value for row in (4, 5, 7)] == [24, 6.5, "=SUM(D4:D6)"]
    assert sheet["E5"].value == "=D5*$D$8" and sheet["B8"].value == "{{没有这一项}}"
    assert sheet["A2"].value == "填报日期：2026年11月22日"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:F1", "B4:C4", "B5:C5", "B6:C6"}
    assert sheet.print_area == "'统计 表'!$A$1:$F$8" and sheet.column_dimensions["B"].width > 32
    assert sheet.oddHeader.center.text == "中共溪口镇委员会党校 & 附件"
    after = parts(data)
    assert {name for name in before if after.get(name) != before[name]} <= {
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/drawings/drawing1.xml", "xl/workbook.xml",
    }  # fmt: skip
    assert "钟小兰 &lt;一&gt;&amp;二" in after["xl/drawings/drawing1.xml"].decode()
    assert after["xl/media/image1.png"] == PICTURE


def test_more_people_than_rows_push_down_what_stands_below_and_all_that_points_there() -> None:
    data = upper_forms.fill(template(), ".xlsx", VALUES, lists=people(6))
    book = opened(data)
    sheet = book["统计 表"]
    assert [sheet[f"B{row}"].value for row in range(4, 10)] == people(6)["学员.姓名"]
    assert sheet["B6"].data_type == "s", "what looks like a formula is a name"
    assert [sheet[f"D{row}"].value for row in range(4, 10)] == people(6)["学员.学时"]
    assert [sheet[f"E{row}"].value for row in (4, 6, 7, 9)] == [
        "=D4*$D$11", "=D6*$D$11", "=D7*$D$11", "=D9*$D$11",
    ]  # fmt: skip
    assert (sheet["A10"].value, sheet["D10"].value, sheet["D11"].value) == ("合计", "=SUM(D4:D9)", 5)
    assert [sheet[f"A{row}"].value for row in (4, 7, 9)] == [1, 4, 6]
    assert {"B7:C7", "B8:C8", "B9:C9"} <= {str(one) for one in sheet.merged_cells.ranges}
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["F4:F9"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["D4:D9"]
    assert sheet.print_area == "'统计 表'!$A$1:$F$11" and sheet.print_title_rows == "$3:$3"
    assert sheet["D10"].comment.text == "合计数" and sheet["D8"].has_style
    assert sheet["B8"].font.name == "仿宋" and sheet["B8"].border.left.style == "thin"
    assert book["汇总"]["A1"].value == "='统计 表'!D10"
    assert book["汇总"]["A2"].value == "=SUM('统计 表'!D4:D9)+COUNT(D4:D6)"
    chart = next(text for name, text in parts(data).items() if name.startswith("xl/charts/chart"))
    assert "$D$4:$D$9" in chart.decode()
    box = parts(data)["xl/drawings/drawing1.xml"].decode()
    assert "<xdr:row>12</xdr:row>" in box, "the box stood beside row 10 and went down by three"


def test_nobody_leaves_an_empty_row_and_no_braces() -> None:
    sheet = opened(upper_forms.fill(template(), ".xlsx", VALUES, lists=people(0)))["统计 表"]
    assert not sheet["B4"].value and not sheet["D4"].value


def test_cells_are_pointed_at_where_the_form_has_no_blanks() -> None:
    cells = {
        "统计 表!C1": "抬头", "统计 表!F8": "新的一格", "统计 表!F4": ["合格", "不合格", "合格", "合格"],
    }  # fmt: skip
    data = upper_forms.fill(template(), ".xlsx", {}, cells=cells)
    sheet = opened(data)["统计 表"]
    assert sheet["A1"].value == "抬头", "a cell inside a merged one means the merged one"
    assert [sheet[f"F{row}"].value for row in (4, 5, 6, 7)] == ["合格", "不合格", "合格", "合格"]
    assert (sheet["A8"].value, sheet["F9"].value) == ("合计", "新的一格")
    with pytest.raises(UserError, match="是公式"):
        upper_forms.fill(template(), ".xlsx", {}, cells={"统计 表!D7": 3})
    with pytest.raises(UserError, match="没有工作表“别的”"):
        upper_forms.fill(template(), ".xlsx", {}, cells={"别的!D7": 3})
    with pytest.raises(UserError, match="不是单元格"):
        upper_forms.fill(template(), ".xlsx", {}, cells={"统计 表!甲4": 3})


def test_a_sheet_is_shown_as_it_looks() -> None:
    grid = upper_forms.grids(template(), ".xlsx")[0]
    assert (grid.name, grid.texts[1, 1], grid.texts[7, 1]) == (
        "统计 表",
        "{{学校全称}}培训情况统计表",
        "合计",
    )
    assert (7, 4) in grid.formulas and (1, 1, 1, 6) in grid.merged
    assert (grid.rows, grid.columns) == (8, 6)


@pytest.mark.parametrize(
    ("reference", "is_now"),
    [
        ("C5", "C5"), ("C6", "C8"), ("$C$5:D$5", "$C$5:D$7"), ("C1:C9", "C1:C11"), ("C1:C4", "C1:C4"),
        ("$3:$4", "$3:$4"), ("5:6", "5:8"), ("A:A", "A:A"), ("合计", "合计"), ("C7:C9", "C9:C11"),
    ],
)  # fmt: skip
def test_a_reference_follows_two_rows_put_in_below_the_fifth(reference: str, is_now: str) -> None:
    assert moved(reference, 5, 2, stretch=":" in reference) == is_now


# documents


def document() -> bytes:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "{{学校全称}}"
    line = made.add_paragraph("截至")
    for piece, bold in (("{", True), ("{填报", True), ("日期}", False), ("}，学员有", False)):
        line.add_run(piece).bold = bold
    line.add_run("｛｛学员．姓名｝｝。")
    table = made.add_table(rows=4, cols=3)
    for column, text in enumerate(("序号", "姓名", "学时")):
        table.cell(0, column).text = text
    for column, text in enumerate(("", "{{学员.姓名}}", "{{学员.学时}}")):
        table.cell(1, column).text = text
    table.cell(3, 0).text = "合计"
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_blanks_of_a_document_are_found_though_word_cut_them() -> None:
    found = {one.name: one.where for one in upper_forms.blanks_in(document(), ".docx")}
    assert found == {
        "填报日期": ("正文",), "学员.姓名": ("正文", "表格"), "学员.学时": ("表格",), "学校全称": ("页眉",),
    }  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_a_document_is_filled_in_with_a_row_for_each(count: int) -> None:
    data = upper_forms.fill(document(), ".docx", VALUES, lists=people(count))
    made = docx.Document(io.BytesIO(data))
    assert made.sections[0].header.paragraphs[0].text == "中共溪口镇委员会党校"
    said = "、".join(map(str, people(count)["学员.姓名"]))
    assert made.paragraphs[0].text == f"截至2026年11月22日，学员有{said}。"
    assert made.paragraphs[0].runs[1].text == "2026年11月22日" and made.paragraphs[0].runs[1].bold
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert [row[1] for row in rows[1:] if row[1]] == people(count)["学员.姓名"]
    assert len(rows) == max(4, count + 2) and rows[-1][0] == "合计"


def test_merged_cells_of_a_document_go_on_down_the_list() -> None:
    made = docx.Document()
    table = made.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "学员"
    table.cell(0, 1).text = "{{学员.姓名}}"
    target = io.BytesIO()
    made.save(target)
    data = upper_forms.fill(target.getvalue(), ".docx", {}, lists=people(3))
    rows = docx.Document(io.BytesIO(data)).tables[0].rows
    first = [cell._tc.find(f".//{qn('w:vMerge')}") for row in rows for cell in row.cells[:1]]
    assert len(rows) == 3 and [row.cells[1].text for row in rows] == people(3)["学员.姓名"]
    assert first[0] is not None and "".join(row.cells[0].text for row in rows) == "学员" * 3


# what is no form, or built to hurt


def rezipped(data: bytes, **changed: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**parts(data), **changed}.items():
            archive.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "suffix", "said"),
    [
        (b"", ".xlsx", "不完整"),
        (b"PK\x03\x04 no zip", ".docx", "不完整"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ".xlsx", "加了密码，或者是老格式"),
        (document(), ".xlsx", "不是 .xlsx 表格"),
        (template()[:-200], ".xlsx", "不完整"),
        (rezipped(template(), **{"xl/vbaProject.bin": b"x"}), ".xlsx", "带有宏"),
        (rezipped(template(), **{"xl/worksheets/sheet1.xml": bytes(50 * 1024 * 1024)}), ".xlsx", "异常地大"),
        (rezipped(template(), **{"xl/worksheets/sheet1.xml": b"<a><b></a>"}), ".xlsx", "已损坏"),
        (rezipped(template(), **{"xl/worksheets/sheet1.xml": b"<!DOCTYPE a><a/>"}), ".xlsx", "文档类型声明"),
        (rezipped(document(), **{"word/document.xml": b"<!DOCTYPE a><a/>"}), ".docx", "文档类型声明"),
    ],
    ids=range(10),
)
def test_what_is_no_form_is_refused_in_a_sentence(data: bytes, suffix: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        upper_forms.blanks_in(data, suffix)
    assert str(error.value).endswith("。")


def test_links_to_other_files_are_kept_and_said() -> None:
    one = b'<Relationship Id="r" Target="file:///x" TargetMode="External"/>'
    link = b'<Relationships xmlns="x">' + one + b"</Relationships>"
    data = rezipped(template(), **{"xl/externalLinks/_rels/externalLink1.xml.rels": link})
    assert "1 处指向别的文件" in upper_forms.remarks(data, ".xlsx")[0]
    assert (
        parts(upper_forms.fill(data, ".xlsx", VALUES))["xl/externalLinks/_rels/externalLink1.xml.rels"]
        == link
    )
    assert upper_forms.remarks(template(), ".xlsx") == ()


def test_rows_that_were_drawn_empty_are_numbered_as_those_put_in() -> None:
    sheet = opened(upper_forms.fill(template(), ".xlsx", VALUES, lists=people(6))).worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(4, 10)] == [1, 2, 3, 4, 5, 6]
