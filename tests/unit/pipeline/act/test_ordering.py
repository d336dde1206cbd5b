"""Orders are written once, and the fuse stops what is too much."""

import json
from datetime import timedelta

from leeward.model.cases import State
from tests.scenes import card, connected, post, scene


async def test_the_fuse_stops_what_is_too_much_and_people_let_it_go(fresh_database: str) -> None:
    async with scene(fresh_database, fuse=2) as stage:
        server = await stage.add_server(card())
        cases = [await stage.add_case(about=post(number)) for number in range(1, 6)]
        for case in cases:
            await stage.act(case)
        assert len(stage.program.performed) == 2
        assert (await stage.states(cases[2])) == {"hold_post": "stopped", "deny_url": "stopped"}
        assert await stage.state(cases[2]) is State.WAITING
        name = f"fuse:{server}:hold_post"
        assert "more than 2 subjects" in (await stage.alarms())[name]
        assert await stage.desk.let_go(server, "hold_post", 1, "ada") == 1
        await stage.act(cases[2])
        assert stage.program.performed[2:] == [("hold_post", "p3")]
        assert name in await stage.alarms()
        assert await stage.desk.let_go(server, "hold_post", 100, "ada") == 2
        assert name not in await stage.alarms()
        assert ("act", f"act:{cases[4]}:let-go:{(await stage.orders(cases[4]))[0].id}") in await stage.jobs()


async def test_what_strangers_do_uses_up_nothing_that_known_media_need(fresh_database: str) -> None:
    async with scene(fresh_database, fuse=1) as stage:
        await stage.add_server(card())
        cases = [await stage.add_case(about=post(number)) for number in range(1, 5)]
        async with stage.store.session() as connection:
            await connection.execute("UPDATE cases SET is_exact = true WHERE id = ANY($1)", cases[2:])
        for case in cases:
            await stage.act(case)
        states = [(await stage.states(case))["hold_post"] for case in cases]
        assert states == ["done", "stopped", "done", "stopped"]


async def test_after_an_hour_the_fuse_lets_others_through(fresh_database: str) -> None:
    async with scene(fresh_database, fuse=1) as stage:
        await stage.add_server(card())
        await stage.act(await stage.add_case(about=post(1)))
        stage.clock.now += timedelta(minutes=61)
        await stage.act(await stage.add_case(about=post(2)))
        assert stage.program.performed == [("hold_post", "p1"), ("hold_post", "p2")]


async def test_people_are_not_stopped_by_the_fuse(fresh_database: str) -> None:
    async with scene(fresh_database, fuse=1) as stage:
        await stage.add_server(card(("hold_post", "remove_post")))
        cases = [await stage.add_case(about=post(number)) for number in (1, 2, 3)]
        for case in cases:
            await stage.act(case)
            await stage.desk.confirm(case, "ada")
            await stage.act(case)
        assert [one for one in stage.program.performed if one[0] == "remove_post"] == [
            ("remove_post", "p1"),
            ("remove_post", "p2"),
            ("remove_post", "p3"),
        ]


async def test_the_same_plan_twice_is_the_same_orders(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.act(case)
        await stage.act(case)
        assert len(await stage.orders(case)) == 2
        assert (await stage.noted(case)).count("case.ordered") == 1


async def test_a_decision_that_adds_to_a_case_adds_orders(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        await stage.act(case)
        async with connected(stage) as connection:
            await connection.execute("UPDATE cases SET actions = '{hold,limit-account}' WHERE id = $1", case)
        await stage.act(case)
        assert (await stage.states(case))["limit_account"] == "done"


async def test_what_a_policy_may_not_order_rings_and_is_not_done(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("remove_post",)))
        case = await stage.add_case(["remove"])
        await stage.act(case)
        assert await stage.orders(case) == []
        assert "only a person may order" in (await stage.alarms())[f"case:{case}:policy-0"]
        assert await stage.state(case) is State.WAITING


async def test_a_clean_media_beside_one_that_matches_is_nobodys_to_refuse(fresh_database: str) -> None:
    shown = [("looked", "https://home.example/0.png"), ("looked", "https://victim.example/logo.png")]
    shown += [("unreadable", "https://home.example/2.png")]
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case(about=post(urls=()))
        async with connected(stage) as connection:
            await connection.execute("DELETE FROM media")
            for place, (look, url) in enumerate(shown):
                copies = json.dumps([{"place": "original", "url": url}])
                await connection.execute(_MEDIA, place, copies, look)
            await connection.execute(_MATCH)
        await stage.act(case)
        (denied,) = [one for one in await stage.orders(case) if one.action == "deny_url"]
        assert denied.subject.urls == (shown[0][1], shown[2][1])


_MEDIA = """
INSERT INTO media (item, position, native_id, kind, copies, look, is_final)
SELECT id, $1, 'm', 'image', $2::jsonb, $3, true FROM items
"""
_MATCH = """
INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, view, entry)
SELECT id, 'stand-ins', '', 'md5', true, 0, 0, 'stored', '' FROM media WHERE position = 0
"""
