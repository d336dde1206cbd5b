"""What was held until somebody looked is released by a job when it is clean, and never otherwise."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.model.cases import State
from leeward.pipeline.explain import story
from leeward.policy.past.replay import Again, Stored, again
from leeward.store.watch import canaries
from leeward.store.watch.canaries import Posted as Sent
from leeward.store.watch.canaries import Sending
from tests.newcomers import POLICY, Street, author, policy, street
from tests.scenes import ACCOUNTS, Killed, card, post

HELD = ("hold_post", "p1")


async def _story(one: Street, case: int) -> str:
    async with one.stage.store.session() as connection:
        return "\n".join(await story(connection, case))


async def test_a_newcomers_post_is_hidden_before_anybody_looked_and_shown_when_it_is_clean(
    fresh_database: str,
) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.settle()
        assert one.hidden() == {HELD}
        assert await one.cases() == [(1, "waiting")]
        await one.look(item, "looked")
        assert await one.cases() == [(1, "released")]
        await one.settle()
        assert one.hidden() == set()
        assert await one.stage.ask("SELECT * FROM denied") == []
        assert await one.cases() == [(1, "closed")]
        (told,) = await one.stage.bodies(1, "case.released")
        assert (told["by"], told["why"]) == ("a job", "looked at and clean")
        assert "Released by a job on 2026-03-01 at 12:00:00 UTC: looked at and clean." in await _story(one, 1)
        assert "before anybody had looked, the policy" in await _story(one, 1)
        assert await one.stage.ask("SELECT decided_at IS NOT NULL FROM items") == [(True,)]


async def test_a_decision_before_the_look_is_made_again_to_the_same_bytes(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.look(item, "looked")
        rows = await one.stage.ask("SELECT frame, evaluation FROM decisions ORDER BY round")
        assert len(rows) == 2
        for frame, evaluation in rows:
            assert again(one.decider.policy, Stored(str(frame), str(evaluation))) is Again.SAME


async def test_where_no_post_can_be_hidden_the_account_is_limited_until_all_its_posts_are_clean(
    fresh_database: str,
) -> None:
    async with street(fresh_database, found=card(ACCOUNTS)) as one:
        items = [await one.take(replace(post(number), author=author(7))) for number in (1, 2)]
        await one.greet(*items)
        await one.settle()
        assert ("limit_account", "a7") in one.hidden()
        await one.look(items[0], "looked")
        await one.settle()
        assert ("limit_account", "a7") in one.hidden()
        await one.look(items[1], "looked")
        await one.settle()
        assert ("limit_account", "a7") not in one.hidden()


@pytest.mark.parametrize(
    ("told", "queue"),
    [
        (["looked", "match"], "child-safety"),
        (["match", "looked"], "child-safety"),
        (["looked", "unreadable"], "unlooked"),
        (["looked", "vanished"], "held"),
    ],
    ids=["second matches", "first matches", "unreadable", "gone"],
)
async def test_what_matches_or_could_not_be_looked_at_stays_hidden_for_people(
    fresh_database: str, told: list[str], queue: str
) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive(files=2)
        await one.greet(item)
        await one.settle()
        await one.look(item, told[0])
        await one.look(item, told[1])
        await one.settle()
        assert one.hidden() == {HELD}
        assert await one.stage.ask("SELECT state, queue FROM cases") == [("waiting", queue)]
        assert await one.stage.desk.release(1, "ada")


async def test_a_match_that_no_rule_is_about_is_not_clean(fresh_database: str) -> None:
    """Whatever the policy thinks of it: nobody looked at it and found nothing."""
    text = policy(("newcomer", "media.count > 0", '["hold"]', 'at = "arrival"'))
    async with street(fresh_database, text) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.settle()
        await one.look(item, "match")
        await one.settle()
        assert one.hidden() == {HELD}


async def test_what_is_asked_for_later_as_well_is_not_let_go(fresh_database: str) -> None:
    text = POLICY + policy(("late", "media.count > 0", '["queue:review"]')).partition('name = "short"')[2]
    async with street(fresh_database, text) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.settle()
        await one.look(item, "looked")
        await one.settle()
        assert one.hidden() == {HELD}
        assert await one.stage.ask("SELECT state, queue, is_early FROM cases") == [
            ("waiting", "review", False)
        ]


async def test_what_a_person_has_begun_to_confirm_is_not_let_go(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.settle()
        await one.stage.ask(
            "INSERT INTO voices VALUES (1, 0, 'ada', 'Ada', 'confirmed', '{remove_post}', $1)",
            one.stage.clock(),
        )
        await one.look(item, "looked")
        await one.settle()
        assert one.hidden() == {HELD}


async def test_a_look_that_comes_first_leaves_nothing_to_hold(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        await one.look(item, "looked")
        await one.greet(item)
        assert await one.cases() == []
        assert await one.stage.jobs() == [("look", None)]


@pytest.mark.parametrize(
    ("then", "shown"),
    [('["hold"]', True), ('["hold", "label:new"]', True), ('["hold", "queue:strangers"]', False)],
    ids=["held", "held with a label", "held for people"],
)
async def test_a_rule_for_arrivals_that_names_a_queue_waits_for_a_person_and_not_only_for_a_look(
    fresh_database: str, then: str, shown: bool
) -> None:
    text = policy(("newcomer", "media.count > 0", then, 'at = "arrival"'))
    async with street(fresh_database, text) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.settle()
        await one.look(item, "looked")
        await one.settle()
        assert (one.hidden() == set()) is shown
        assert await one.cases() == [(1, "closed" if shown else "waiting")]


async def test_what_a_person_released_before_the_look_is_another_case_if_the_look_finds_something(
    fresh_database: str,
) -> None:
    async with street(fresh_database) as one:
        items = [await one.arrive(1), await one.arrive(2)]
        await one.greet(*items)
        await one.settle()
        for case in (1, 2):
            await one.stage.desk.release(case, "ada")
        await one.settle()
        await one.look(items[0], "match")
        await one.look(items[1], "looked")
        await one.settle()
        assert await one.cases() == [(1, "closed"), (2, "closed"), (3, "waiting")]
        assert one.hidden() == {HELD}


async def test_an_arrival_is_decided_once_and_costs_nothing_where_no_rule_asks_for_it(
    fresh_database: str,
) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        for _ in range(2):
            await one.greet(item)
        assert await one.stage.ask("SELECT round FROM decisions") == [(1,)]
        await one.adopt(POLICY.replace('mode = "enforce"', 'mode = "off"', 1))
        other = await one.arrive(2)
        await one.greet(other)
        assert await one.stage.ask("SELECT count(*) FROM decisions") == [(1,)]


async def test_a_release_before_the_hold_was_carried_out_hides_nothing(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.look(item, "looked")
        await one.settle()
        assert (one.hidden(), one.stage.program.performed) == (set(), [])
        assert await one.cases() == [(1, "closed")]


async def test_what_becomes_known_after_a_release_opens_another_case_that_holds_again(
    fresh_database: str,
) -> None:
    async with street(fresh_database) as one:
        item = await one.arrive()
        await one.greet(item)
        await one.settle()
        await one.look(item, "looked")
        await one.settle()
        await one.adopt(
            POLICY + policy(("later", "media.count > 0", '["hold"]')).partition('name = "short"')[2]
        )
        await one.deciding.decide({"items": [item]})
        await one.settle()
        assert await one.cases() == [(1, "closed"), (2, "waiting")]
        assert one.hidden() == {HELD}


async def test_our_own_canary_is_not_held(fresh_database: str) -> None:
    async with street(fresh_database) as one:
        server, at = one.stage.server, one.stage.clock()
        async with one.stage.store.transaction() as connection:
            await canaries.begin(connection, Sending(server, ("webhook",), at, at), at)
            sent = Sent(server, "p1", post(1).uri)
            await canaries.sent(connection, Sending(server, ("webhook",), at, at), sent, at)
        await one.greet(await one.arrive(1), await one.arrive(2))
        assert await one.stage.ask("SELECT uri FROM cases JOIN items i ON i.id = item") == [(post(2).uri,)]


_LOOKS = st.sampled_from(["looked", "match", "unreadable"])
_STEPS = st.lists(
    st.sampled_from(["greet", "act", "killed before", "killed after", "lost", "ask", "act"]), max_size=10
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS, st.tuples(_LOOKS, _LOOKS), st.tuples(st.integers(0, 10), st.integers(0, 10)), st.booleans())
async def test_whatever_happens_in_whatever_order_the_clean_is_shown_and_nothing_else(
    fresh_database: str, steps: list[str], told: tuple[str, str], when: tuple[int, int], hides_posts: bool
) -> None:
    async with street(fresh_database, found=card() if hides_posts else card(ACCOUNTS)) as one:
        await one.stage.ask("TRUNCATE items, authors, origins, newcomers, sightings CASCADE")
        await one.stage.ask("DELETE FROM pgqueuer")
        item = await one.arrive(files=2)
        due = [(min(at, len(steps)), said) for at, said in zip(when, told, strict=True)]
        for number, step in enumerate([*steps, "end"]):
            for at, said in due:
                if at == number:
                    await one.look(item, said)
            await _do(one, item, step)
        await one.settle()
        await one.settle()
        is_clean = told == ("looked", "looked")
        states = {str(state) for _, state in await one.cases()}
        if is_clean:
            assert one.hidden() == set()
            assert states <= {State.CLOSED}
        else:
            assert states == {State.WAITING}
            assert one.hidden() or "match" not in told


async def _do(one: Street, item: int, step: str) -> None:
    numbers = [int(str(number)) for number, _ in await one.cases()]
    if step == "greet":
        await one.greet(item)
    elif step == "ask":
        await one.deciding.decide({"items": [item]})
    elif step != "end":
        one.stage.program.script = {"act": [], "lost": ["done but lost"]}.get(step, [step])
        for number in numbers:
            try:
                await one.stage.act(number)
            except Killed:
                one.stage.clock.pass_s(100)
    one.stage.program.script = []
    one.stage.clock.pass_s(30)
