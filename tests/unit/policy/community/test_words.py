"""Why complaints hold a post, or do not, in plain words."""

from leeward.policy.community.clusters import NEWCOMERS
from leeward.policy.community.weight import Voice, WhyNot
from leeward.policy.community.words import words
from tests.unit.policy.community.test_weight import weight

FORUM = Voice("domain:forum.example", ("domain:forum.example",), 17, 18, 0.7)
KIM = Voice("local:1234", ("local:1234",), 9, 10, 0.6)


def test_a_hold_names_who_was_heard_with_which_record() -> None:
    assert words(weight(FORUM, KIM, unproven=4, crowd=0.11, score=1.41)) == (
        "Held because forum.example (17 of 18 past reports upheld) and local account 1234 (9 of 10 past "
        "reports upheld) reported it independently. 4 reports from sources without a record did not count "
        "towards this."
    )


def test_a_crowd_that_tipped_it_is_named() -> None:
    told = words(weight(FORUM, unproven=40, crowd=0.2, score=0.9, threshold=0.8))
    assert told.endswith("reported it. 40 reports from sources without a record add 0.20.")


def test_three_who_were_heard_are_listed() -> None:
    told = words(weight(FORUM, KIM, Voice("local:9", ("local:9",), 3, 3, 0.3)))
    assert ", local account 1234 (9 of 10 past reports upheld) and local account 9 (3 of 3" in told


def test_too_little_is_told_with_both_numbers() -> None:
    assert words(weight(KIM, unproven=1, crowd=0.04, score=0.64, why_not=(WhyNot.TOO_LITTLE,))) == (
        "Not held: the reports weigh 0.64, and 1.00 is needed. It was reported by local account 1234 (9 of "
        "10 past reports upheld). 1 report from sources without a record adds 0.04."
    )


def test_nobody_with_a_record_is_told_too() -> None:
    told = words(weight(unproven=50, why_not=(WhyNot.TOO_LITTLE,)))
    assert told == (
        "Not held: the reports weigh 0.00, and 1.00 is needed. 50 reports from sources without a record did "
        "not count towards this."
    )


def test_a_shielded_author_is_told() -> None:
    told = words(weight(KIM, threshold=1.5, is_raised=True, why_not=(WhyNot.TOO_LITTLE,)))
    assert "1.50 is needed (raised, since people found this author right before)" in told


def test_every_reason_against_is_told() -> None:
    told = words(weight(why_not=(WhyNot.PAUSED, WhyNot.TOO_LITTLE)))
    assert told.startswith("Not held: community holds are paused; the reports weigh 0.00")
    assert words(weight(why_not=(WhyNot.EXONERATED,))) == (
        "Not held: people looked at this post before and let it pass."
    )


def test_voices_that_fell_silent_and_repeated_reports_are_told() -> None:
    mute = Voice("local:7", ("local:7",), 20, 20, 0.0, is_silent=True)
    told = words(weight(KIM, mute, repeated=2, why_not=(WhyNot.TOO_LITTLE,)))
    assert "Not counted until people have reviewed what else they had held: local account 7 (20 of 20" in told
    assert told.endswith("Not counted: 2 reports by sources that had reported this account days before.")


def test_people_of_other_servers_are_told_as_their_server_and_newcomers_as_one() -> None:
    remote = Voice("domain:b.example", ("person:https://b.example/u/x", "person:y"), 5, 6, 0.3)
    fresh = Voice(NEWCOMERS, ("local:3",), 4, 4, 0.4)
    told = words(weight(remote, fresh))
    assert "b.example (5 of 6 past reports upheld, in one voice with 1 more)" in told
    assert "new local accounts (4 of 4 past reports upheld)" in told
    assert "/u/x" not in told


def test_a_source_that_an_admin_named_is_told() -> None:
    assert "(named by an admin)" in words(weight(Voice("local:3", ("local:3",), 0, 0, 0.5, is_named=True)))
    judged = Voice("local:3", ("local:3",), 1, 2, 0.5, is_named=True)
    assert "(named by an admin; 1 of 2 past reports upheld)" in words(weight(judged))


def test_reports_by_muted_sources_are_told_and_nobody_is_named() -> None:
    told = words(weight(KIM, muted=2, why_not=(WhyNot.TOO_LITTLE,)))
    assert told.endswith("Not counted: 2 reports by sources that a person has muted.")
