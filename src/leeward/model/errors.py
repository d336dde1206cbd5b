"""Everything that can go wrong and that a person should read about.

LeewardError                 what happened, to which thing; `hint`: what to do next
├── UsageError               the command line cannot be understood
├── ConfigError              the configuration cannot be used
├── BankError                a bank cannot be read, built or opened
│   ├── BadSignal            a text is not a value of this kind of signal
│   ├── StaleBank            the built index is older than its source
│   └── DamagedBank          the built index fails its check
├── SourceError              a place to scan cannot be listed at all
├── ResumeError              an interrupted scan cannot be resumed
├── OutputError              what was found cannot be written down
├── SandboxError             the isolated workers cannot be started: stops the start
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


class SourceError(LeewardError):
    """A place to scan cannot be listed at all."""


class ResumeError(LeewardError):
    """An interrupted scan cannot be resumed."""


class OutputError(LeewardError):
    """What was found cannot be written down."""


class SandboxError(LeewardError):
    """The isolated workers cannot be started. Stops the start: there is no null scanner."""


class NotLooked(LeewardError):
    """One media could not be looked at. Never means clean, never means match."""

    def __init__(self, look: Look, reason: str) -> None:
        super().__init__(reason)
        self.look = look
        self.reason = reason
