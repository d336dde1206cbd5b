"""What is done again and again is done at times that the engine can read; each kind of job: test_crew.py."""

import pytest

from leeward.app.duties import _every


@pytest.mark.parametrize(
    ("seconds", "cron"), [(1, "* * * * * */1"), (15, "* * * * * */15"), (60, "* * * * *")]
)
def test_a_poll_comes_as_often_as_it_was_set(seconds: int, cron: str) -> None:
    assert _every(seconds) == cron
