from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.spelling import id_numbers

quick = settings(max_examples=150)
FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


def number(area: str = "350924", born: str = "19900101", sequence: str = "121") -> str:
    """Invent a number that is right by its check digit."""
    return area + born + sequence + id_numbers.check_digit(area + born + sequence)


def ending_x() -> str:
    return next(n for n in (number(sequence=f"{s:03d}") for s in range(1, 999)) if n.endswith("X"))


numbers = st.builds(
    number,
    st.sampled_from(["350924", "110101", "520502", "810000"]),
    st.dates(date(1920, 1, 1), date(2008, 12, 31)).map(lambda day: day.strftime("%Y%m%d")),
    st.integers(1, 999).map("{:03d}".format),
).filter(lambda n: not n.endswith("000"))


def test_check_digit_is_that_of_the_standard() -> None:
    # The worked example of GB 11643-1999.
    assert id_numbers.check_digit("11010519491231002") == "X"
    assert id_numbers.check_digit("44052418800101001") == "4"


@quick
@given(numbers, st.data())
def test_a_right_number_in_any_mess_is_read_back(value: str, data: st.DataObject) -> None:
    mess = data.draw(
        st.sampled_from(
            [
                value,
                value.lower(),
                f"'{value}",
                f"‘{value}",
                f" {value}\n",
                f"{value[:6]} {value[6:14]} {value[14:]}",
                f"{value[:6]}-{value[6:14]}-{value[14:]}",
                " ".join(value),
                value.translate(FULL_WIDTH),
                value.lower().translate(FULL_WIDTH),
                f"\u200b{value}\u202c",
                f"身份证号：{value}",
                value.replace("X", "Х"),  # noqa: RUF001
                value.replace("X", "×"),  # noqa: RUF001
            ]
        )
    )
    read = id_numbers.read(mess)
    assert (read.value, read.raw, read.verdict.kind, read.verdict.note) == (value, mess, "ok", "")
    assert read.birth.replace("-", "") == value[6:14]
    assert read.gender == ("男" if int(value[16]) % 2 else "女")


@quick
@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_keeps_the_number_and_is_said(value: str, place: int, shift: int) -> None:
    assume(place < 17 or value[17] != "X")
    wrong = value[:place] + str((int(value[place]) + shift) % 10) + value[place + 1 :]
    assume(not wrong.endswith("000"))
    read = id_numbers.read(wrong)
    assert (read.value, read.verdict.kind) == (wrong, "flag")
    assert "请核对" in read.verdict.note


@quick
@given(numbers)
def test_a_number_the_spreadsheet_destroyed_is_refused(value: str) -> None:
    digits = value.replace("X", "0")
    cut = value[:15] + "000"
    damaged = [float(digits), int(digits), f"{float(digits):.5E}", f"{float(digits):e}", f"{digits}.0"]
    if id_numbers.check_digit(cut[:17]) != "0":
        damaged.append(cut)
    for raw in damaged:
        read = id_numbers.read(raw)
        assert (read.value, read.birth, read.gender, read.verdict.kind) == ("", "", "", "refuse")
        assert "须向村里要原号" in read.verdict.note
        assert read.raw


@quick
@given(numbers)
def test_an_old_number_is_converted_and_said(value: str) -> None:
    assume(value[6:8] == "19")
    old = value[:6] + value[8:17]
    for raw in (old, int(old), float(old), f" {old} "):
        read = id_numbers.read(raw)
        assert (read.value, read.verdict.kind) == (value, "flag")
        assert "15位" in read.verdict.note
        assert str(old) in read.raw


@quick
@given(
    st.one_of(
        st.text(max_size=24), st.integers(), st.floats(), st.none(), st.text("0123456789Xx '-", max_size=24)
    )
)
def test_nothing_is_ever_silently_wrong(raw: object) -> None:
    read = id_numbers.read(raw)
    if read.value:
        assert len(read.value) == 18
    if read.value and read.verdict.kind == "ok":
        assert id_numbers.check_digit(read.value[:17]) == read.value[17]
        assert date.fromisoformat(read.birth)
    if not read.value:
        assert not read.birth and not read.gender
        assert read.verdict.kind != "ok" or len(read.raw.strip()) <= 3 or not read.raw.isalnum()


@pytest.mark.parametrize("raw", [None, "", " ", "　", "-", "—", "/", "无", float("nan")])
def test_no_number_is_no_fault(raw: object) -> None:
    read = id_numbers.read(raw)
    assert (read.value, read.verdict.kind, read.verdict.note) == ("", "ok", "")


@pytest.mark.parametrize(
    ("raw", "kind", "word"),
    [
        (number()[:17], "flag", "17位"),
        (number() + "12", "flag", ""),
        ("1" * 20, "flag", "20位"),
        ("35092419900101", "flag", "14位"),
        ("350924901301123", "flag", "出生日期"),
        (number()[:6] + "********" + number()[-4:], "flag", "星号"),
        ("同上", "flag", "不像身份证号"),
        ("1", "flag", "1位"),
        (1.0, "flag", "1位"),
        (True, "flag", ""),
        (f"{number()}、{ending_x()}", "ask", "不止一个"),
        (f"{number()} {ending_x()}", "ask", "不止一个"),
        (float("inf"), "refuse", "损坏"),
    ],
)
def test_what_is_no_number_is_not_taken(raw: object, kind: str, word: str) -> None:
    read = id_numbers.read(raw)
    assert (read.value, read.verdict.kind) == ("", kind)
    assert word in read.verdict.note


def test_an_impossible_birthday_is_kept_and_said() -> None:
    value = number(born="19901301")
    read = id_numbers.read(value)
    assert (read.value, read.birth, read.verdict.kind) == (value, "", "flag")
    assert "出生日期不存在" in read.verdict.note


def test_a_true_number_ending_in_zeros_is_kept_and_said() -> None:
    value = next(
        n
        for day in range(1, 29)
        for s in range(1, 10)
        if (n := number(born=f"199001{day:02d}", sequence=f"{s}00"))[-1] == "0"
    )
    read = id_numbers.read(value)
    assert (read.value, read.verdict.kind) == (value, "flag")
    assert "000" in read.verdict.note


def test_letters_for_digits_and_words_beside_are_said() -> None:
    value = number()
    letters = id_numbers.read(value.replace("0", "O"))
    assert (letters.value, letters.verdict.kind) == (value, "flag")
    beside = id_numbers.read(f"{value}张三")
    assert (beside.value, beside.verdict.kind) == (value, "flag")
    assert "张三" in beside.verdict.note


def test_masked_hides_the_birthday() -> None:
    value = number()
    assert id_numbers.masked(value) == f"350924********{value[-4:]}"
    assert value[6:14] not in id_numbers.masked(value)
    assert id_numbers.tail(value) == value[-4:]
    assert (id_numbers.masked(""), id_numbers.tail("")) == ("", "")
    assert id_numbers.masked("12345") == "*****"
