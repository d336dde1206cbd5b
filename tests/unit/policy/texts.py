"""Policies to try things on."""

from leeward.policy.parse import parse
from leeward.policy.rules import Policy


def rule(id_: str = "one", **changed: str) -> str:
    """One rule; changed: keys with their values as TOML, empty to leave one out."""
    keys = {
        "id": f'"{id_}"',
        "title": '"One"',
        "mode": '"enforce"',
        "when": '"match.exact"',
        "then": '["hold"]',
        "because": '"It is in {match.list}."',
        **changed,
    }
    return "\n[[rule]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value)


def policy_text(*parts: str) -> str:
    """A whole file."""
    return 'policy = 1\nname = "Tried"\n' + "".join(parts)


def policy(*parts: str) -> Policy:
    """A whole policy."""
    return parse(policy_text(*parts))
