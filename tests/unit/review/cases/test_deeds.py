"""Orders are told without who gave them; those by hand with their steps."""

from leeward.review.cases.deeds import order_told, proofs_told
from tests.scenes import card, scene


async def test_an_order_by_hand_is_told_with_its_steps_and_nobodys_name(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(()))
        case = await stage.add_case()
        await stage.act(case)
        told = [order_told(one) for one in await stage.orders(case)]
        held = next(one for one in told if one.state == "by hand")
        assert (held.title, held.by_person, held.is_undoing) == (
            "hide a post until a person decides",
            False,
            False,
        )
        assert held.steps
        await stage.desk.release(case, "grace-the-first")
        await stage.act_until_quiet(case)
        told = [order_told(one) for one in await stage.orders(case)]
        assert "grace-the-first" not in str(told)


def test_rounds_that_are_not_over_are_no_proof() -> None:
    assert proofs_told([]) == []
