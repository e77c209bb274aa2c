import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers import fonts
from app.papers.setting import LEADING, MM, Type, evened, fitted, wrap

SONG = Type("song", 10)
TEXT = "中共中央办公厅印发《2024—2028年全国党员教育培训工作规划》，要求“用党的创新理论武装党员”（全文附后）。"
words = st.text(alphabet="党员教育，。、（）《》“”ABCdef 1234·㛃", max_size=120)


def width(line: str, type_: Type = SONG) -> float:
    return fonts.width(line, type_.role, type_.size) / MM


@pytest.mark.parametrize("room", [12, 20, 33, 47, 80])
def test_no_line_begins_with_a_stop_or_ends_with_an_opening_bracket(room: float) -> None:
    lines = wrap(TEXT, SONG, room)
    assert "".join(lines) == TEXT
    assert len(lines) > 1
    for line in lines:
        assert line[0] not in "，。、）》”"
        assert line[-1] not in "（《“"


def test_a_word_or_figure_is_not_torn() -> None:
    assert [line for line in wrap("编号 ABC-2026-0015 的证书", SONG, 30) if "ABC-2026-0015" in line]


def test_a_word_wider_than_the_line_is_cut_rather_than_let_out() -> None:
    lines = wrap("X" * 200, SONG, 20)
    assert "".join(lines) == "X" * 200
    assert max(map(width, lines)) <= 20.001


def test_line_breaks_in_the_text_are_kept() -> None:
    assert wrap("甲\n乙\n\n丙", SONG, 50) == ["甲", "乙", "", "丙"]
    assert wrap("", SONG, 50) == [""]


def test_evened_lines_are_as_many_and_alike() -> None:
    text = "中共霍童镇东湖村支部委员会"
    assert sorted(map(len, wrap(text, SONG, 40))) == [2, 11]
    assert sorted(map(len, evened(text, SONG, 40))) == [6, 7]


@given(words, st.floats(min_value=5, max_value=120))
def test_wrapping_loses_nothing_but_spaces_and_never_overflows(text: str, room: float) -> None:
    lines = wrap(text, SONG, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line.rstrip(" ")) <= room + 0.001 for line in lines)


@given(words, st.floats(min_value=6, max_value=60), st.floats(min_value=4, max_value=20))
def test_what_is_fitted_stays_within_its_box(text: str, wide: float, high: float) -> None:
    size, lines = fitted(text, SONG, wide, high)
    assert 5.0 <= size <= 10
    assert all(width(line.rstrip(" "), Type("song", size)) <= wide + 0.001 for line in lines)
    assert len(lines) == 1 or len(lines) * size * LEADING / MM <= high + 0.001


def test_a_text_too_long_for_any_size_is_cut_with_an_ellipsis() -> None:
    _, lines = fitted("支部" * 300, SONG, 31, 8)
    assert lines[-1].endswith("…")


def test_a_line_is_never_higher_than_its_box() -> None:
    size, lines = fitted("雷金花", Type("song", 14), 40, 3.6)
    assert lines == ("雷金花",)
    assert size == pytest.approx(3.6 * MM)
    assert fitted("雷金花", Type("song", 14), 40, 9)[0] == 14
