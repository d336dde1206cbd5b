"""The frame says what is known, and that the rest is unknown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.model.items import Visibility, WayIn
from leeward.model.look import Look
from leeward.pipeline.decide.framing import Known, MatchFact, MediaFact, frame, is_ready, share_of
from leeward.policy.facts import REGISTRY
from leeward.policy.values import NONE
from tests.stores import START, a_post

LOOKED = MediaFact(Look.LOOKED, is_final=True)
PENDING = MediaFact(None, is_final=False)
RETRYING = MediaFact(Look.UNREACHABLE, is_final=False)
GONE = MediaFact(Look.VANISHED, is_final=True)
NEAR = MatchFact("b", is_exact=False, is_verified=True, distance=9)
EXACT = MatchFact("c", is_exact=True, is_verified=False, distance=0)
SURE = MatchFact("d", is_exact=True, is_verified=True, distance=0)
_OF_MATCHES = ("match.exact", "match.verified", "match.perceptual", "match.perceptual_distance", "match.list")


def _known(media: Sequence[MediaFact], matches: Sequence[MatchFact] = ()) -> Known:
    return Known(a_post(1), WayIn.POLL, "mastodon", tuple(media), tuple(matches), None, START)


@pytest.mark.parametrize("pending", [PENDING, RETRYING], ids=["not looked at", "to be tried again"])
def test_while_anything_is_pending_that_nothing_matched_is_unknown(pending: MediaFact) -> None:
    facts = frame(_known([LOOKED, pending]))
    names = (*_OF_MATCHES, "match.count", "media.unlooked", "media.look")
    assert {name: facts[name] for name in names} == dict.fromkeys(names)
    assert facts["media.count"] == 2


def test_when_all_is_through_what_did_not_match_is_known() -> None:
    facts = frame(_known([LOOKED, GONE]))
    assert [facts[name] for name in _OF_MATCHES] == [False, False, False, NONE, NONE]
    assert (facts["match.count"], facts["media.unlooked"]) == (0, 1)
    assert facts["media.look"] == frozenset({"looked", "vanished"})


def test_a_match_is_known_whatever_is_pending() -> None:
    facts = frame(_known([LOOKED, PENDING], [NEAR]))
    assert [facts[name] for name in _OF_MATCHES] == [None, None, True, 9, "b"]
    assert facts["match.count"] is None


@pytest.mark.parametrize(
    ("matches", "bank", "verified"),
    [
        ([NEAR, EXACT, SURE], "d", True),
        ([NEAR, EXACT], "c", False),
        ([NEAR, replace(NEAR, bank="a", distance=8)], "a", False),
        ([NEAR, replace(NEAR, bank="a")], "a", False),
    ],
    ids=["verified first", "then exact", "then nearest", "then by name"],
)
def test_the_strongest_match_names_the_list(matches: list[MatchFact], bank: str, verified: bool) -> None:
    facts = frame(_known([LOOKED], matches))
    assert (facts["match.list"], facts["match.verified"]) == (bank, verified)
    assert facts["match.count"] == len(matches)


@pytest.mark.parametrize(
    ("media", "matches", "ready"),
    [
        ([LOOKED, GONE], [], True),
        ([LOOKED, RETRYING], [], False),
        ([PENDING], [NEAR], True),
        ([], [], True),
    ],
)
def test_a_match_waits_for_nothing_and_no_match_for_everything(
    media: list[MediaFact], matches: list[MatchFact], ready: bool
) -> None:
    assert is_ready(media, matches) is ready


def test_what_a_server_did_not_tell_is_unknown() -> None:
    known = _known([LOOKED])
    post = replace(
        known.post, visibility=Visibility.UNKNOWN, author=replace(known.post.author, is_local=None)
    )
    facts = frame(replace(known, post=post))
    unknown = {name for name, value in facts.items() if value is None}
    assert unknown == {
        "post.visibility",
        "post.is_reply",
        "post.sensitive",
        "flag.count",
        "author.is_local",
        "author.age_days",
        "author.local_posts",
        "author.followers",
        "author.limited",
    }


def test_an_account_is_as_old_as_whole_days_and_never_younger_than_none() -> None:
    known = _known([LOOKED])
    ages = []
    for born in (START - timedelta(days=3, hours=23), START + timedelta(days=1)):
        author = replace(known.post.author, born=born)
        ages.append(frame(replace(known, post=replace(known.post, author=author)))["author.age_days"])
    assert ages == [3, 0]


def test_every_fact_of_the_frame_is_one_that_a_policy_can_ask_for() -> None:
    assert set(frame(_known([LOOKED]))) <= set(REGISTRY)


def test_an_account_keeps_its_share_and_all_shares_are_drawn_about_as_often() -> None:
    drawn = [share_of(f"https://far.example/users/{number}") for number in range(20_000)]
    assert (min(drawn), max(drawn)) == (0, 99)
    assert min(map(drawn.count, range(100))) > 140
    assert max(map(drawn.count, range(100))) < 260
    assert share_of("https://far.example/users/ada") == 10
    facts = frame(_known([LOOKED]))
    assert (facts["author.share"], facts["origin.domain"]) == (share_of(a_post(1).author.uri), "m.example")


def test_whose_address_nobody_told_is_of_no_share_and_no_server() -> None:
    known = _known([LOOKED])
    post = replace(known.post, author=replace(known.post.author, uri=""))
    facts = frame(replace(known, post=post))
    assert (facts["author.share"], facts["origin.domain"]) == (None, None)
