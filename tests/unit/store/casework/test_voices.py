"""Voices are kept by person and by how often a case was confirmed."""

from dataclasses import replace
from datetime import timedelta

from leeward.store.casework import voices
from leeward.store.casework.voices import Voice
from tests.scenes import NOON, card, connected, scene

ADA = Voice("ada", "Ada", frozenset({"remove_post"}), NOON)
LATER = NOON + timedelta(minutes=5)


async def test_a_voice_is_kept_for_the_time_it_was_said(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            await voices.say(connection, case, 0, ADA)
            await voices.say(connection, case, 1, replace(ADA, name="ADA"))
            assert await voices.of_case(connection, case, 0) == [ADA]
            assert [one.name for one in await voices.of_case(connection, case, 1)] == ["ADA"]


async def test_whoever_asks_for_more_said_so_only_then(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        async with connected(stage) as connection:
            await voices.say(connection, case, 0, ADA)
            await voices.say(connection, case, 0, replace(ADA, said_at=LATER))
            assert await voices.of_case(connection, case, 0) == [ADA]
            more = replace(ADA, actions=frozenset({"suspend_account"}), said_at=LATER)
            await voices.say(connection, case, 0, more)
            (found,) = await voices.of_case(connection, case, 0)
            assert (found.actions, found.said_at) == (ADA.actions | more.actions, LATER)
            await voices.again(connection, case, 0, replace(ADA, again_at=LATER))
            assert [one.again_at for one in await voices.of_case(connection, case, 0)] == [LATER]
