"""Everything that can go wrong and that a person should read about.

LeewardError                 what happened, to which thing; `hint`: what to do next
├── UsageError               the command line cannot be understood
├── ConfigError              the configuration cannot be used
├── BankError                a bank cannot be read, built or opened
│   ├── BadSignal            a text is not a value of this kind of signal
│   ├── StaleBank            the built index is older than its source
│   └── DamagedBank          the built index fails its check
├── PolicyError              a policy, or the facts for it, cannot be used
├── SourceError              a place to scan cannot be listed at all
├── ResumeError              an interrupted scan cannot be resumed
├── OutputError              what was found cannot be written down
├── LedgerError              something cannot be written to the ledger, or did not come from it
├── SealError                a seal cannot be made or opened: changed, misplaced, or of another key
├── VaultKeyError            the vault's key cannot be read, or others could read it
├── DatabaseError            there is no PostgreSQL to work with, or it cannot be used
│   └── NotWritable          a record cannot be kept as it is; the database itself is fine
├── Busy                     too much waits already: whoever brings more should come again
├── CaseError                there is no such case, or it cannot be moved like that
├── NotAllowed               this person may not see or do this
├── NotSignedIn              nobody is signed in, or not any more
├── SandboxError             the isolated workers cannot be started: stops the start
├── NetError                 another server, or the way to it, does not do what it should
│   ├── NotFetched           nothing usable came back; carries `look`, `reason`, `is_passing`
│   ├── BadEvent             nobody can read what a server tells
│   ├── BadSignature         a request does not prove who sent it; carries `reason`
│   ├── ServerError          a server we protect does not answer as one; carries `is_passing`
│   └── NotSent              an alarm mail was not taken
└── NotLooked                one media could not be looked at; carries `look` and `reason`
"""

from leeward.model.look import Look


class LeewardError(Exception):
    """The root: a message for people, and a hint what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(LeewardError):
    """The command line cannot be understood."""


class ConfigError(LeewardError):
    """The configuration cannot be used."""


class BankError(LeewardError):
    """A bank cannot be read, built or opened."""


class BadSignal(BankError):
    """A text is not a value of this kind of signal. The message never repeats the text."""


class StaleBank(BankError):
    """The built index is older than its source."""


class DamagedBank(BankError):
    """The built index fails its check."""


class PolicyError(LeewardError):
    """A policy, or the facts for it, cannot be used.

    at: 1-based line and column inside the condition, while it is being read; None once the message has them.
    problems: of a whole policy, each thing that is wrong: (file, line, column, what, what to do).
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        at: tuple[int, int] | None = None,
        problems: tuple[tuple[str, int, int, str, str], ...] = (),
    ) -> None:
        super().__init__(message, hint)
        self.at = at
        self.problems = problems


class SourceError(LeewardError):
    """A place to scan cannot be listed at all."""


class ResumeError(LeewardError):
    """An interrupted scan cannot be resumed."""


class OutputError(LeewardError):
    """What was found cannot be written down."""


class LedgerError(LeewardError):
    """Something cannot be written to the ledger, or did not come from it. The message never repeats it."""


class SealError(LeewardError):
    """A seal cannot be made or opened: it was changed, is in another's place, or is of another key."""


class VaultKeyError(LeewardError):
    """The vault's key cannot be read, or others could read it. The message never repeats the key."""


class DatabaseError(LeewardError):
    """There is no PostgreSQL to work with, or it cannot be used. The message never shows a password."""


class NotWritable(DatabaseError):
    """A record cannot be kept as it is; the database itself is fine."""


class Busy(LeewardError):
    """Too much waits already: whoever brings more should come again."""


class CaseError(LeewardError):
    """There is no such case, or it cannot be moved like that."""


class NotAllowed(LeewardError):
    """This person may not see or do this. The message never tells whether it is there."""


class NotSignedIn(LeewardError):
    """Nobody is signed in, or not any more. The message never tells which part was wrong."""


class SandboxError(LeewardError):
    """The isolated workers cannot be started. Stops the start: there is no null scanner."""


class NotLooked(LeewardError):
    """One media could not be looked at. Never means clean, never means match."""

    def __init__(self, look: Look, reason: str) -> None:
        super().__init__(reason)
        self.look = look
        self.reason = reason


class NetError(LeewardError):
    """Another server, or the way to it, does not do what it should."""


class NotFetched(NetError):
    """Nothing usable came back. `reason` never repeats an address or content.

    look: what that means for a media that was asked for. is_passing: worth another try.
    retry_after_s: seconds, what the server asked for, None if it named no time. status: of an answer that is
    not what was asked for, None where none came.
    """

    status: int | None = None

    def __init__(
        self, look: Look, reason: str, *, is_passing: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(reason)
        self.look = look
        self.reason = reason
        self.is_passing = is_passing
        self.retry_after_s = retry_after_s


class BadSignature(NetError):
    """A request does not prove who sent it. `reason` never repeats what was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadEvent(NetError):
    """Nobody can read what a server tells. The message never repeats it."""


class ServerError(NetError):
    """A server that we protect does not answer as one, or does not let us. Never repeats what it said.

    is_passing: worth another try. retry_after_s: seconds, what it asked for, None if it named no time.
    """

    def __init__(
        self, message: str, hint: str = "", *, is_passing: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(message, hint)
        self.is_passing = is_passing
        self.retry_after_s = retry_after_s


class NotSent(NetError):
    """An alarm mail was not taken by the mail server."""
