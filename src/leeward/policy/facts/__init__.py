"""The registry of facts: everything that a condition may ask about."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from leeward.policy.facts.fact import Fact, Privacy
from leeward.policy.facts.of_media import MATCHES, MEDIA
from leeward.policy.facts.of_people import FLAGS, SERVERS, WORDS
from leeward.policy.facts.of_posts import AUTHORS, POSTS

__all__ = ["REGISTRY", "Fact", "Privacy", "known", "nearest"]

REGISTRY: Mapping[str, Fact] = MappingProxyType(
    {fact.name: fact for fact in (*MATCHES, *MEDIA, *POSTS, *AUTHORS, *FLAGS, *WORDS, *SERVERS)}
)


def known() -> tuple[Fact, ...]:
    """All facts, by name: what the reference and the editor list."""
    return tuple(REGISTRY[name] for name in sorted(REGISTRY))


def nearest(name: str, among: Mapping[str, object] | tuple[str, ...]) -> str:
    """The hint for a name that there is not: the one that was probably meant, or else all of them."""
    near = get_close_matches(name, list(among), 1)
    return f"did you mean {near[0]}?" if near else "there are: " + ", ".join(sorted(among))
