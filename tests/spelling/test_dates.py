import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.spelling import dates

quick = settings(max_examples=150)
TODAY = "2026-11-21"
days = st.dates(date(1920, 1, 1), date(2026, 11, 21))
FULL_WIDTH = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")


def in_spoken_figures(day: date) -> str:
    return dates.in_words(day.isoformat())


@quick
@given(days, st.data())
def test_a_day_in_any_form_is_that_day(day: date, data: st.DataObject) -> None:
    y, m, d = day.year, day.month, day.day
    forms: list[object] = [
        day,
        datetime(y, m, d, 9, 30),
        day.isoformat(),
        f"{y}/{m:02d}/{d:02d}",
        f"{y}/{m}/{d} 0:00:00",
        f"{y}.{m:02d}.{d:02d}",
        f"{y}.{m}.{d}",
        f"{y}-{m}-{d}",
        f"{y}年{m}月{d}日",
        f"{y}年   {m} 月    {d} 日",
        f"{y}年{m:02d}月{d:02d}号",
        f"{y}。{m}。{d}",
        f"{y}、{m}、{d}",
        f"{y} {m} {d}",
        f"{y}{m:02d}{d:02d}",
        int(f"{y}{m:02d}{d:02d}"),
        float(f"{y}{m:02d}{d:02d}"),
        f"{y}-{m:02d}-{d:02d} 09:00",
        f"{y}-{m:02d}-{d:02d}T00:00:00",
        f"{y}-{m:02d}-{d:02d}T00:00:00Z",
        f"{y}.{m}.{d}".translate(FULL_WIDTH),
        f"'{y}-{m}-{d}",
        in_spoken_figures(day),
        in_spoken_figures(day).replace("〇", "○"),
    ]
    raw = data.draw(st.sampled_from(forms))
    read = dates.read(raw)
    assert (read.value, read.precision, read.verdict.kind) == (day.isoformat(), "day", "ok"), (raw, read)


@quick
@given(days, st.data())
def test_a_month_stays_a_month(day: date, data: st.DataObject) -> None:
    y, m = day.year, day.month
    forms: list[object] = [
        f"{y}-{m}",
        f"{y}/{m:02d}",
        f"{y}.{m:02d}",
        f"{y}年{m}月",
        f"{y}年{m:02d}月  日",
        f"{y}。{m:02d}",
    ]
    forms += [f"{y}、{m}", dates.in_words(f"{y}-{m:02d}"), f"{y}.{m:02d}".translate(FULL_WIDTH)]
    if m != 10:
        forms.append(float(f"{y}.{m:02d}"))
    if y > 2012 or 1912 < y < 2000:
        forms += [f"{y}{m:02d}", float(f"{y}{m:02d}")]
    raw = data.draw(st.sampled_from(forms))
    read = dates.read(raw)
    if isinstance(raw, float) and m == 1 and raw < 3000:
        assert read.verdict.kind == "ok"  # 1998.01 cannot be October
    assert (read.value, read.precision, read.verdict.kind) == (f"{y}-{m:02d}", "month", "ok"), (raw, read)


@quick
@given(days)
def test_a_serial_is_that_day_or_asked_about(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assume(serial >= 10000)
    for raw in (serial, float(serial), str(serial), serial + 0.375):
        read = dates.read(raw)
        if read.verdict.kind == "ask":
            assert 19001 <= serial <= 20999
            assert day.isoformat().startswith(read.value) and len(read.value) <= 4
        else:
            assert (read.value, read.verdict.kind) == (day.isoformat(), "flag")


@pytest.mark.parametrize("raw", ["1998.1", 1998.1, "１９９８．１", "1998.1（预备）"])
def test_a_lost_zero_is_asked_about(raw: object) -> None:
    read = dates.read(raw)
    assert (read.value, read.precision, read.verdict.kind) == ("1998", "year", "ask")
    assert "1998年1月或1998年10月" in read.verdict.note


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        ("1998.7.1（预备）", "1998-07-01", "flag"),
        ("1998年7月入党", "1998-07", "flag"),
        ("1998年入党", "1998", "flag"),
        ("1998年底", "1998", "flag"),
        ("19980701入党", "1998-07-01", "flag"),
        ("1998年", "1998", "ok"),
        (1998, "1998", "ok"),
        (1998.0, "1998", "ok"),
        (1998.11, "1998-11", "ok"),
        ("1998.1月", "1998-01", "ok"),
        ("1998年7月1日 星期三", "1998-07-01", "ok"),
        ("二〇〇一年七月", "2001-07", "ok"),
        ("一九九八.七.一", "1998-07-01", "ok"),
        ("2001年十二月卅一日", "2001-12-31", "ok"),
        ("98.7", "1998-07", "flag"),
        ("98.7.1", "1998-07-01", "flag"),
        ("98年7月1日", "1998-07-01", "flag"),
        ("05年7月", "2005-07", "flag"),
        ("'98.7", "1998-07", "flag"),
        ("98年入党", "1998", "flag"),
        ("98.1", "1998", "ask"),
        ("25年", "", "ask"),
        ("12.5", "", "ask"),
        ("980701", "1998-07-01", "flag"),
        ("200107", "2001-07", "flag"),
        ("19980700", "1998-07", "flag"),
        ("1998-00-00", "1998", "flag"),
        ("Jul-98", "1998-07", "flag"),
        ("1-Jul-98", "1998-07-01", "flag"),
        ("July 1998", "1998-07", "ok"),
        ("7/1/1998", "1998", "ask"),
        ("13/7/1998", "1998-07-13", "flag"),
        ("7/7/1998", "1998-07-07", "flag"),
        ("07-01-98", "1998", "ask"),
        ("98-7-1", "1998-07-01", "flag"),
        ("05-06-07", "", "ask"),
        ("19987", "", "ask"),
        ("1998-06-30T16:00:00.000Z", "1998", "ask"),
        ("农历1965年8月15", "", "ask"),
        ("1965年八月十五（阴历）", "", "ask"),
        ("1965年正月初三", "", "ask"),
        ("约1998年", "", "ask"),
        ("1998年？", "", "ask"),
        ("八十年代", "", "ask"),
        ("民国38年", "", "ask"),
        ("1998.7-1999.7", "", "ask"),
        ("1998.7.1/1999.7.1", "", "ask"),
        ("1998年7、8月", "", "ask"),
        ("1998-7-1入党1999-7-1转正", "", "ask"),
        ("不详", "", "flag"),
        ("1998.2.30", "", "refuse"),
        ("1998.13", "", "refuse"),
        ("19981301", "", "refuse"),
        ("1798-7-1", "", "refuse"),
        ("2198-7-1", "", "refuse"),
        ("1998071", "", "refuse"),
        ("七月一日", "", "refuse"),
        ("党员", "", "refuse"),
        (25, "", "refuse"),
        (0, "", "refuse"),
        (-5.5, "", "refuse"),
        (99999999.0, "", "refuse"),
        (1e300, "", "refuse"),
        (float("inf"), "", "refuse"),
        (True, "", "refuse"),
        (date(1905, 6, 20), "", "ask"),
        (date(1900, 1, 25), "", "ask"),
        (date(1, 1, 1), "", "ask"),
        (date(9999, 12, 31), "", "refuse"),
        (datetime(1998, 7, 1, tzinfo=UTC), "1998-07-01", "ok"),
        (None, "", "ok"),
        (float("nan"), "", "ok"),
        ("", "", "ok"),
        ("-", "", "ok"),
        ("    年  月  日", "", "ok"),
    ],
)
def test_read(raw: object, value: str, kind: str) -> None:
    read = dates.read(raw)
    assert (read.value, read.verdict.kind) == (value, kind), read
    assert (read.verdict.note == "") == (kind == "ok")
    assert {0: "", 4: "year", 7: "month", 10: "day"}[len(value)] == read.precision
    assert kind == "ok" or read.verdict.note.endswith("。")


def test_a_date_cell_that_was_a_bare_number_names_the_number() -> None:
    assert "1998" in dates.read(date(1905, 6, 20)).verdict.note
    assert "数字25，" in dates.read(date(1900, 1, 25)).verdict.note


@quick
@given(
    st.one_of(
        st.text(max_size=16), st.text("0123456789.-/年月日 一二十〇", max_size=12), st.floats(), st.integers()
    )
)
def test_no_mess_breaks_the_reader_or_gets_more_than_it_says(raw: object) -> None:
    read = dates.read(raw)
    if not read.value:
        return
    padded = f"{read.value}-01-01"[:10]
    assert 1900 <= date.fromisoformat(padded).year < 2100
    if read.verdict.kind == "ok" and isinstance(raw, str) and not set(raw) & set("〇○一二三四五六七八九十"):
        # What is taken without a word shows the four figures of its year.
        figures = "".join(str(unicodedata.digit(char, char)) for char in raw)
        assert read.value[:4] in figures


@quick
@given(days, st.integers(0, 2), st.integers(0, 2))
def test_cross_check_is_silent_about_a_plain_life(born: date, cut_join: int, cut_full: int) -> None:
    join = date(born.year + 18, born.month, min(born.day, 28)) + timedelta(days=30)
    full = date(join.year + 1, join.month, min(join.day, 28)) + timedelta(days=3)
    assume(full.isoformat() <= TODAY)
    lengths = (10, 7, 4)
    said = dates.cross_check(
        birth=born.isoformat(),
        join=join.isoformat()[: lengths[cut_join]],
        full=full.isoformat()[: lengths[cut_full]],
        id_birth=born.isoformat(),
        today=TODAY,
    )
    assert said == ()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, []),
        ({"birth": "1990-05-01", "id_birth": "1990-06-01"}, ["与身份证号里的1990年6月1日不符"]),
        ({"birth": "1990-05", "id_birth": "1990-05-12"}, []),
        ({"birth": "1990", "id_birth": "1991-05-12"}, ["不符"]),
        ({"birth": "1990-05-12", "join": "2008-05-12"}, []),
        ({"birth": "1990-05-12", "join": "2008-05-11"}, ["不满18岁"]),
        ({"id_birth": "1990-05-12", "join": "2008-05-11"}, ["不满18岁"]),
        ({"birth": "1990", "join": "2008"}, []),
        ({"birth": "1990", "join": "2007"}, ["不满18岁"]),
        ({"birth": "2004-02-29", "join": "2022-02-28"}, []),
        ({"join": "2008-07-01", "full": "2009-07-01"}, []),
        ({"join": "2008-07-01", "full": "2009-06-30"}, ["不满一年"]),
        ({"join": "2008-07", "full": "2009-07"}, []),
        ({"join": "2008-07", "full": "2009-06"}, ["不满一年"]),
        ({"join": "2008-07", "full": "2009"}, []),
        ({"join": "2008-07-01", "full": "2007-07-01"}, ["早于入党日期"]),
        # The ninth congress's constitution knew no probation.
        ({"join": "1970-07-01", "full": "1970-07-01"}, []),
        ({"join": "1970-07-01", "full": "1969-07-01"}, ["早于入党日期"]),
        ({"join": "2026-11-22"}, ["入党日期2026年11月22日晚于今天"]),
        ({"join": "2026-11-21"}, []),
        ({"join": "2026-11"}, []),
        ({"join": "2026-12"}, ["晚于今天"]),
        ({"birth": "2027", "full": "2028"}, ["出生日期2027年晚于今天", "转正日期2028年晚于今天"]),
    ],
)
def test_cross_check(facts: dict[str, str], words: list[str]) -> None:
    said = dates.cross_check(**{"birth": "", "join": "", "full": "", "id_birth": "", "today": TODAY, **facts})
    assert len(said) == len(words)
    assert all(word in sentence for word, sentence in zip(words, said, strict=True))


@pytest.mark.parametrize(
    ("iso", "figures", "words"),
    [
        ("2026-11-21", "2026年11月21日", "二〇二六年十一月二十一日"),
        ("2020-10-10", "2020年10月10日", "二〇二〇年十月十日"),
        ("2005-01-20", "2005年1月20日", "二〇〇五年一月二十日"),
        ("1998-12-30", "1998年12月30日", "一九九八年十二月三十日"),
        ("1998-07-31", "1998年7月31日", "一九九八年七月三十一日"),
        ("1998-07", "1998年7月", "一九九八年七月"),
        ("1998", "1998年", "一九九八年"),
        ("", "", ""),
    ],
)
def test_written_out(iso: str, figures: str, words: str) -> None:
    assert dates.in_figures(iso) == figures
    assert dates.in_words(iso) == words


@quick
@given(days, st.sampled_from([4, 7, 10]))
def test_what_papers_write_is_read_back(day: date, length: int) -> None:
    iso = day.isoformat()[:length]
    for paper in (dates.in_figures(iso), dates.in_words(iso)):
        read = dates.read(paper)
        assert (read.value, read.verdict.kind) == (iso, "ok")


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2026-11-20", "2026-11-21", "2026年11月20日—21日"),
        ("2026-11-28", "2026-12-02", "2026年11月28日—12月2日"),
        ("2026-12-30", "2027-01-02", "2026年12月30日—2027年1月2日"),
        ("2026-11-20", "2026-11-20", "2026年11月20日"),
        ("2026-11-20", "", "2026年11月20日"),
        ("", "2026-11-20", "2026年11月20日"),
        ("", "", ""),
        ("2026-11", "2026-12", "2026年11月—12月"),
        ("2025", "2026", "2025年—2026年"),
        ("2026-11", "2026-12-03", "2026年11月—2026年12月3日"),
        ("2026-11-21", "2026-11-20", "2026年11月21日—2026年11月20日"),
    ],
)
def test_span(start: str, end: str, written: str) -> None:
    assert dates.span(start, end) == written


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-20", "2026-11-21", "2026年11月20日至11月21日"),
        ("2026-12-30", "2027-01-02", "2026年12月30日至2027年1月2日"),
        ("2026-11-20", "2026-11-20", "2026年11月20日"),
        ("2026-11-20", "", "2026年11月20日"),
        ("2025", "2026", "2025年至2026年"),
    ],
)
def test_a_sentence_says_the_year_once(start: str, end: str, said: str) -> None:
    assert dates.from_to(start, end) == said


CENTURIES = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@quick
@given(CENTURIES, st.data())
def test_a_typed_day_in_any_form_is_that_day(day: date, data: st.DataObject) -> None:
    y, m, d = day.year, day.month, day.day
    forms = [day.isoformat(), f" \u200b{day.isoformat()}\n", f"{y}{m:02d}{d:02d}"]
    if y > 1905:  # what a spreadsheet shows of a year typed as a number is asked about in any other form
        forms += [f"{y}.{m}.{d}", f"{y}/{m:02d}/{d:02d}", f"{y}-{m}-{d}", f"{y}年{m}月{d}日"]
        forms += [f"{y} 年 {m} 月 {d} 号", f"{y}.{m}.{d}".translate(FULL_WIDTH), in_spoken_figures(day)]
    assert dates.typed_day(data.draw(st.sampled_from(forms))) == day.isoformat()


@pytest.mark.parametrize(
    "typed", ["1900-01-01", "19000101", "1905-06-20", "2099-12-31", "2024-02-29", "2026-W47-5"]
)
def test_both_ends_of_the_two_centuries_are_days(typed: str) -> None:
    assert dates.typed_day(typed) == date.fromisoformat(typed).isoformat()


NO_DAYS = (
    "", "  ", "-", "下周五", "不详", "2026", "2026-11", "2026年11月", "2026-02-30", "2025.2.29", "26.11.20",
    "11-20", "约2026年11月20日", "2026-11-20入党", "2026-11-20至11-21", "46346", "0", "None",
    "2026-11-20T16:00Z", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("typed", NO_DAYS)
def test_what_is_no_day_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        dates.typed_day(typed, what="截止日期", like="2026-12-05")
    assert str(refused.value) == f"截止日期“{typed.strip()}”不是一个日期，请写成 2026-12-05 的样子。"


@pytest.mark.parametrize(
    "typed",
    ["9999-12-31", "0001-01-01", "1899-12-31", "2100-01-01", "21000101", "9999.12.31", "2206年11月20日",
     "0026/11/20", "１８９９－１２－３１", "2099-W53-7", "0026-11-20 09:00"],
)  # fmt: skip
def test_a_day_of_another_century_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        dates.typed_day(typed)
    assert str(refused.value) == f"“{typed}”不在 1900 年到 2099 年之间，请核对年份。"


@quick
@given(st.one_of(st.text(max_size=40), st.text("0123456789.-/年月日 WT:", max_size=12)))
def test_no_mess_that_is_typed_gets_past_or_breaks_the_sentence(typed: str) -> None:
    try:
        day = dates.typed_day(typed)
    except UserError as error:
        assert str(error).endswith("。") and len(str(error)) < 80 and "\n" not in str(error)
    else:
        assert 1900 <= date.fromisoformat(day).year <= 2099 and date.fromisoformat(day).isoformat() == day


def test_a_long_text_is_shortened_in_the_sentence() -> None:
    with pytest.raises(UserError, match="^“好{20}……”不是一个日期"):
        dates.typed_day("好" * 10_000)
