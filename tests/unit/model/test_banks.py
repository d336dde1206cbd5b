"""A bad line is named, never repeated."""

from leeward.model.banks import BadLine


def test_a_bad_line_says_file_line_and_reason() -> None:
    assert str(BadLine("list.csv", 7, "an md5 has 32 digits")) == "list.csv:7: an md5 has 32 digits"
