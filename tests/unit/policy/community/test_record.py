"""The record of all who complain."""

import copy

import pytest

from leeward.policy.community.breaker import WhyPaused
from leeward.policy.community.events import (
    Complaint,
    Group,
    Held,
    Hidden,
    Judged,
    Lapsed,
    Muted,
    Paused,
    Review,
    TrustGiven,
    TrustTaken,
)
from leeward.policy.community.record import State
from leeward.policy.community.weight import WhyNot
from tests.unit.policy.community.stories import (
    complaint,
    day,
    hold,
    judged,
    local,
    newcomer,
    person,
    proven,
    server,
    weighed,
)

KIM, LEE, FORUM = local("kim"), local("lee"), server("forum.example")


@pytest.fixture
def state() -> State:
    """Three voices of ten right complaints each, on the first day."""
    state = State()
    proven(state, (KIM, LEE, FORUM))
    return state


def _record(state: State, who: str, at: float = 1, group: Group = Group.GENERAL) -> tuple[int, int]:
    """(upheld, judged) of a source, as a complaint of it shows them; (0, 0): it weighs nothing."""
    item = f"to see {who} at {at}"
    reporter = {"kim": KIM, "lee": LEE, "forum": FORUM}[who]
    state.apply(complaint(day(at), item, reporter, group=group))
    voices = next(weight for weight in state.weigh(item, day(at)) if weight.group is group).voices
    return (voices[0].upheld, voices[0].judged) if voices else (0, 0)


def _complain(state: State, at: float, item: str, *who: object, author: str = "") -> None:
    for reporter in who:
        state.apply(complaint(day(at), item, reporter, author))  # type: ignore[arg-type]


def test_two_voices_with_a_record_hold(state: State) -> None:
    _complain(state, 1, "x", KIM)
    assert weighed(state, "x", day(1)).why_not == (WhyNot.TOO_LITTLE,)
    _complain(state, 1, "x", FORUM)
    weight = weighed(state, "x", day(1))
    assert weight.holds
    assert weight.counted == ("domain:forum.example", "local:kim")
    assert weight.score == pytest.approx(sum(voice.weight for voice in weight.voices))
    assert weight.lapses_after_h == 24


def test_a_post_of_which_nobody_complained_weighs_nothing(state: State) -> None:
    assert state.weigh("x", day(1)) == ()


def test_one_voice_with_any_crowd_does_not_hold(state: State) -> None:
    _complain(state, 1, "x", KIM, *(person(str(n), f"s{n}.example") for n in range(500)))
    weight = weighed(state, "x", day(1))
    assert not weight.holds
    assert (weight.unproven, round(weight.crowd, 6)) == (500, 0.2)


def test_one_good_voice_holds_alone_where_it_is_about_child_safety() -> None:
    state = State()
    proven(state, [KIM], group=Group.CHILD_SAFETY)
    state.apply(complaint(day(1), "x", KIM, group=Group.CHILD_SAFETY))
    weight = weighed(state, "x", day(1))
    assert weight.holds
    assert weight.lapses_after_h == 72


def test_a_record_in_one_group_says_nothing_in_the_other(state: State) -> None:
    for reporter in (KIM, FORUM):
        state.apply(complaint(day(1), "x", reporter, group=Group.CHILD_SAFETY))
    assert weighed(state, "x", day(1)).score == 0


def test_groups_are_weighed_apart(state: State) -> None:
    _complain(state, 1, "x", KIM, FORUM)
    state.apply(complaint(day(1), "x", LEE, group=Group.CHILD_SAFETY))
    assert [(one.group, one.holds) for one in state.weigh("x", day(1))] == [
        (Group.CHILD_SAFETY, False),
        (Group.GENERAL, True),
    ]


def test_a_verdict_about_one_group_leaves_the_other(state: State) -> None:
    _complain(state, 1, "x", KIM, FORUM)
    state.apply(Judged(day(1), "x", Review.REJECTED, Group.CHILD_SAFETY))
    assert weighed(state, "x", day(1)).holds
    assert _record(state, "kim", 2) == (10, 10)


@pytest.mark.parametrize("how", ["hidden", "held"])
def test_who_complained_before_it_was_held_or_judged_earns_credit(state: State, how: str) -> None:
    _complain(state, 1, "x", KIM)
    state.apply(Hidden(day(1.1), "x") if how == "hidden" else Held(day(1.1), "x", Group.GENERAL, ()))
    _complain(state, 1.2, "x", LEE)
    state.apply(judged(day(2), "x"))
    _complain(state, 3, "x", FORUM)
    assert _record(state, "kim", 4) == (11, 11)
    assert _record(state, "lee", 4) == (10, 10)
    assert _record(state, "forum", 4) == (10, 10)


def test_a_credit_is_split_among_the_sources_of_one_voice() -> None:
    state = State()
    pair = person("1", "a.example"), person("2", "a.example")
    for number in range(5):
        _complain(state, number, f"x{number}", *pair)
        _complain(state, number, f"x{number}", person("1", "b.example"))
        state.apply(judged(day(number + 0.1), f"x{number}"))
    _complain(state, 5, "y", *pair)
    assert weighed(state, "y", day(5)).score < 0.1, "2.5 each: no record yet"
    _complain(state, 5, "z", person("1", "b.example"))
    assert weighed(state, "z", day(5)).score > 0.4


def test_a_server_earns_no_credit_for_what_is_its_own() -> None:
    state = State()
    for number, domain in enumerate(("forum.example", "a.example", "forum.example", "a.example")):
        state.apply(Complaint(day(number), f"x{number}", Group.GENERAL, f"a{number}", domain, FORUM))
        state.apply(judged(day(number + 0.1), f"x{number}"))
    assert _record(state, "forum", 10) == (0, 0), "two credits are no record, and four would be one"


def test_a_voice_earns_two_credits_a_month_from_one_domain() -> None:
    state = State()
    for number in range(9):
        state.apply(Complaint(day(number), f"x{number}", Group.GENERAL, f"a{number}", "v.example", KIM))
        state.apply(judged(day(number + 0.1), f"x{number}"))
    assert _record(state, "kim", 10) == (0, 0), "two credits are no record"


def test_a_wrong_complaint_costs_one_and_one_that_helped_to_hold_costs_three(state: State) -> None:
    _complain(state, 1, "x", KIM)
    state.apply(judged(day(2), "x", Review.REJECTED))
    _complain(state, 1, "y", LEE, FORUM)
    hold(state, "y", day(2))
    state.apply(judged(day(2), "y", Review.REJECTED))
    for reporter in (KIM, LEE):
        _complain(state, 3, "z", reporter)
    voices = {voice.cluster: voice for voice in weighed(state, "z", day(3)).voices}
    assert voices["local:kim"].judged == voices["local:lee"].judged == 11
    assert voices["local:kim"].weight > 0.4
    assert voices["local:lee"].weight < 0.4


def test_an_unclear_verdict_changes_no_record(state: State) -> None:
    _complain(state, 1, "x", KIM)
    state.apply(judged(day(2), "x", Review.UNCLEAR))
    assert _record(state, "kim", 2) == (10, 10)
    assert weighed(state, "x", day(2)).why_not == (WhyNot.TOO_LITTLE,)


def test_a_verdict_that_is_told_twice_counts_once_and_an_appeal_counts(state: State) -> None:
    _complain(state, 1, "x", KIM)
    for _ in range(3):
        state.apply(judged(day(2), "x"))
    assert _record(state, "kim", 3) == (11, 11)
    assert weighed(state, "x", day(3)).why_not == (WhyNot.UPHELD,)
    state.apply(judged(day(4), "x", Review.REJECTED))
    assert _record(state, "kim", 5) == (11, 12)
    assert weighed(state, "x", day(5)).why_not == (WhyNot.EXONERATED,)


def test_a_post_that_people_let_pass_is_never_held_but_its_next_version_is(state: State) -> None:
    state.apply(judged(day(1), "x", Review.REJECTED))
    _complain(state, 2, "x", KIM, FORUM, LEE, author="a")
    assert weighed(state, "x", day(2)).why_not == (WhyNot.EXONERATED,)
    _complain(state, 2, "x, edited", KIM, FORUM, LEE, author="a")
    assert weighed(state, "x, edited", day(2)).holds


def test_a_hold_that_lapsed_is_not_repeated(state: State) -> None:
    _complain(state, 1, "x", KIM, FORUM)
    hold(state, "x", day(1))
    state.apply(Lapsed(day(2), "x", Group.GENERAL))
    _complain(state, 3, "x", LEE)
    assert weighed(state, "x", day(3)).why_not == (WhyNot.HELD_BEFORE,)


def test_a_second_hold_of_the_same_post_is_told_in_vain(state: State) -> None:
    _complain(state, 1, "x", KIM, FORUM)
    hold(state, "x", day(1))
    state.apply(Held(day(2), "x", Group.GENERAL, ("local:lee",)))
    state.apply(judged(day(3), "x", Review.REJECTED))
    _complain(state, 4, "y", KIM)
    assert weighed(state, "y", day(4)).score < 0.4, "it helped to hold, and pays for it"


def test_a_hold_whose_complaints_are_not_known_harms_nobody(state: State) -> None:
    state.apply(Held(day(1), "x", Group.GENERAL, ("local:nobody",)))
    state.apply(judged(day(1), "x", Review.REJECTED))
    assert _record(state, "kim", 2) == (10, 10)


@pytest.mark.parametrize("after", ["nothing", "judged", "unclear", "lapsed"])
def test_a_voice_with_three_holds_in_flight_falls_silent_until_one_is_over(state: State, after: str) -> None:
    for number in range(3):
        _complain(state, 1, f"x{number}", KIM, FORUM)
        hold(state, f"x{number}", day(1))
    if after in {"judged", "unclear"}:
        state.apply(judged(day(2), "x0", Review.UPHELD if after == "judged" else Review.UNCLEAR))
    elif after == "lapsed":
        state.apply(Lapsed(day(2), "x0", Group.GENERAL))
    _complain(state, 2, "y", KIM, FORUM, LEE)
    weight = weighed(state, "y", day(2))
    assert weight.holds is (after != "nothing")
    silent = {voice.cluster for voice in weight.voices if voice.is_silent}
    assert silent == ({"local:kim", "domain:forum.example"} if after == "nothing" else set())


def test_accounts_of_one_invitation_share_their_holds_in_flight() -> None:
    state = State()
    gang = [local(str(n), "invite:7") for n in range(3)]
    proven(state, [FORUM, *gang])
    for number, member in enumerate(gang):
        assert not state.weigh(f"x{number}", day(1))
        _complain(state, 1, f"x{number}", member, FORUM)
        state.apply(Held(day(1), f"x{number}", Group.GENERAL, (member.source,)))
    _complain(state, 2, "y", gang[0])
    assert weighed(state, "y", day(2)).voices[0].is_silent


def test_accounts_of_one_invitation_are_one_voice_as_long_as_nobody_else_is_heard() -> None:
    state = State()
    gang = [local(str(n), "invite:7") for n in range(9)]
    for number, member in enumerate(gang):
        proven(state, [member], start=60 * number)
    _complain(state, 500, "x", *gang)
    (voice,) = weighed(state, "x", day(500)).voices
    assert voice.weight <= 0.75


def test_accounts_that_always_complain_of_the_same_become_one_voice() -> None:
    state = State()
    for number in range(12):
        _complain(state, number, f"x{number}", KIM, LEE)
        state.apply(judged(day(number + 0.1), f"x{number}"))
    _complain(state, 13, "y", KIM, LEE)
    (voice,) = weighed(state, "y", day(13)).voices
    assert voice.sources == ("local:kim", "local:lee")


def test_what_two_accounts_did_half_a_year_ago_does_not_make_them_one_voice() -> None:
    state = State()
    for number in range(8):
        _complain(state, number, f"x{number}", KIM, LEE)
    proven(state, [KIM, LEE], right=4, start=200)
    _complain(state, 201, "y", KIM, LEE)
    assert len(weighed(state, "y", day(201)).voices) == 2


def test_the_best_source_of_a_voice_speaks_for_it_and_never_weighs_more_than_three_quarters() -> None:
    state = State()
    weak, strong = person("1", "a.example"), person("2", "a.example")
    proven(state, [weak], right=4)
    proven(state, [strong], right=20)
    _complain(state, 1, "x", weak, strong)
    (voice,) = weighed(state, "x", day(1)).voices
    assert voice.sources == (strong.source, weak.source)
    assert (voice.upheld, voice.judged, voice.weight) == (20, 20, 0.75)


def test_who_complains_of_a_post_that_people_judged_risks_nothing_any_more(state: State) -> None:
    _complain(state, 1, "x", KIM)
    state.apply(judged(day(2), "x"))
    _complain(state, 3, "x", LEE)
    state.apply(judged(day(4), "x", Review.REJECTED))
    assert _record(state, "lee", 5) == (10, 10)


def test_who_complains_of_the_same_post_twice_is_counted_once(state: State) -> None:
    _complain(state, 1, "x", KIM)
    _complain(state, 2, "x", KIM)
    weight = weighed(state, "x", day(2))
    assert (len(weight.voices), weight.repeated) == (1, 0)


def test_only_the_first_complaint_of_an_account_within_a_week_counts(state: State) -> None:
    _complain(state, 1, "x", KIM, author="a")
    _complain(state, 2, "y", KIM, FORUM, author="a")
    weight = weighed(state, "y", day(2))
    assert not weight.holds
    assert weight.repeated == 1
    _complain(state, 8, "z", KIM, FORUM, author="a")
    assert [voice.cluster for voice in weighed(state, "z", day(8)).voices] == ["local:kim"]


def test_authors_whom_people_found_right_are_harder_to_hold_for_a_while(state: State) -> None:
    for number in range(3):
        _complain(state, 1, f"x{number}", newcomer(f"n{number}"), author="a")
        state.apply(judged(day(1), f"x{number}", Review.REJECTED))
        state.apply(judged(day(1), f"x{number}", Review.REJECTED))
    _complain(state, 1, "y", KIM, FORUM, author="a")
    weight = weighed(state, "y", day(1))
    assert (weight.threshold, weight.is_raised, weight.holds) == (2.0, True, False)
    assert weighed(state, "y", day(91)).threshold == pytest.approx(1 + 0.5 * 1.5)
    _complain(state, 1, "z", KIM, FORUM, author="b")
    assert weighed(state, "z", day(1)).threshold == 1.0


def test_one_post_shields_its_author_once(state: State) -> None:
    for group in Group:
        state.apply(complaint(day(1), "x", newcomer("n"), "a", group))
    for group in Group:
        state.apply(Judged(day(1), "x", Review.REJECTED, group))
    _complain(state, 1, "y", KIM, author="a")
    assert weighed(state, "y", day(1)).threshold == 1.5


def test_no_author_is_shielded_where_it_is_about_child_safety(state: State) -> None:
    _complain(state, 1, "x", newcomer("n"), author="a")
    state.apply(judged(day(1), "x", Review.REJECTED))
    state.apply(complaint(day(1), "y", KIM, "a", Group.CHILD_SAFETY))
    weight = weighed(state, "y", day(1))
    assert (weight.threshold, weight.is_raised) == (0.6, False)


def test_six_wrong_holds_stop_all_for_two_days() -> None:
    state = State()
    helpers = [local(str(n)) for n in range(12)]
    proven(state, helpers)
    for number in range(6):
        _complain(state, 1, f"x{number}", *helpers[2 * number : 2 * number + 2])
        hold(state, f"x{number}", day(1 + number / 12))
        state.apply(judged(day(1 + number / 12), f"x{number}", Review.REJECTED))
    assert state.pause is not None
    assert state.pause.why is WhyPaused.WRONG
    proven(state, (KIM, LEE), start=2)
    _complain(state, 2.6, "y", KIM, LEE)
    assert weighed(state, "y", day(2.6)).why_not == (WhyNot.PAUSED,)
    assert weighed(state, "y", state.pause.until).holds


def test_a_person_can_stop_community_holds(state: State) -> None:
    state.apply(Paused(day(1), day(9)))
    _complain(state, 2, "x", KIM, FORUM)
    assert weighed(state, "x", day(2)).why_not == (WhyNot.PAUSED,)
    state.apply(Paused(day(3), day(3)))
    assert weighed(state, "x", day(3)).holds


@pytest.mark.parametrize("group", [None, Group.GENERAL, Group.CHILD_SAFETY])
def test_a_source_that_an_admin_named_is_heard_from_the_start(group: Group | None) -> None:
    state = State()
    state.apply(TrustGiven(day(0), KIM.source, group))
    for asked in Group:
        state.apply(complaint(day(0), f"x {asked}", KIM, group=asked))
        voices = weighed(state, f"x {asked}", day(0)).voices
        assert [round(voice.weight, 1) for voice in voices] == ([0.5] if group in {None, asked} else [])
        assert all(voice.is_named for voice in voices)


def test_a_time_that_goes_back_is_taken_as_the_latest(state: State) -> None:
    _complain(state, 100, "x", KIM)
    _complain(state, 1, "x", FORUM)
    assert weighed(state, "x", day(0)).score == weighed(state, "x", day(100)).score < 1.3


def test_holds_can_be_tried_as_if_they_were_the_next_events_and_leave_no_trace(state: State) -> None:
    items = [f"post {number}" for number in range(8)]
    for item in items:
        _complain(state, 1, item, KIM, LEE, FORUM, author=item)
    copied, before = copy.deepcopy(state), [state.weigh(item, day(1)) for item in items]
    tried = state.ahead(items)
    for item in items:
        assert tried.weigh(item, day(1)) == copied.weigh(item, day(1))
        for one in tried.weigh(item, day(1)):
            if one.holds:
                held = Held(day(1), item, one.group, one.counted)
                tried.apply(held)
                copied.apply(held)
    assert [tried.weigh(item, day(1)) for item in items] == [copied.weigh(item, day(1)) for item in items]
    assert tried.pause == copied.pause
    assert [state.weigh(item, day(1)) for item in items] == before
    assert [weight.holds for item in items for weight in state.weigh(item, day(1))] == [True] * 8
    assert sum(WhyNot.HELD_BEFORE in one.why_not for item in items for one in tried.weigh(item, day(1))) == 3
    assert state.pause is None


def test_a_muted_source_weighs_nothing_until_then_and_its_record_goes_on(state: State) -> None:
    _complain(state, 1, "x", KIM, LEE, FORUM)
    before = weighed(state, "x", day(1))
    state.apply(Muted(day(1), KIM.source, day(31)))
    muted = weighed(state, "x", day(1))
    assert (muted.muted, muted.score < before.score, muted.unproven) == (1, True, before.unproven)
    assert KIM.source not in muted.counted
    assert state.muted_until(KIM.source, day(30)) == day(31)
    assert weighed(state, "x", day(31)).score == pytest.approx(before.score, rel=0.2)
    assert weighed(state, "x", day(31)).muted == 0
    state.apply(judged(day(2), "x"))
    upheld = state.records()[Group.GENERAL, KIM.source].upheld
    assert upheld == 11, "what it said while it was muted was right, too"


def test_a_source_is_let_weigh_again_by_a_time_that_is_over(state: State) -> None:
    _complain(state, 1, "x", KIM)
    before = weighed(state, "x", day(2)).score
    state.apply(Muted(day(1), KIM.source, day(31)))
    state.apply(Muted(day(2), KIM.source, day(2)))
    assert state.muted_until(KIM.source, day(2)) is None
    assert weighed(state, "x", day(2)).score == before


def test_muting_somebody_unknown_or_a_newcomer_takes_them_out_of_the_crowd(state: State) -> None:
    nobody = local("nobody")
    _complain(state, 1, "x", nobody)
    assert weighed(state, "x", day(1)).unproven == 1
    state.apply(Muted(day(1), nobody.source, day(9)))
    assert (weighed(state, "x", day(1)).unproven, weighed(state, "x", day(1)).crowd) == (0, 0)


def test_trust_that_is_taken_back_is_as_if_it_had_never_been() -> None:
    state = State()
    state.apply(TrustGiven(day(0), KIM.source))
    state.apply(TrustTaken(day(1), KIM.source))
    _complain(state, 2, "x", KIM)
    assert weighed(state, "x", day(2)).voices == ()
    assert not any(one.is_named for one in state.records().values())


def test_a_voice_is_told_with_all_who_were_made_together(state: State) -> None:
    first, second = local("first", "made-together"), local("second", "made-together", "else")
    third = local("third", "else")
    _complain(state, 1, "x", first, second, third, FORUM)
    assert {one.source for one in state.voice_of(first.source)} == {first.source, second.source}
    assert {one.source for one in state.voice_of(second.source)} == {
        one.source for one in (first, second, third)
    }
    assert [one.source for one in state.voice_of(FORUM.source)] == [FORUM.source]
    assert state.voice_of("local:nobody") == ()
    assert {first.source, FORUM.source, KIM.source} <= state.sources()


def test_holds_of_a_voice_that_nobody_reviewed_are_counted(state: State) -> None:
    _complain(state, 1, "x", KIM, LEE, FORUM)
    (weight,) = [one for one in state.weigh("x", day(1)) if one.holds]
    state.apply(Held(day(1), "x", weight.group, weight.counted))
    voice = state.voice_of(KIM.source)
    assert state.in_flight(voice) == 1
    state.apply(judged(day(2), "x"))
    assert state.in_flight(voice) == 0
