"""Texts by row: kept, reordered, and absent where there are none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.container import Reader, Writer
from leeward.matcher.texts import StoredTexts, Texts
from leeward.model.errors import DamagedBank

ROWS = st.lists(st.one_of(st.none(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6)))


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False), st.booleans())
def test_every_row_comes_back_in_the_order_asked(
    tmp_path_factory: pytest.TempPathFactory, rows: list[str | None], random: object, in_bulk: bool
) -> None:
    texts = Texts()
    if in_bulk:
        texts.add_many(rows, len(rows))
    else:
        for row in rows:
            texts.add(row)
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    path = tmp_path_factory.mktemp("texts") / "a.idx"
    with Writer(path) as writer:
        stored = texts.write(writer, "pdq/entry", np.array(order, np.uint32))
        writer.finish({})
    assert stored == any(rows)
    assert stored == any(rows)
    if stored:
        read = StoredTexts(Reader(path).array, "pdq/entry", len(rows))
        assert [read.get(place) for place in range(len(rows))] == [rows[row] or None for row in order]


def test_many_rows_without_a_text_cost_nothing(tmp_path: Path) -> None:
    texts = Texts()
    texts.add_many(None, 10_000_000)
    assert len(texts) == 10_000_000
    with Writer(tmp_path / "a.idx") as writer:
        assert not texts.write(writer, "pdq/entry", None)
        writer.finish({})


def test_a_text_that_is_no_unicode_is_kept_as_well_as_it_can_be(tmp_path: Path) -> None:
    texts = Texts()
    texts.add("a\udcff")
    with Writer(tmp_path / "a.idx") as writer:
        texts.write(writer, "x", None)
        writer.finish({})
    assert StoredTexts(Reader(tmp_path / "a.idx").array, "x", 1).get(0) == "a?"


def test_texts_for_another_number_of_rows_are_damaged(tmp_path: Path) -> None:
    texts = Texts()
    texts.add("a")
    with Writer(tmp_path / "a.idx") as writer:
        texts.write(writer, "x", None)
        writer.finish({})
    with pytest.raises(DamagedBank, match="another shape"):
        StoredTexts(Reader(tmp_path / "a.idx").array, "x", 2)
