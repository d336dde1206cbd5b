"""Who speaks with one voice."""

from datetime import datetime, timedelta

import pytest

from leeward.model.events import Reporter
from leeward.policy.community.clusters import NEWCOMERS, Call, call, clustered, names
from leeward.policy.community.parameters import DEFAULTS
from tests.unit.policy.community.stories import BEGIN, LONG_AGO, day, local, newcomer, person, server

AGE = timedelta(days=30)


def _call(who: Reporter) -> Call:
    return call(day(0), who, DEFAULTS)


def _voices(*who: Reporter, histories: dict[str, dict[str, datetime]] | None = None) -> list[list[str]]:
    found = clustered([_call(one) for one in who], histories or {}, DEFAULTS)
    return [[one.source for one in voice] for voice in found]


def test_a_server_and_its_people_are_one_voice() -> None:
    who = server("a.example"), person("x", "a.example"), person("y", "a.example")
    assert len(_voices(*who)) == 1
    assert len(_voices(*who, server("b.example"))) == 2


def test_long_standing_local_people_are_a_voice_each() -> None:
    assert _voices(local("2"), local("1")) == [["local:1"], ["local:2"]]


@pytest.mark.parametrize(
    "who",
    [
        newcomer("1"),
        Reporter("local:1"),
        Reporter("local:1", born=LONG_AGO),
        Reporter("local:1", is_approved=True),
        Reporter("local:1", born=LONG_AGO, is_approved=False),
        Reporter("local:1", born=BEGIN - AGE, is_approved=True),
    ],
    ids=["young", "nothing known", "approval unknown", "age unknown", "not approved", "just 30 days old"],
)
def test_accounts_that_are_young_or_not_known_to_be_approved_are_one_voice(who: Reporter) -> None:
    assert _call(who).cluster == NEWCOMERS
    assert _voices(who, newcomer("2"), local("3")) == [["local:3"], ["local:1", "local:2"]]


def test_an_account_is_settled_from_its_thirty_first_day() -> None:
    who = Reporter("local:1", born=BEGIN - AGE - timedelta(seconds=1), is_approved=True)
    assert _call(who).is_settled


def test_an_account_of_another_server_is_never_settled() -> None:
    assert not _call(server("a.example")).is_settled
    assert not _call(person("x", "a.example")).is_settled


def test_accounts_that_share_an_invitation_or_a_block_of_addresses_are_one_voice() -> None:
    invited = (
        local("1", "invite:7"),
        local("2", "invite:7", "net:1"),
        local("3", "net:1"),
        local("4", "net:2"),
    )
    assert _voices(*invited) == [["local:1", "local:2", "local:3"], ["local:4"]]


def test_an_account_that_did_not_complain_joins_nobody() -> None:
    assert _voices(local("1", "invite:7"), local("3", "net:1")) == [["local:1"], ["local:3"]]


def test_marks_of_newcomers_and_of_other_servers_merge_nobody() -> None:
    marked = Reporter("local:1", born=BEGIN, is_approved=True, batches=("invite:7",))
    remote = Reporter("person:x", "a.example", batches=("invite:7",))
    assert len(_voices(marked, remote, local("2", "invite:7"))) == 3


@pytest.mark.parametrize(
    ("ours", "theirs", "voices"),
    [
        ("abcd", "abcd", 1),
        ("abc", "abc", 2),  # too few to say
        ("abcdefgh", "abcd", 1),  # just half
        ("abcdefghi", "abcd", 2),
        ("abcdefgh", "efghijkl", 2),
    ],
)
def test_accounts_that_always_complain_of_the_same_are_one_voice(ours: str, theirs: str, voices: int) -> None:
    histories = {"local:1": dict.fromkeys(ours, day(0)), "local:2": dict.fromkeys(theirs, day(0))}
    assert len(_voices(local("1"), local("2"), histories=histories)) == voices


def test_a_voice_is_counted_under_its_clusters_and_marks() -> None:
    calls = [_call(local("1", "invite:7")), _call(local("2"))]
    assert names(calls) == {"local:1", "local:2", "mark:invite:7"}


def test_an_account_is_counted_by_itself_too_for_it_will_not_be_new_for_ever() -> None:
    assert names([_call(newcomer("1"))]) == {NEWCOMERS, "local:1"}
