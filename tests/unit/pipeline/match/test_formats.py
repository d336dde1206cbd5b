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
        (f"md5;{MD5}\n", "csv_list"),
        (f"md5\t{MD5}\n", "csv_list"),
        (f"Hash;Type\n{MD5};MD5\n", "csv_list"),
        (f"MD5 (a.jpg) = {MD5}\n", "hash_lines"),
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


@pytest.mark.parametrize(
    ("content", "said"),
    [("a bridge\n".encode("utf-16-le"), "UTF-16"), (b"bridge\n", "\n    CSV: signal,value")],
)
def test_a_file_that_no_format_knows_is_told_what_to_do_in_short_lines(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "list.bin"
    file.write_bytes(content)
    with file.open("rb") as stream, pytest.raises(BankError, match="no list format") as refused:
        recognise(file, stream)
    assert said in refused.value.hint
    assert max(map(len, refused.value.hint.split("\n"))) < 110


@pytest.mark.parametrize("text", [f"md5;{MD5}\n", f"{MD5}\n", f"video_md5 {MD5}\n"])
def test_a_list_in_utf_16_is_recognised_like_any_other(tmp_path: Path, text: str) -> None:
    file = tmp_path / "list.txt"
    file.write_text(text, "utf-16")
    with file.open("rb") as stream:
        form = recognise(file, stream)
        assert [type(item).__name__ for item in form.read(file.name, stream)] != ["BadLine"]
