"""The building blocks of the compiled loops, against plain Python."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.near import compiled, shuffle

jit: Callable[[Callable[..., Any]], Callable[..., Any]] = numba.njit

WORDS = st.lists(st.integers(0, 2**64 - 1), min_size=4, max_size=4)


@jit
def _ones(word: Any) -> Any:
    return compiled.ones(word)


@jit
def _near(signatures: Any, place: Any, own: Any, limits: Any) -> Any:
    return compiled.near_mask(signatures, place, np.uint16(own), limits)


@given(WORDS, st.integers(0, 300), st.integers(1, 32))
def test_bits_are_read_from_any_place_round_the_end(words: list[int], start: int, width: int) -> None:
    row = np.array(words, np.uint64)
    row.flags.writeable = False
    whole = sum(word << (64 * place) for place, word in enumerate(words))
    expected = ((whole | whole << 256) >> start % 256) & ((1 << width) - 1)
    assert compiled.bits(row, start, width) == expected


@given(st.integers(0, 2**64 - 1))
def test_ones_counts_set_bits(word: int) -> None:
    assert _ones(np.uint64(word)) == word.bit_count()


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 65535), min_size=40, max_size=40),
    st.integers(0, 8),
    st.integers(0, 65535),
    st.tuples(st.integers(0, 65535), st.integers(0, 16), st.integers(0, 16)),
)
def test_signatures_pass_when_both_limits_are_kept(
    signatures: list[int], place: int, own: int, limits: tuple[int, int, int]
) -> None:
    low, limit, chain = limits
    got = _near(np.array(signatures, np.uint16), place, own, tuple(map(np.uint16, limits)))
    for lane in range(compiled.LANES):
        differing = signatures[place + lane] ^ own
        passes = (differing & low).bit_count() <= limit and differing.bit_count() <= chain
        assert bool(int(got) >> lane & 1) == passes


def test_compiled_permuting_is_the_same_as_the_plain_one() -> None:
    raw = np.random.default_rng(1).integers(0, 256, (100, 32), dtype=np.uint8)
    raw.flags.writeable = False
    got = np.empty((100, 4), np.uint64)
    compiled.permute(raw, shuffle.table(), got)
    assert (got == shuffle.permute(raw)).all()


def test_a_change_in_any_loop_makes_a_new_edition_of_all(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one = 1")
    before = compiled.edition(tmp_path)
    assert compiled.edition(tmp_path) == before
    (tmp_path / "b.py").write_text("two = 2")
    assert compiled.edition(tmp_path) != before


def test_compiling_works_where_nothing_can_be_cached(tmp_path: Path) -> None:
    code = (
        "import warnings; warnings.simplefilter('error');"
        "from leeward.matcher.near.compiled import compiled, types;"
        "print(compiled(types.int64(types.int64))(eval('lambda x: x + 1'))(1))"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "none")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout == "2\n", done.stderr
