"""JSON values out of a stream, one at a time."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.plugins.exchanges.protocol import CHUNK
from leeward.plugins.exchanges.threatexchange_json.documents import Broken, values

objects = st.dictionaries(
    st.text(max_size=5).filter(lambda key: key != "data"),
    st.recursive(st.none() | st.integers() | st.text(max_size=8), st.lists, max_leaves=5),
    max_size=3,
)


def read(text: str) -> list[object]:
    return [value for _, value in values(io.BytesIO(text.encode("utf-8", "surrogatepass")))]


@given(st.lists(objects, max_size=8), st.sampled_from([None, 1]), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_objects_come_out_of_every_wrapping_as_they_went_in(
    rows: list[object], indent: int | None, form: int
) -> None:
    printed = [json.dumps(row, indent=indent) for row in rows]
    page = json.dumps({"data": rows, "paging": {"cursors": [1, {"a": "]}"}]}, "x": 1}, indent=indent)
    wrapped = [
        json.dumps(rows, indent=indent),
        "\n".join(printed),
        page,
        page + "\n" + page,
    ][form]
    assert read(wrapped) == rows * (2 if form == 3 else 1)


def test_values_across_the_edges_of_the_pieces_are_whole() -> None:
    rows = [{"n": number, "pad": "é" * (CHUNK // 7)} for number in range(20)]
    assert read("\n".join(json.dumps(row, ensure_ascii=False) for row in rows)) == rows
    assert read(json.dumps(rows)) == rows


def test_lines_are_numbered() -> None:
    text = '{"a": 1}\n\n{"b":\n 2}\n[\n{"c": 3}\n]'
    assert [line for line, _ in values(io.BytesIO(text.encode()))] == [1, 3, 6]


def test_one_broken_line_costs_that_line_only() -> None:
    found = read('{"a": 1}\n{"b": oops}\n{"c": 3}\n')
    assert found[0] == {"a": 1}
    assert isinstance(found[1], Broken)
    assert found[2:] == [{"c": 3}]


@given(st.lists(objects, min_size=1, max_size=4), st.integers(0, 2), st.booleans(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_document_that_ends_in_the_middle_always_says_so(
    rows: list[object], form: int, ascii_only: bool, data: st.DataObject
) -> None:
    row = {"n": -2.5e3, "é": [True, None, "\\"], "x": rows}
    text = [json.dumps([row]), json.dumps({"data": [row], "p": {}}), json.dumps(row, ensure_ascii=ascii_only)]
    cut = data.draw(st.integers(1, len(text[form]) - 1))
    found = read('{"a": 1}\n' + text[form][:cut])
    assert [value.is_end for value in found if isinstance(value, Broken)][-1:] == [True]


def test_one_broken_line_at_the_end_is_not_the_end_in_the_middle() -> None:
    found = read('{"a": 1}\n{"b": oops}\n')
    assert [value.is_end for value in found if isinstance(value, Broken)] == [False]


@pytest.mark.parametrize(
    "text", ["[1, 2", '{"data": [{"a": 1}', '{"data": [], "paging": ', '[{"a": 1}, {"b', "]", "}"]
)
def test_what_is_cut_off_or_no_json_is_told(text: str) -> None:
    assert any(isinstance(value, Broken) for value in read(text))


def test_nesting_without_end_and_endless_numbers_are_broken_not_fatal() -> None:
    assert any(isinstance(value, Broken) for value in read('{"a":' * 100_000))
    assert any(isinstance(value, Broken) for value in read('{"a": ' + "9" * 10_000 + "}"))


def test_a_value_that_is_too_long_is_broken_and_the_next_one_read() -> None:
    found = read('{"a": "' + "x" * (40 << 20) + '"}\n{"b": 2}\n')
    assert isinstance(found[0], Broken)
    assert found[-1] == {"b": 2}
