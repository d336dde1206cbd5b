"""What was decided is streamed: all of it, in order, page by page."""

from datetime import timedelta

from leeward.model.cases import State
from leeward.policy.parse import parse
from leeward.store.casework import cases
from leeward.store.casework.cases import Move
from leeward.store.policies import decisions, history
from leeward.store.policies.decisions import Maker, NewCase
from leeward.store.policies.history import A_PAGE, Span
from tests.pasts import add_items, decision, fill
from tests.stores import START, a_server, opened
from tests.unit.policy.texts import policy_text, rule

TEXT = policy_text(rule("listed"), rule("young", when='"author.age_days < 7"', because='"b"'))
POLICY = parse(TEXT)
SPAN = Span(START, START + timedelta(hours=1))
MAKER = Maker(POLICY.digest, "test")


async def test_every_decision_comes_once_and_in_order_whatever_the_page(fresh_database: str) -> None:
    number = 2 * A_PAGE + 3
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            await fill(connection, server, [(POLICY, TEXT)], number)
        async with store.session() as connection:
            assert await history.number(connection, SPAN) == number
            ids = [one.id async for one in history.decisions(connection, SPAN)]
            assert ids == sorted(set(ids))
            assert len(ids) == number
            items = [rounds[0].item async for rounds in history.posts(connection, SPAN)]
            assert len(set(items)) == len(items) == number
            assert await history.text(connection, POLICY.digest) == TEXT
            assert await history.text(connection, "none") is None


async def test_only_what_was_decided_in_the_span_comes(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            await fill(connection, server, [(POLICY, TEXT)], 1001)  # the last one a second later
        later = Span(START + timedelta(seconds=1), START + timedelta(seconds=2))
        async with store.session() as connection:
            assert await history.number(connection, later) == 1
            assert len([one async for one in history.decisions(connection, later)]) == 1
            assert len([one async for one in history.posts(connection, later)]) == 1


async def test_rounds_of_a_post_stand_together_with_what_a_person_said_of_it(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            one, other = await add_items(connection, server, 0, 2)
            await decisions.add_policy(connection, POLICY.digest, TEXT, START)
            for round_ in (1, 2):
                made = [decision(POLICY, item, {"match.exact": True}, round_) for item in (one, other)]
                await decisions.add(connection, made, MAKER, START)
            case, _ = await decisions.open_case(
                connection, NewCase(one, server, "held", ("hold",), is_exact=True), START
            )
            await cases.judge(connection, case, Move(State.DECIDED, State.RELEASED, "ada", START))
            judged, unjudged = [rounds async for rounds in history.posts(connection, SPAN)]
            assert [one.round for one in judged] == [1, 2]
            last = judged[-1]
            assert (last.case, last.verdict, last.verdict_by, last.at) == (case, "released", "ada", "looked")
            assert (unjudged[0].case, unjudged[0].verdict) == (None, None)
            assert judged[0].author != unjudged[0].author
            assert [row["round"] for row in await history.of_case(connection, case)] == [1, 2]


async def test_our_own_canaries_are_no_posts_to_try_anything_on(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            await fill(connection, server, [(POLICY, TEXT)], 2)
            await connection.execute("UPDATE decisions SET actions = '{canary}' WHERE id = 1")
            assert len([one async for one in history.posts(connection, SPAN)]) == 1
            assert len([one async for one in history.decisions(connection, SPAN)]) == 2


async def test_of_several_cases_the_last_that_people_judged_counts_and_the_post_only_once(
    fresh_database: str,
) -> None:
    async with opened(fresh_database) as store:
        server = await a_server(store)
        async with store.transaction() as connection:
            await fill(connection, server, [(POLICY, TEXT)], 1)
            new = NewCase(1, server, "held", ("hold",), is_exact=False)
            first, _ = await decisions.open_case(connection, new, START)
            await cases.judge(connection, first, Move(State.DECIDED, State.CONFIRMED, "ada", START))
            await connection.execute("UPDATE cases SET let_go_at = $1", START)
            second, is_new = await decisions.open_case(connection, new, START)
            assert is_new
            ((told,),) = [rounds async for rounds in history.posts(connection, SPAN)]
            assert (told.case, told.verdict) == (first, "confirmed")
            await cases.judge(connection, second, Move(State.DECIDED, State.RELEASED, "bo", START))
            ((told,),) = [rounds async for rounds in history.posts(connection, SPAN)]
            assert (told.case, told.verdict) == (second, "released")
