"""The registry of facts: everything that a condition may ask about."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from leeward.policy.facts.fact import Fact, Privacy
from leeward.policy.facts.of_media import MATCHES, MEDIA
from leeward.policy.facts.of_people import FLAGS, SERVERS, WORDS
from leeward.policy.facts.of_posts import AUTHORS, POSTS

__all__ = ["REGISTRY", "Fact", "Privacy", "known", "nearest"]

_MOST_NAMED = 15

REGISTRY: Mapping[str, Fact] = MappingProxyType(
    {fact.name: fact for fact in (*MATCHES, *MEDIA, *POSTS, *AUTHORS, *FLAGS, *WORDS, *SERVERS)}
)


def known() -> tuple[Fact, ...]:
    """All facts, by name: what the reference and the editor list."""
    return tuple(REGISTRY[name] for name in sorted(REGISTRY))


def nearest(name: str, among: Mapping[str, object] | tuple[str, ...]) -> str:
    """The hint for a name that there is not: what was probably meant, else what is beside it, or all."""
    longer = sorted((one for one in among if name and one.startswith(name)), key=len)
    near = longer or get_close_matches(name, list(among), 1)
    if near:
        return f"did you mean {near[0]}?"
    group = [one for one in among if one.split(".")[0] == name.split(".")[0]]
    if not group and len(among) > _MOST_NAMED:
        return "leeward policy facts lists them all"
    return "there are: " + ", ".join(sorted(group or among))
