"""Sections on disk: small ones need nothing compiled, damaged ones never crash."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from leeward.matcher.container import Reader, Writer
from leeward.matcher.near import bands
from leeward.matcher.near.plan import Band
from leeward.model.errors import DamagedBank

ROWS = bands.FLAT_ROWS


def _write(path: Path, raw: NDArray[np.uint8]) -> tuple[Reader, Sequence[Band], NDArray[np.uint32] | None]:
    with Writer(path) as writer:
        layout, rows = bands.write(writer, "pdq", raw, lambda share: None)
        writer.finish({})
    return Reader(path), layout, rows


@pytest.fixture(scope="module")
def raw() -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, (ROWS, 32), dtype=np.uint8)


@pytest.mark.parametrize(("count", "in_bands"), [(0, False), (1, False), (ROWS - 1, False), (ROWS, True)])
def test_values_are_found_where_they_are_kept(
    tmp_path: Path, raw: NDArray[np.uint8], count: int, in_bands: bool
) -> None:
    reader, told, rows = _write(tmp_path / "a.idx", raw[:count])
    assert bool(told) == in_bands
    section = bands.open_section(reader.array, "pdq", told)
    queries = raw[: min(count, 700)]  # more than one batch
    assert len(section.search(raw[:0], 31).rows) == 0
    found = section.search(queries, 0)
    given = found.rows if rows is None else rows[found.rows]
    assert sorted(zip(found.queries.tolist(), given.tolist(), strict=True)) == [
        (number, number) for number in range(len(queries))
    ]
    assert (section.values(found.rows) == queries[found.queries]).all()


def test_more_hits_than_expected_are_all_told(tmp_path: Path, raw: NDArray[np.uint8]) -> None:
    same = raw.copy()
    same[:20_000] = raw[0]
    reader, layout, _ = _write(tmp_path / "a.idx", same)
    found = bands.open_section(reader.array, "pdq", layout).search(same[:3], 31)
    assert (
        len(found.rows) == len(set(zip(found.queries.tolist(), found.rows.tolist(), strict=True))) == 60_000
    )


def test_a_small_bank_never_loads_the_compiler(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from leeward.matcher.bank import Bank, Builder, Header, build;"
        "b = Builder(); b.add('pdq', bytes(32)); f = Path(sys.argv[1]);"
        "build(f, Header('n', '', 0, 0), b.finish(), lambda stage, share: None);"
        "print(len(Bank.open(f).search('pdq', [bytes(32)], 31)), 'numba' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.bank")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "1 False\n"


def test_sections_that_contradict_their_plan_are_damaged(tmp_path: Path, raw: NDArray[np.uint8]) -> None:
    reader, layout, _ = _write(tmp_path / "a.idx", raw)
    with pytest.raises(DamagedBank, match="contradicts itself"):
        bands.open_section(reader.array, "pdq", layout[1:])


def test_a_plan_that_would_miss_values_is_damaged(tmp_path: Path, raw: NDArray[np.uint8]) -> None:
    reader, layout, _ = _write(tmp_path / "a.idx", raw)
    less = [replace(layout[0], share=layout[0].share - 1), *layout[1:]]
    with pytest.raises(DamagedBank, match="contradicts itself"):
        bands.open_section(reader.array, "pdq", less)


@pytest.mark.parametrize("name", ["words", "values", "offsets", "signatures", "numbers"])
def test_a_section_of_another_shape_is_damaged(tmp_path: Path, raw: NDArray[np.uint8], name: str) -> None:
    reader, layout, _ = _write(tmp_path / "a.idx", raw[:1] if name == "words" else raw)

    def read(wanted: str) -> NDArray[Any]:
        array = reader.array(wanted)
        return array.reshape(-1, 1, 1) if wanted.endswith(name) else array

    with pytest.raises(DamagedBank, match="another shape"):
        bands.open_section(read, "pdq", layout)


@pytest.mark.parametrize("seed", range(8))
def test_a_search_in_a_damaged_file_ends_with_an_answer_or_an_error(
    tmp_path: Path, raw: NDArray[np.uint8], seed: int
) -> None:
    path = tmp_path / "a.idx"
    reader, layout, _ = _write(path, raw)
    queries = raw[:200]
    rng = np.random.default_rng(seed)
    arrays = {
        name: reader.array(f"pdq/{name}").copy() for name in ("values", "offsets", "signatures", "numbers")
    }
    for name, array in arrays.items():
        flat = array.reshape(-1).view(np.uint8)
        flat[rng.integers(0, len(flat), len(flat) // (50 if name == "numbers" else 5000))] ^= 0x91
        array.flags.writeable = False
    section = bands.open_section(lambda name: arrays[name.removeprefix("pdq/")], "pdq", layout)
    with pytest.raises(DamagedBank, match="points outside itself"):
        section.search(queries, 31)
