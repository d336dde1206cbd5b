"""Events tell what happened, and never show words by accident."""

from leeward.model.events import Words


def test_words_are_not_printed() -> None:
    assert "bridge" not in f"{Words(text='bridge')} {Words(text='bridge')!r}"
