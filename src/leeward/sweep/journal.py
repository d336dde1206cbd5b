"""What an interrupted scan leaves behind: which files are done, without saying which files those are.

Append-only. Files are known by keyed digests (a new key for every scan), never by path, content or value.
A batch is told in three steps, about, the output itself, said: so after any interruption each file is
known as said, as perhaps said, or not at all.
"""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from leeward.model.errors import OutputError, ResumeError
from leeward.sweep.outcomes import Count, Outcome, Spot, plain_reason
from leeward.sweep.past import About, Header, Key, Mark, Past, Start, read, write

_KEPT_S = 30 * 24 * 3600  # seconds that an abandoned journal stays


class Journal:
    """The journal of one scan, locked while this is open.

    tally: totals over all runs. past: what earlier runs did, for as long as it is of use.
    was_interrupted: an earlier run's journal was there, resumed or not.
    """

    def __init__(self, path: Path, resume: bool) -> None:
        """Raises: ResumeError: another process is at this scan, or there is nothing to resume."""
        self._path = path
        self._fd = _locked(path)
        with os.fdopen(os.dup(self._fd), "rb") as stream:
            lines, end = read(stream)
        self.was_interrupted = any(isinstance(line, About) for line in lines)
        header = lines[0] if lines else None
        if resume and not isinstance(header, Header):
            self.finish()
            raise ResumeError(
                "there is no interrupted scan of these places with these options and banks",
                "start it without --resume; changed banks or options make another scan",
            )
        self._key = header.key if resume and isinstance(header, Header) else secrets.token_bytes(32)
        self.past = Past()
        if resume:
            self.past.learn(lines)
        os.ftruncate(self._fd, end if resume else 0)
        os.lseek(self._fd, 0, os.SEEK_END)
        self._append([] if resume else [Header(self._key)], Start(os.getpid()))
        self.tally = self.past.tally()

    def forget_others(self) -> None:
        """Remove what was abandoned beside it: journals that nobody holds nor touched for long."""
        since = os.fstat(self._fd).st_mtime - _KEPT_S
        for other in self._path.parent.glob("*.journal"):
            with suppress(OSError):
                _forget_if_free(other, since)

    def forget_matched(self) -> None:
        """Let what matched be looked at again, because no path of it was kept."""
        for key, about in list(self.past.done.items()):
            if about.count and about.count.banks:
                self._forget(key, about)

    def done(self, spot: Spot) -> About | None:
        """What an earlier run told about this file, if it has not changed since."""
        about = self.past.done.get(self._digest(spot))
        return about if about and about.stamp == self._stamp(spot) else None

    def is_again(self, spot: Spot) -> bool:
        """Whether an earlier run told, or may have told, something about this file."""
        key = self._digest(spot)
        return key in self.past.done or key in self.past.unsure

    def about(self, outcomes: Iterable[tuple[Spot, Outcome | None]]) -> None:
        """Write down what the output says next; None: an archive is done."""
        lines = []
        for spot, outcome in outcomes:
            key = self._digest(spot)
            if older := self.past.done.get(key):
                self._forget(key, older)
            count = _count(outcome) if outcome else None
            if count:
                self.tally.add(count)
            lines.append(About(key, self._stamp(spot), count))
        self._append(lines)

    def said(self, offset: int, tail: bytes) -> None:
        """Write down that the output has said it. tail: the last bytes up to that offset."""
        self._append([], Mark(offset, self.seal(tail)))

    def seal(self, tail: bytes) -> str:
        """A keyed digest, to know the output file again."""
        return hashlib.blake2b(tail, key=self._key, digest_size=8).hexdigest() if tail else ""

    def close(self) -> None:
        """Leave it for a later run, unless it is finished."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def finish(self) -> None:
        """The scan is complete: nothing is left behind."""
        self._path.unlink(missing_ok=True)
        self.close()

    def _forget(self, key: Key, about: About) -> None:
        del self.past.done[key]
        self.past.unsure.add(key)
        if about.count:
            self.tally.add(about.count, times=-1)

    def _digest(self, spot: Spot) -> Key:
        name = os.fsencode(spot.identity) + (b"" if spot.member is None else b"\0%d" % spot.member)
        return hashlib.blake2b(name, key=self._key, digest_size=16).hexdigest()

    def _stamp(self, spot: Spot) -> str:
        return hashlib.blake2b(spot.stamp.encode(), key=self._key, digest_size=8).hexdigest()

    def _append(self, lines: Iterable[Header | About], end: Start | Mark | None = None) -> None:
        text = b"".join(map(write, (*lines, end) if end else lines))
        try:
            while text:
                text = text[os.write(self._fd, text) :]
        except OSError as error:
            raise OutputError(
                f"the scan's journal cannot be written: {(error.strerror or 'unknown error').lower()}",
                f"make room in {self._path.parent}, then go on with --resume",
            ) from error


def _count(outcome: Outcome) -> Count:
    finding = outcome.finding
    return Count(finding.look, plain_reason(finding.reason), finding.size, outcome.banks)


def _forget_if_free(path: Path, since: float) -> None:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(fd).st_mtime < since:
            path.unlink()
    finally:
        os.close(fd)


def _locked(path: Path) -> int:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _opened_alone(path)
    except OSError as error:
        raise OutputError(
            f"the scan's journal {path.parent} cannot be kept: {(error.strerror or 'unknown error').lower()}",
            "name another folder with LEEWARD_STATE_DIR, or state_dir in the configuration",
        ) from error


def _opened_alone(path: Path) -> int:
    while True:
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # another run may have finished, and removed it, between the two calls
            if path.exists() and os.path.samestat(os.fstat(fd), path.stat()):
                return fd
        except BlockingIOError as error:
            with os.fdopen(fd, "rb") as stream:
                past = Past()
                past.learn(read(stream)[0])
            raise ResumeError(
                f"process {past.pid} is at this very scan", "let it finish, or end it first"
            ) from error
        os.close(fd)
