import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.spelling import phones

quick = settings(max_examples=150)
# 154 is assigned to nobody's telephone.
mobiles = st.integers(0, 99999999).map("154{:08d}".format)
landlines = st.builds("{}-{}".format, st.sampled_from(["0593", "010", "0591"]), st.integers(2000000, 8999999))


@quick
@given(mobiles, st.data())
def test_a_mobile_number_in_any_mess(number: str, data: st.DataObject) -> None:
    raw = data.draw(
        st.sampled_from(
            [
                number,
                float(number),
                int(number),
                f"{number}.0",
                f"'{number}",
                f" {number}\n",
                f"{number[:3]}-{number[3:7]}-{number[7:]}",
                f"{number[:3]} {number[3:7]} {number[7:]}",
                f"+86 {number}",
                f"0086{number}",
                f"手机：{number}",
                number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            ]
        )
    )
    read = phones.read(raw)
    assert (read.value, read.verdict.kind) == (number, "ok"), (raw, read)


@quick
@given(landlines, st.data())
def test_a_landline_in_any_mess(number: str, data: st.DataObject) -> None:
    area, local = number.split("-")
    raw = data.draw(
        st.sampled_from(
            [
                number,
                area + local,
                f"({area}){local}",
                f"（{area}）{local}",
                f"{area} {local}",
                f"86-{number}",
            ]
        )
    )
    read = phones.read(raw)
    assert (read.value, read.verdict.kind) == (number, "ok"), (raw, read)


@quick
@given(
    mobiles,
    st.one_of(mobiles, landlines),
    st.sampled_from(["/", "、", ",", "，", ";", "；", " ", "\n", "或", " / "]),
)
def test_several_numbers_are_all_kept(first: str, second: str, between: str) -> None:
    read = phones.read(f"{first}{between}{second}")
    expected = first if first == second else f"{first}、{second}"
    assert (read.value, read.verdict.kind) == (expected, "ok")


@quick
@given(
    st.one_of(st.text(max_size=24), st.floats(), st.integers(), st.text("0123456789-()/ 转#+", max_size=26))
)
def test_no_mess_breaks_the_reader_or_passes_unsaid(raw: object) -> None:
    read = phones.read(raw)
    if read.verdict.kind == "ok" and read.value:
        for number in read.value.split("、"):
            assert phones.read(number) == phones.Phone(number, number, read.verdict)
    if read.verdict.kind != "ok":
        assert read.verdict.note.endswith("。")


@pytest.mark.parametrize(
    ("raw", "value", "word"),
    [
        ("154001380001", "154001380001", "12位"),
        ("1540013800", "1540013800", "10位"),
        ("2234567", "2234567", "区号"),
        (5932234567.0, "5932234567", "前面的0"),
        ("661234", "661234", "短号"),
        ("15400138000（儿子）", "15400138000", "儿子"),
        ("1.54001E+10", "", "丢失"),
        ("1.54001E10", "", "丢失"),
        ("同上", "", "同上"),
        (1.0, "1", "1位"),
        ("15400138000/1234", "15400138000、1234", "短号"),
        ("0102#000000", "0102000000", "特别"),
        ("1540013800015400138001", "1540013800015400138001", "22位"),
    ],
)
def test_odd_numbers_are_said(raw: object, value: str, word: str) -> None:
    read = phones.read(raw)
    assert (read.value, read.verdict.kind) == (value, "flag")
    assert word in read.verdict.note


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.5400138001E+10", "15400138001"),
        ("400-123-4567", "4001234567"),
        ("0593-2234567-801", "0593-2234567-801"),
        ("0593-2234567转801", "0593-2234567-801"),
        ("", ""),
        ("  ", ""),
        ("-", ""),
        ("无", ""),
        (None, ""),
    ],
)
def test_right_cells_need_no_words(raw: object, value: str) -> None:
    read = phones.read(raw)
    assert (read.value, read.verdict.kind, read.verdict.note) == (value, "ok", "")
