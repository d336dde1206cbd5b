"""`leeward done`: a person's click is noted like a server's answer."""

from tests.scenes import ACCOUNTS, Scene, card
from tests.unit.cli.conftest import House


async def _by_hand(stage: Scene) -> int:
    await stage.add_server(card(ACCOUNTS, {"remove_post": None}))
    case = await stage.add_case()
    await stage.act_until_quiet(case)
    await stage.desk.confirm(case, "ada")
    (order,) = [one.id for one in await stage.orders(case) if one.action == "remove_post"]
    return order


def test_an_order_by_hand_is_ticked_once(house: House) -> None:
    order = house.play(_by_hand)
    assert house.says("done", str(order), "--as", "ada") == f"Order {order} is done by ada.\n"
    assert house.says("done", str(order), "--as", "bob") == f"Order {order} was done before.\n"
    assert house.tells("done", str(order)) == {"order": order, "is_new": False}


def test_an_order_that_is_not_there_is_refused(house: House) -> None:
    assert "there is no order 99" in house.refuses("done", "99")
