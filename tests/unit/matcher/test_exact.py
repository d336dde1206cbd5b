"""Exact look-ups."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher import exact
from leeward.matcher.container import Reader, Writer


def _raw(values: Sequence[bytes], width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.frombuffer(b"".join(values), np.uint8).reshape(-1, width)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([4, 8, 9, 16, 20]), st.data())
def test_a_look_up_finds_every_equal_value_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, width: int, data: st.DataObject
) -> None:
    # Two different bytes only: many values are equal, or equal but for NULs at the end.
    one = st.lists(st.sampled_from([0, 255]), min_size=width, max_size=width).map(bytes)
    values, queries = data.draw(st.lists(one, max_size=40)), data.draw(st.lists(one, max_size=6))
    path = tmp_path_factory.mktemp("exact") / "a.idx"
    with Writer(path) as writer:
        order = exact.write(writer, "md5", _raw(values, width))
        writer.finish({})
    section = exact.ExactSection(Reader(path).array("md5/values"))
    assert len(section) == len(values)
    found = section.search(_raw(queries + values[:1], width), 0)
    wanted = queries + values[:1]
    hits = sorted(zip(found.queries.tolist(), order[found.rows].tolist(), strict=True))
    assert hits == [
        (q, row) for q in range(len(wanted)) for row in range(len(values)) if values[row] == wanted[q]
    ]
    assert [value.tobytes() for value in section.values(found.rows)] == [wanted[q] for q in found.queries]
    assert not found.distances.any()
    path.unlink()
