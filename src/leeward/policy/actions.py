"""The registry of actions: everything that a rule may ask for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

from leeward.model.errors import PolicyError
from leeward.policy.facts import nearest

NOTHING = "nothing"
_ARGUMENT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_ARGUMENT_RULE = "1 to 40 of a-z, 0-9 and - inside"


class Rank(IntEnum):
    """The fixed order in which actions are carried out; what cannot be undone comes last, by people only."""

    PRESERVE = 1
    HOLD = 2
    QUEUE = 3
    LABEL = 4
    PERSON = 5


@dataclass(frozen=True, slots=True)
class ActionKind:
    """One kind of action.

    mark: what stands between the name and its argument; empty: it takes none.
    is_irreversible: a rule may only propose it to people.
    """

    name: str
    meaning: str
    rank: Rank
    mark: str = ""
    is_irreversible: bool = False

    @property
    def spelling(self) -> str:
        """How it is written in a policy."""
        return f"{self.name}{self.mark}NAME" if self.mark else self.name


@dataclass(frozen=True, slots=True)
class Action:
    """One action as a rule asks for it. argument: a queue's, label's or authority's name, else empty.

    text: as written; no two actions have the same.
    """

    kind: ActionKind = field(compare=False)
    argument: str = field(default="", compare=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        mark = self.kind.mark if self.argument else ""
        object.__setattr__(self, "text", f"{self.kind.name}{mark}{self.argument}")

    def __str__(self) -> str:
        return self.text


_KINDS = (
    ActionKind("preserve-request", "keep the evidence before anything else happens to it", Rank.PRESERVE),
    ActionKind("hold", "hide the post until a person decides, as far as the server can", Rank.HOLD),
    ActionKind("limit-account", "let only followers see the account, until a person decides", Rank.HOLD),
    ActionKind("mark-sensitive", "put the post's media behind a warning", Rank.HOLD),
    ActionKind("queue", "put the case in this queue for people", Rank.QUEUE, ":"),
    ActionKind("file-report", "file a report at the protected server, for its own moderators", Rank.QUEUE),
    ActionKind("alarm", "tell the operators at once", Rank.QUEUE),
    ActionKind("label", "put this label on the case", Rank.LABEL, ":"),
    ActionKind("remove", "delete the post", Rank.PERSON, is_irreversible=True),
    ActionKind("purge", "delete the media everywhere on the server", Rank.PERSON, is_irreversible=True),
    ActionKind("suspend", "suspend the account", Rank.PERSON, is_irreversible=True),
    ActionKind("report", "report to this authority", Rank.PERSON, "-", is_irreversible=True),
)

# what others call it
_ELSEWHERE = {
    "hide": "hold",
    "quarantine": "hold",
    "silence": "limit-account",
    "limit": "limit-account",
    "sensitive": "mark-sensitive",
    "warn": "mark-sensitive",
    "cw": "mark-sensitive",
    "flag": "file-report",
    "report": "file-report",
    "notify": "alarm",
    "alert": "alarm",
    "tag": "label:NAME",
    "delete": "remove",
    "ban": "suspend",
    "block": "suspend",
}

REGISTRY: Mapping[str, ActionKind] = MappingProxyType({kind.name: kind for kind in _KINDS})


def known() -> tuple[ActionKind, ...]:
    """All kinds of actions, in the order in which they are merged: what the reference lists."""
    return _KINDS


def parsed(text: str, queue: str) -> Action:
    """The action that a rule names.

    Args: queue: the queue that "queue" without a name means.
    Raises: PolicyError: there is no such action, or its name is not well formed.
    """
    if text == "queue":
        text = f"queue:{queue}"
    if text in REGISTRY and not REGISTRY[text].mark:
        return Action(REGISTRY[text])
    for kind in _KINDS:
        argument = text.removeprefix(kind.name + kind.mark)
        if kind.mark and argument != text:
            return Action(kind, _well_formed(text, argument))
    raise PolicyError(f"there is no action {text!r}", _meant(text))


def _well_formed(text: str, argument: str) -> str:
    if not _ARGUMENT.fullmatch(argument):
        raise PolicyError(
            f"{text!r}: the name after it must be {_ARGUMENT_RULE}", "such as queue:child-safety"
        )
    return argument


def _meant(text: str) -> str:
    if text.split(":")[0] in REGISTRY and ":" in text:
        return f"{text.split(':')[0]} takes no name"
    if "," in text:
        named = ", ".join(f'"{one.strip()}"' for one in text.split(","))
        return f"each action stands in quotes of its own: [{named}]"
    if text in _ELSEWHERE:
        return f"did you mean {_ELSEWHERE[text]}?"
    return nearest(text, tuple(kind.spelling for kind in _KINDS))


def ordered(found: Iterable[Action]) -> tuple[Action, ...]:
    """Each action once, in the order preserve, hold, queue, label, people; by name within one rank."""
    return tuple(sorted(set(found), key=lambda action: (action.kind.rank, action.text)))
