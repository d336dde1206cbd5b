"""A list's format is found by its content."""

from pathlib import Path

import pytest

from leeward.model.errors import BankError
from leeward.pipeline.match.formats import recognise

MD5 = "a1" * 16


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"md5,{MD5}\n", "csv_list"),
        (f"{MD5}\n", "hash_lines"),
        (f"video_md5 {MD5}\n", "threatexchange_cli"),
        ('{"id": 1, "signals": {}}', "threatexchange_json"),
        ('<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"/>', "ncmec_xml"),
        (f"junk\nmore junk\n{MD5}\n", "hash_lines"),
    ],
)
def test_the_surest_format_reads_the_list_whatever_its_name_says(
    tmp_path: Path, content: str, name: str
) -> None:
    file = tmp_path / "list.bin"
    file.write_text(content)
    with file.open("rb") as stream:
        assert recognise(file, stream).name == name
        assert stream.tell() == 0


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b" \n", "empty"), (b"\x89PNG\r\n\x1a\n", "no list format")]
)
def test_an_unknown_or_empty_list_is_refused_and_the_known_forms_are_told(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "list.bin"
    file.write_bytes(content)
    with file.open("rb") as stream, pytest.raises(BankError, match=said) as refused:
        recognise(file, stream)
    assert refused.value.hint
