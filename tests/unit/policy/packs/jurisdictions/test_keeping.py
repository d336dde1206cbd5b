"""Where several laws hold: the longest minimum, the shortest maximum, and never a silent deletion."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.packs.jurisdictions.keeping import Due, Keeping, keeping
from leeward.policy.packs.jurisdictions.packs import About, Confidence, Duty, Force, Pack
from tests.unit.policy.packs.jurisdictions.test_packs import PACKS

AT = datetime(2026, 1, 1, tzinfo=UTC)


def _pack(bounds: tuple[int | None, int | None], force: Force = Force.MANDATORY) -> Pack:
    least, most = bounds
    duty = Duty(
        about=About.PRESERVE,
        force=force,
        says="Keep it.",
        confidence=Confidence.SOURCE,
        sources=("The law",),
        least_days=least,
        most_days=most,
    )
    return Pack(
        code="XX", name="X", version=1, as_of=date(2026, 1, 1), review_by=date(2026, 2, 1), duty=(duty,)
    )


DAYS = st.none() | st.integers(0, 800)
BOUNDS = st.tuples(DAYS, DAYS).filter(lambda b: b[0] is None or b[1] is None or b[0] <= b[1])
FORCES = st.sampled_from(Force)
LAWS = st.lists(st.builds(_pack, BOUNDS, FORCES), max_size=5)
AFTER = st.integers(0, 1000).map(lambda days: AT + timedelta(days=days))


@given(LAWS, AFTER)
def test_nothing_is_destroyed_while_any_law_asks_to_keep_it(laws: list[Pack], now: datetime) -> None:
    duties = [pack.duty[0] for pack in laws if pack.duty[0].force is Force.MANDATORY]
    must_keep = any(d.least_days is not None and now < AT + timedelta(days=d.least_days) for d in duties)
    if must_keep:
        assert keeping(laws).due(AT, now) in {Due.KEEP, Due.LEGAL_HOLD}


@given(LAWS, AFTER)
def test_contradiction_is_a_legal_hold_whatever_the_day(laws: list[Pack], now: datetime) -> None:
    found = keeping(laws)
    assert (found.due(AT, now) is Due.LEGAL_HOLD) >= found.is_conflict


@given(LAWS, AFTER)
def test_whatever_is_open_is_never_destroyed(laws: list[Pack], now: datetime) -> None:
    assert keeping([*laws, _pack((None, None))]).due(AT, now) in {Due.KEEP, Due.LEGAL_HOLD}


@given(LAWS, AFTER)
def test_no_answer_lets_a_clock_destroy(laws: list[Pack], now: datetime) -> None:
    answer = keeping(laws).due(AT, now)
    assert "destroy" not in answer or answer.startswith("people")


@given(LAWS.flatmap(lambda laws: st.tuples(st.just(laws), st.permutations(laws))))
def test_the_order_of_laws_is_nothing(laws: tuple[list[Pack], list[Pack]]) -> None:
    assert keeping(laws[0]) == keeping(laws[1])


@given(LAWS, st.builds(_pack, BOUNDS))
def test_one_more_law_never_shortens_the_minimum_nor_lengthens_the_maximum(
    laws: list[Pack], more: Pack
) -> None:
    before, after = keeping(laws), keeping([*laws, more])
    assert (after.least_days or 0) >= (before.least_days or 0)
    if before.most_days is not None:
        assert after.most_days is not None
        assert after.most_days <= before.most_days


def test_only_mandatory_laws_bind() -> None:
    assert keeping([_pack((9, 9), Force.VOLUNTARY)]) == Keeping(None, None, is_open=False)


def test_at_the_edges_of_the_days() -> None:
    found = Keeping(21, 30, is_open=False)
    days = [20, 21, 29, 30]
    assert [found.due(AT, AT + timedelta(days=day)) for day in days] == [
        Due.KEEP,
        Due.PEOPLE_MAY_DESTROY,
        Due.PEOPLE_MAY_DESTROY,
        Due.PEOPLE_MUST_DESTROY,
    ]


def test_canada_and_the_united_states_contradict_each_other() -> None:
    found = keeping([PACKS["US"], PACKS["CA"]])
    assert (found.least_days, found.most_days, found.is_conflict) == (365, 21, True)
    assert not keeping([PACKS["US"]]).is_conflict
