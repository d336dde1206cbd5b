"""What goes in and comes out cannot be changed on the way."""

from dataclasses import FrozenInstanceError

import pytest

from leeward.matcher.entries import Hit, Record


@pytest.mark.parametrize("one", [Record(b"x"), Hit(0, b"x", None, None, 0, 0)])
def test_an_entry_is_frozen(one: Record | Hit) -> None:
    with pytest.raises(FrozenInstanceError):
        one.value = b"y"  # type: ignore[misc]
