"""The month of the demo: recorded through the real doors, and the demo keeps every promise on a small one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.month.happenings import Kind, Month, happenings
from demo.month.showing import show

END = datetime(2026, 10, 1, tzinfo=UTC)
PROMISES = 11


def test_the_same_seed_is_the_same_month_and_another_is_another() -> None:
    month = Month(END, posts=300)
    assert happenings(month) == happenings(month)
    assert happenings(month) != happenings(Month(END, posts=300, seed=1))


def test_a_month_has_something_of_everything_in_its_order() -> None:
    found = happenings(Month(END, posts=2000))
    assert len(found) == 2000
    assert {one.kind for one in found} == set(Kind)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert found[0].at >= Month(END).start
    assert found[-1].at <= END
    assert len({one.post.uri for one in found}) == 2000
    assert {one.is_bad for one in found if one.kind is Kind.NEAR} == {True, False}
    assert {one.post.author.is_local for one in found} == {True, False}


def test_the_demo_keeps_every_promise(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", str(Path("/nowhere/of-the-user.toml")))
    assert show(700, fresh_database) == 0, capsys.readouterr().out[-4000:]
    said = capsys.readouterr().out
    assert f"{PROMISES} of {PROMISES} promises kept" in said
    assert "BROKEN" not in said
    assert "policy.in_force" not in said
