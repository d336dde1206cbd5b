"""Where a scan writes to, and how a file is continued."""

import io
import os
from pathlib import Path

import pytest

from leeward.model.errors import OutputError, ResumeError
from leeward.sweep.telling.output import Output, open_output


def test_only_the_owner_can_read_a_file_even_one_that_was_there(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.touch(0o644)
    open_output(file, resume=False).close()
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_stands_in_a_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"older")
    with pytest.raises(OutputError, match="not empty"):
        open_output(file, resume=False)
    assert file.read_bytes() == b"older"


@pytest.mark.parametrize("torn", [b"", b"to", b"torn li" * 100])
def test_a_file_is_continued_where_it_was_whole(tmp_path: Path, torn: bytes) -> None:
    whole = b"line\n" * 50
    (tmp_path / "out").write_bytes(whole + torn)
    with open_output(tmp_path / "out", resume=True) as stream:
        output = Output(stream)
        output.go_back(len(whole), lambda tail: tail == whole[-64:])
        output.write(b"more\n")
        assert (output.offset, output.tail) == (len(whole) + 5, (whole + b"more\n")[-64:])
    assert (tmp_path / "out").read_bytes() == whole + b"more\n"


@pytest.mark.parametrize("there", [b"", b"line\n", b"another file of the same length"])
def test_another_file_is_not_continued(tmp_path: Path, there: bytes) -> None:
    (tmp_path / "out").write_bytes(there)
    with open_output(tmp_path / "out", resume=True) as stream, pytest.raises(ResumeError):
        Output(stream).go_back(20, lambda tail: tail == b"x" * 20)
    assert (tmp_path / "out").read_bytes() == there


def test_a_stream_cannot_go_back_and_does_not_try() -> None:
    near, far = os.pipe()
    os.close(near)
    with os.fdopen(far, "wb") as stream:
        Output(stream).go_back(50, lambda tail: False)


def test_the_tail_is_kept_over_many_writes() -> None:
    output = Output(io.BytesIO())
    for number in range(100):
        output.write(b"%d\n" % number)
    assert output.tail.endswith(b"98\n99\n")
    assert (len(output.tail), output.offset) == (64, 290)


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a directory"):
        open_output(tmp_path, resume=False)


def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "wb", buffering=0) as stream, pytest.raises(OutputError, match="no space left"):
        Output(stream).write(b"x")


def test_a_full_disk_is_told_once_and_not_again_on_closing() -> None:
    stream = open_output(Path("/dev/full"), resume=False)
    with pytest.raises(OutputError):
        Output(stream).write(b"x")
    stream.close()


def test_what_is_taken_in_parts_is_written_whole() -> None:
    class Slow(io.BytesIO):
        def write(self, text: object) -> int:
            assert isinstance(text, memoryview)
            return super().write(text[:3])

    stream = Slow()
    Output(stream).write(b"a bridge")
    assert stream.getvalue() == b"a bridge"


def test_nobody_reading_is_no_error_of_ours() -> None:
    near, far = os.pipe()
    os.close(near)
    with os.fdopen(far, "wb", buffering=0) as stream, pytest.raises(BrokenPipeError):
        Output(stream).write(b"x")
