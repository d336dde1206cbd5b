"""What each verdict would come to is said before."""

from leeward.pipeline.act.planning import NO_GATE, Means
from leeward.review.cases.prospects import prospect, prospects
from leeward.store.casework import cases
from tests.scenes import ALL, card, scene


async def test_it_says_what_has_no_way_back_and_what_a_person_has_to_do(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card((*ALL, "remove_post", "file_report"), {"suspend_account": None}))
        case = await stage.add_case(("hold", "file-report"))
        await stage.act_until_quiet(case)
        async with stage.store.session() as connection:
            row = await cases.one(connection, case)
            assert row is not None
            found, more = (
                await prospects(connection, row),
                await prospect(connection, row, ["suspend_account"]),
            )
        means = {one.action: (one.means, one.note, one.is_final) for one in more.orders}
        assert means["remove_post"] == (Means.API, "", True)
        assert means["deny_url"] == (Means.OURS, NO_GATE, False)
        assert means["suspend_account"][0] is Means.HAND
        assert more.is_final
        assert found.restrict
        assert found.restrict.action == "mark_sensitive"
        assert found.lasting == ("tell the server's own moderators of a post",)


async def test_where_nothing_is_milder_than_removal_it_says_so(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("hold_post", "release_post", "remove_post")))
        case = await stage.add_case()
        async with stage.store.session() as connection:
            row = await cases.one(connection, case)
            assert row is not None
            found = await prospects(connection, row)
        assert found.restrict is None
        assert not found.remove.is_possible  # it is not held yet
