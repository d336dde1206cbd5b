"""What every action is. A plug-in module ends in `ACTION = …`."""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What an action acts on."""

    POST = "post"
    FILE = "file"
    ACCOUNT = "account"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of thing that a server can do.

    undo: the action that takes it back; None: nothing does, so only a person may order it.
    steps: what a person does by hand where the server's API cannot, one sentence a step.
    verifies: whether the media should be gone afterwards.
    """

    name: str
    title: str
    scope: Scope
    undo: str | None
    steps: tuple[str, ...]
    verifies: bool = False
