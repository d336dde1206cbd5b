"""Each software does what its card promises, and no more."""

import pytest

from leeward.model.servers import ServerCard, Support
from leeward.plugins import loader
from leeward.plugins.servers.mastodon.acting.repertoire import deed

CARDS = loader.server("mastodon").cards


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.software)
def test_what_a_card_promises_has_a_deed(card: ServerCard) -> None:
    promised = [one.action for one in card.abilities if one.support is Support.API]
    assert all(deed(card.software, action) for action in promised)


def test_nobody_does_what_nobody_knows() -> None:
    assert deed("mastodon", "sing_a_song") is None
    assert deed("snac", "limit_account") is None
    assert deed("lemmy", "limit_account") is None
