"""What becomes of a file whose worker crashes, hangs, lies or says nothing."""

import pytest

from leeward.model.findings import Finding, Json, to_json
from leeward.model.look import Look
from leeward.model.signals import Signal
from leeward.pipeline.ingest.attempts import NO_ANSWER, Attempt, Told
from leeward.sandbox.pool import End

KNOWN = Finding(Look.UNREADABLE, "stopped", 7, "image/png", (Signal("md5", "00" * 16),))
GOOD = Finding(Look.LOOKED, None, 7, "image/png", KNOWN.signals)


def _member(finding: Finding, number: int, word: str = "finding") -> dict[str, Json]:
    return {word: to_json(finding), "member_number": number}


def test_a_finding_ends_the_attempt() -> None:
    attempt = Attempt()
    assert attempt.said({"digested": to_json(KNOWN)}) is None
    assert attempt.said({"finding": to_json(GOOD)}) == Told(GOOD)
    assert attempt.is_over
    assert attempt.ended(End.DIED, "killed by SIGKILL") is None


def test_one_crash_costs_nothing_and_a_second_one_the_file_only() -> None:
    attempt = Attempt()
    attempt.said({"digested": to_json(KNOWN)})
    assert attempt.ended(End.DIED, "killed by SIGSEGV") is None
    assert not attempt.is_over
    attempt.said({"digested": to_json(KNOWN)})
    told = attempt.ended(End.DIED, "killed by SIGSEGV")
    assert told is not None
    assert told.finding.look is Look.UNREADABLE
    assert told.finding.reason == "the decoder crashed twice (killed by SIGSEGV)"
    assert told.finding.signals == KNOWN.signals
    assert attempt.is_over


def test_being_killed_from_outside_says_little_about_a_file() -> None:
    attempt = Attempt()
    assert [attempt.ended(End.DIED, "killed by SIGKILL") for _ in range(4)] == [None] * 4
    told = attempt.ended(End.DIED, "killed by SIGKILL")
    assert told is not None
    assert told.finding.reason == "the decoder was killed again and again"


def test_every_member_has_its_own_tries() -> None:
    attempt = Attempt()
    for number in range(10):
        assert attempt.ended(End.DIED, "killed by SIGSEGV") is None
        assert attempt.said(_member(GOOD, number)) == Told(GOOD, number)


@pytest.mark.parametrize(
    ("end", "look"),
    [
        (End.TIMED_OUT, Look.TIMED_OUT),
        (End.OUT_OF_MEMORY, Look.TOO_LARGE),
        (End.DONE, Look.UNREADABLE),
    ],
)
def test_other_ends_are_final_and_keep_what_is_known(end: End, look: Look) -> None:
    attempt = Attempt()
    attempt.said({"digested": to_json(KNOWN)})
    told = attempt.ended(end, "")
    assert told is not None
    assert (told.finding.look, told.finding.signals) == (look, KNOWN.signals)
    assert told.finding.reason
    assert attempt.is_over


def test_an_archive_goes_on_behind_a_member_that_crashes_twice() -> None:
    attempt = Attempt()
    assert attempt.said(_member(GOOD, 0)) == Told(GOOD, 0)
    for _ in range(2):
        assert attempt.first_member == 1
        attempt.said(_member(KNOWN, 1, "digested"))
        told = attempt.ended(End.DIED, "killed by SIGSEGV")
    assert told is not None
    assert (told.member, told.finding.look) == (1, Look.UNREADABLE)
    assert (attempt.is_over, attempt.first_member) == (False, 2)
    assert attempt.said(_member(GOOD, 2)) == Told(GOOD, 2)


def test_an_archive_that_crashes_between_members_does_not_go_on_for_ever() -> None:
    attempt = Attempt()
    attempt.said(_member(GOOD, 0))
    assert attempt.ended(End.DIED, "x") is None
    told = attempt.ended(End.DIED, "x")
    assert told is not None
    assert told.member is None
    assert attempt.is_over


def test_a_well_ended_archive_is_no_file_of_its_own() -> None:
    attempt = Attempt()
    attempt.said({"digested": to_json(KNOWN)})
    told = attempt.said({"archive": {"members": 0, "problem": None}})
    assert told == Told(GOOD, closing=True)
    assert attempt.is_over


def test_an_archive_with_a_problem_is_told() -> None:
    told = Attempt().said({"archive": {"members": 1, "problem": {"look": "too_large", "reason": "a bomb"}}})
    assert told is not None
    assert (told.finding.look, told.finding.reason, told.closing) == (Look.TOO_LARGE, "a bomb", False)


@pytest.mark.parametrize(
    "message",
    [
        {"finding": None},
        {"finding": {"look": "clean"}},
        {"finding": [1]},
        {"archive": None},
        {"archive": {"problem": 3}},
        {"archive": {"problem": {"look": "looked", "reason": None, "size": "x"}}},
        {"archive": {}},
    ],
)
def test_what_makes_no_sense_is_never_looked_at(message: dict[str, Json]) -> None:
    told = Attempt().said(message)
    assert told is not None
    assert (told.finding.look, told.finding.reason) == (Look.UNREADABLE, NO_ANSWER)


@pytest.mark.parametrize(
    "message",
    [{}, {"other": 1}, {"member_number": -1, "finding": to_json(GOOD)}, {"member_number": "1"}],
)
def test_what_is_not_understood_tells_nothing(message: dict[str, Json]) -> None:
    attempt = Attempt()
    assert attempt.said(message) is None
    assert not attempt.is_over


def test_a_member_is_not_told_twice() -> None:
    attempt = Attempt()
    attempt.said(_member(GOOD, 3))
    assert attempt.said(_member(GOOD, 3)) is None
    assert attempt.said(_member(GOOD, 2)) is None


def test_a_member_without_a_sensible_finding_keeps_a_name() -> None:
    told = Attempt().said({"member_number": 4, "finding": 0})
    assert told is not None
    assert (told.finding.member, told.finding.look) == ("#4", Look.UNREADABLE)
