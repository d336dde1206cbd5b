"""The same is said once a minute, and what is remembered of it has an end."""

from datetime import UTC, datetime, timedelta

from leeward.web import seldom
from leeward.web.seldom import AGAIN, Seldom

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SOON = NOON + AGAIN / 2


def test_the_same_is_said_once_and_again_after_a_while() -> None:
    said = Seldom()
    assert said.may_say("forged", NOON)
    assert said.may_say("too old", NOON)
    assert not said.may_say("forged", SOON)
    assert said.may_say("forged", NOON + AGAIN)
    assert not said.may_say("forged", NOON + AGAIN + AGAIN / 2)


def test_a_clock_that_is_set_back_silences_nothing_for_long() -> None:
    said = Seldom()
    assert said.may_say("forged", NOON)
    assert said.may_say("forged", NOON - timedelta(days=1))


def test_who_always_causes_something_else_fills_no_memory() -> None:
    said = Seldom()
    for number in range(seldom._MOST + 5):
        assert said.may_say(number, NOON)
    assert said.may_say(0, SOON)
    assert not said.may_say(seldom._MOST, SOON)
    assert len(said._said) == seldom._MOST
