"""Words do not show by accident."""

from leeward.model.words import Words


def test_words_are_not_printed() -> None:
    assert "bridge" not in f"{Words(text='bridge')} {Words(text='bridge')!r}"
