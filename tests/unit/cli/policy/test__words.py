"""What the policy commands have in common."""

from pathlib import Path

import pytest

from leeward.cli.policy._words import read, summary
from leeward.model.errors import ConfigError
from tests.unit.cli.policy.files import GOOD


def test_a_policy_is_summed_up_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(GOOD, "utf-8")
    policy = read(file)
    assert summary(policy) == f"1 rule, 1 test, digest {policy.digest}"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "policy.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"policy\.toml"):
        read(file)
