"""How a page, a deed and an API call are declared: none without the right that it needs."""

from collections.abc import Callable, Sequence
from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler

from leeward.review.people.rights import Right

RIGHT, QUIET = "right", "quiet"  # in a route's options; quiet: asking this is no sign of life
BAR = "bar"  # the same: whether the session bar is on this page

_MOST_OF_STRANGERS, _MOST, _MOST_OF_POLICY = 32 << 10, 256 << 10, 4 << 20  # bytes

Declared = Callable[[Callable[..., Any]], HTTPRouteHandler]


def page(path: str | Sequence[str], right: Right, **more: Any) -> Declared:
    """A GET that shows something to whoever has the right, and changes nothing."""
    return get(_list(path), opt={RIGHT: right, BAR: True}, include_in_schema=False, **more)


def deed(path: str | Sequence[str], right: Right, **more: Any) -> Declared:
    """A POST of a form that changes something; it must come from one of our own pages."""
    more.setdefault("request_max_body_size", _most(right))
    return post(_list(path), opt={RIGHT: right}, include_in_schema=False, status_code=200, **more)


def _most(right: Right) -> int:
    """Bytes of a form. Reading one takes CPU that everybody waits for: a million fields take seconds."""
    if right is Right.NOTHING:
        return _MOST_OF_STRANGERS
    return _MOST_OF_POLICY if right in {Right.POLICY, Right.PROMOTE} else _MOST


def _list(path: str | Sequence[str]) -> list[str]:
    return [path] if isinstance(path, str) else [*path]
