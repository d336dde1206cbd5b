"""What a server can do."""

from leeward.model.servers import Ability, ServerCard, Support


def test_what_a_card_does_not_name_cannot_be_done() -> None:
    card = ServerCard("snac", "2.75", "mastodon", (), (Ability("limit_account", Support.API),))
    assert card.ability("limit_account").support is Support.API
    assert card.ability("remove_post").support is Support.NONE
