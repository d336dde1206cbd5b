"""Lists of paths on a stream."""

import io
import os
import pty

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import SourceError
from leeward.plugins.connectors.listing import Listing


def _names(text: bytes) -> list[str]:
    return [step.where for step in Listing(lambda: io.BytesIO(text)).walk("-")]


def test_one_path_a_line_blank_lines_left_out() -> None:
    assert _names(b"a b\n\n/c\ns3://x/y") == ["a b", "/c", "s3://x/y"]


def test_nul_separates_where_there_is_any() -> None:
    assert _names(b"a\nb\0c\0") == ["a\nb", "c"]


def test_a_line_with_a_dash_is_a_file() -> None:
    assert _names(b"-\n") == ["./-"]


@given(st.lists(st.binary(min_size=1, max_size=60).filter(lambda name: b"\0" not in name and name != b"-")))
def test_any_bytes_come_back(names: list[bytes]) -> None:
    assert [os.fsencode(name) for name in _names(b"\0".join([*names, b""]))] == names


def test_a_long_list_is_not_cut_at_the_pieces_it_is_read_in() -> None:
    names = [f"{number:050}" for number in range(5_000)]
    assert _names("\n".join(names).encode()) == names


def test_a_name_without_end_is_refused() -> None:
    with pytest.raises(SourceError, match="longer than 1 MiB"):
        _names(b"x" * 3_000_000)


def test_nobody_is_made_to_type_a_list() -> None:
    near, far = pty.openpty()
    with os.fdopen(far, "rb") as terminal, pytest.raises(SourceError, match="terminal"):
        list(Listing(lambda: terminal).walk("-"))
    os.close(near)
