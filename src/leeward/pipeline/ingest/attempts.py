"""How one file fares in the sandbox: what it told, and whether it gets another try."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from leeward.model.findings import Finding, Json, from_json
from leeward.model.look import Look
from leeward.sandbox.pool import End

_KILLED = "killed by SIGKILL"  # what no decoder can do to itself
_MOST_CRASHES = 2
_MOST_DEATHS = 5
NO_ANSWER = "the decoder gave no sensible answer"


@dataclass(frozen=True, slots=True)
class Told:
    """Something final. member: 0-based number in an archive.
    closing: the archive itself, all of whose members are told: no file of its own."""

    finding: Finding
    member: int | None = None
    closing: bool = False


class Attempt:
    """One file's way through one or more workers.

    A worker may be killed from outside, so its death alone says nothing: the file is tried again from the
    same place. What crashes twice, or takes too much time or memory, is told as such; an archive goes on
    behind it.
    """

    def __init__(self, first_member: int = 0) -> None:
        self.first_member = first_member
        self.is_over = False
        self._own = Finding(Look.UNREADABLE, NO_ANSWER, 0, None)
        self._member: Finding | None = None
        self._died_at = first_member
        self._deaths = self._crashes = 0

    def said(self, message: Mapping[str, Json]) -> Told | None:
        """Take one message of the worker's. Nothing in it is trusted: what makes no sense is no answer."""
        member = message.get("member_number")
        if member is None:
            return self._about_itself(message)
        if type(member) is int and member >= self.first_member:
            return self._about_member(message, member)
        return None

    def ended(self, end: End, detail: str) -> Told | None:
        """The worker is done or gone. Unless `is_over` now, the file wants another try."""
        if self.is_over:
            return None
        member, self._member = self._member, None
        if end is End.DIED and self._deserves_another_try(detail):
            return None
        look, reason = _judged(end, detail)
        if member is None:
            self.is_over = True
            return Told(replace(self._own, look=look, reason=reason))
        self.first_member += 1
        return Told(replace(member, look=look, reason=reason), self.first_member - 1)

    def _deserves_another_try(self, detail: str) -> bool:
        if self._died_at != self.first_member:
            self._died_at, self._deaths, self._crashes = self.first_member, 0, 0
        self._deaths += 1
        self._crashes += detail != _KILLED
        return self._crashes < _MOST_CRASHES and self._deaths < _MOST_DEATHS

    def _about_itself(self, message: Mapping[str, Json]) -> Told | None:
        if "archive" in message:
            self.is_over = True
            return self._closed(message["archive"])
        if "digested" in message:
            self._own = _finding(message["digested"]) or self._own
        if "finding" not in message:
            return None
        self.is_over = True
        return Told(_finding(message["finding"]) or self._own)

    def _about_member(self, message: Mapping[str, Json], member: int) -> Told | None:
        self.first_member = member
        if "digested" in message:
            self._member = _finding(message["digested"])
        if "finding" not in message:
            return None
        known, self._member = self._member, None
        self.first_member += 1
        unnamed = replace(
            self._own, signals=(), size=0, media_type=None, reason=NO_ANSWER, member=f"#{member}"
        )
        return Told(_finding(message["finding"]) or known or unnamed, member)

    def _closed(self, close: Json) -> Told:
        problem = close.get("problem", NO_ANSWER) if isinstance(close, dict) else NO_ANSWER
        if problem is None:
            return Told(replace(self._own, look=Look.LOOKED, reason=None), closing=True)
        if not isinstance(problem, dict):
            return Told(self._own)
        blank: dict[str, Json] = {"size": self._own.size, "media_type": None, "signals": [], "member": None}
        told = _finding(blank | problem)
        return Told(replace(self._own, look=told.look, reason=told.reason) if told else self._own)


def _finding(told: Json) -> Finding | None:
    try:
        return from_json(told)
    except ValueError:
        return None


def _judged(end: End, detail: str) -> tuple[Look, str]:
    match end:
        case End.TIMED_OUT:
            return Look.TIMED_OUT, detail or "took too long"
        case End.OUT_OF_MEMORY:
            return Look.TOO_LARGE, detail or "needs more memory than a decoder may have"
        case End.DIED:
            how = "was killed again and again" if detail == _KILLED else f"crashed twice ({detail})"
            return Look.UNREADABLE, f"the decoder {how}"
        case End.DONE:
            return Look.UNREADABLE, NO_ANSWER
