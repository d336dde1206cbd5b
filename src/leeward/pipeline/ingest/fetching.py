"""Fetches media, at once: they vanish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leeward.model.errors import NotFetched
from leeward.model.items import Place
from leeward.model.look import Look
from leeward.net.client import Client
from leeward.net.wire import Fetched, FetchLimits

# A preview is another picture: it may match, but it never stands for the whole.
_ORDER = (Place.ORIGINAL, Place.REMOTE, Place.PROXY)
RETRY_S = (10.0, 60.0, 600.0, 3_600.0, 21_600.0)
"""Seconds before each further attempt at what may pass; then it is final, and shown as unlooked for ever."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Why there is nothing to look at. again_in_s: None: nothing will be tried again."""

    look: Look
    reason: str
    again_in_s: float | None


async def fetch(
    client: Client, copies: Sequence[Mapping[str, str]], limits: FetchLimits, attempts: int
) -> Fetched | Missed:
    """The media from the first place that has it whole.

    Args: copies: {"place", "url"}. attempts: made before this one.
    """
    problem: NotFetched | None = None
    for url in _urls(copies):
        try:
            return await client.fetch(url, limits)
        except NotFetched as error:
            problem = error if problem is None or error.is_passing else problem
    if problem is None:
        return Missed(Look.UNREACHABLE, "the server told no address of it", None)
    return Missed(problem.look, problem.reason, _again(problem, attempts))


def _urls(copies: Sequence[Mapping[str, str]]) -> list[str]:
    return [one["url"] for place in _ORDER for one in copies if one["place"] == place]


def _again(problem: NotFetched, attempts: int) -> float | None:
    if not problem.is_passing or attempts >= len(RETRY_S):
        return None
    return max(RETRY_S[attempts], min(problem.retry_after_s or 0.0, RETRY_S[-1]))
