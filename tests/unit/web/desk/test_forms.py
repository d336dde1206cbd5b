"""What people write into forms is read, or told back to them."""

from typing import Any, cast

import pytest
from litestar import Request

from leeward.model.errors import UsageError
from leeward.web.desk.forms import number_in, number_of, text_in, texts_in


class Sent:
    """A form that was sent."""

    def __init__(self, **fields: str) -> None:
        self._fields = fields

    async def form(self) -> dict[str, str]:
        return self._fields


def _sent(**fields: str) -> Request[Any, Any, Any]:
    return cast(Request[Any, Any, Any], Sent(**fields))


async def test_texts_come_without_spaces_around_and_end_somewhere() -> None:
    assert await text_in(_sent(why="  so \n"), "why") == "so"
    assert await text_in(_sent(), "why") == ""
    with pytest.raises(UsageError, match="too long"):
        await text_in(_sent(why="x" * 11), "why", 10)
    assert await number_in(_sent(share=" 7 "), "share", 1, 9) == 7


@pytest.mark.parametrize("told", ["", "x", "-1", "10", "1.5", "٣", "9" * 400])
def test_what_is_no_number_or_out_of_bounds_is_told(told: str) -> None:
    with pytest.raises(UsageError, match="whole number"):
        number_of(told, 1, 9)


async def test_fields_of_one_kind_come_by_name_to_the_letter() -> None:
    form = {"file:a.toml": " x\r\n", "file:private/b.toml": "", "why": "so"}
    assert await texts_in(_sent(**form), "file:") == {"a.toml": " x\r\n", "private/b.toml": ""}
