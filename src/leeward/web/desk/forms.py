"""What stands in a form that was sent."""

from collections.abc import Mapping
from typing import Any

from litestar import Request

from leeward.model.errors import UsageError

_LONGEST = 1_000


async def text_in(request: Request[Any, Any, Any], name: str, longest: int = _LONGEST) -> str:
    """One field, without spaces around it; nothing was sent: "". Raises: UsageError: it is too long."""
    told = str((await request.form()).get(name, "")).strip()
    if len(told) > longest:
        raise UsageError("this text is too long", f"{longest} characters are the most")
    return told


async def number_in(request: Request[Any, Any, Any], name: str, least: int, most: int) -> int:
    """One field. Raises: UsageError: it is no whole number, or out of bounds."""
    return number_of(await text_in(request, name), least, most)


def number_of(told: str, least: int, most: int) -> int:
    """What somebody wrote. Raises: UsageError: it is no whole number, or out of bounds."""
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else None
    if number is None or not least <= number <= most:
        raise UsageError("this needs a whole number", f"write one from {least} to {most}")
    return number


async def texts_in(request: Request[Any, Any, Any], prefix: str) -> Mapping[str, str]:
    """All fields whose names begin so, by the rest of their names; to the letter."""
    form = await request.form()
    return {name[len(prefix) :]: str(told) for name, told in form.items() if name.startswith(prefix)}
