"""The API's token is made once, and only its owner can read it."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leeward.app.api.tokens import FEWEST, api_token
from leeward.model.errors import ConfigError


def test_it_is_made_once_also_by_several_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "data" / "api-token"
    with ThreadPoolExecutor(8) as threads:
        tokens = set(threads.map(lambda _: api_token(file), range(32)))
    assert tokens == {api_token(file)}
    assert all(len(token) >= FEWEST for token in tokens)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["api-token"]


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 40])
def test_a_file_that_holds_no_token_opens_no_door(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "api-token"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        api_token(file)
    assert caught.value.hint


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be read or made"):
        api_token(tmp_path / "file" / "api-token")
