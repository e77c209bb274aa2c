import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange import lines

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32)])) | (
    st.sampled_from(["", "\n\t", "\\", '"', "\\b", "\u2028", "👪", "𠮷"])
)
VALUES = (
    TEXTS
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.none()
    | st.floats(allow_nan=False, allow_infinity=False)
)
ROWS = st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), VALUES, max_size=6)


@settings(max_examples=60)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_rows_come_back_as_they_went(rows: list[dict[str, object]]) -> None:
    assert lines.read_rows(b"\n".join(lines.write_row(row) for row in rows)) == rows


@settings(max_examples=60)
@given(
    st.recursive(
        VALUES | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=9
    )
)
def test_an_object_comes_back_as_it_went_or_is_not_written(value: object) -> None:
    try:
        raw = lines.canonical({"value": value})
    except ValueError:
        assert json.dumps(value).count("[") + json.dumps(value).count("{") >= lines.MAX_DEPTH - 1
    else:
        assert lines.parse(raw) == {"value": value}


JSON_LIKE = st.text(st.sampled_from('{}[]",:\\u0d8nbrtaeflsE+-.1 \n\x00\ud800é'), max_size=40)


@settings(max_examples=60)
@given(st.binary(max_size=60) | JSON_LIKE.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_are_rows_in_their_only_writing_or_refused(raw: bytes) -> None:
    try:
        rows = lines.read_rows(raw)
    except ValueError:
        return
    assert b"\n".join(lines.write_row(row) for row in rows) == raw


@pytest.mark.parametrize("value", [{1: "a"}, {"a": {2: 3}}, {"a": object()}, {"a": {"b": b"c"}}])
def test_what_is_not_json_is_not_written(value: dict[object, object]) -> None:
    with pytest.raises(ValueError):
        lines.canonical(value)  # type: ignore[arg-type]


SPLIT = [
    b'{"a":1},{"b":2}\n{"c":"x}\n{y"}',
    b'{"a":"x}\n{y"}',
    b'{"a":1},{"b":2}',
    b'{"a":1}\n\n{"b":2}',
    b'{"a":1},{"b":2}\n{"c":[{}\n{}]}',
    b'{"a":1}\n',
    b'\n{"a":1}',
    b'{"a":1,\n"b":2}\n{"a":1},{"b":2}',
    b'{"a":1}]\n[{"a":1}',
    b'{"a":9223372036854775808}',
    b'{"a":-9223372036854775808}',
    b'{"a":true}',
    b'{"a":{}}',
    b'{"a":1e999}',
    b'{"a":1,"a":1}',
    b'{"a":"\\ud800"}',
    b"{" * 100_000,
]


@pytest.mark.parametrize("raw", SPLIT)
def test_a_line_is_one_row_and_a_row_one_line(raw: bytes) -> None:
    with pytest.raises(ValueError):
        lines.read_rows(raw)
