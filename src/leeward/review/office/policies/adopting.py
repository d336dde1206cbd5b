"""What is configured becomes what is in force: a version of its own, unless it is one already."""

import getpass
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import structlog

from leeward import __version__
from leeward.model.errors import ConfigError
from leeward.model.findings import Json
from leeward.pipeline.recording import Note, Recorder
from leeward.policy.rules import Mode, Policy, Rule
from leeward.policy.source.bundle import Bundle, from_text, is_private
from leeward.policy.watch.brakes import called
from leeward.review.office.policies.finding import files_of
from leeward.review.office.policies.reading import Reading, parsed, to_write
from leeward.review.office.policies.writing import Drafts, draft
from leeward.store.connection import Connection
from leeward.store.policies import versions
from leeward.store.policies.versions import Kind, NewVersion, Origin, RuleMark, Version

_OURS = f"Leeward {__version__}"  # the author of what comes with the program

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy in force, and the number of its version."""

    number: int
    policy: Policy


@dataclass(frozen=True, slots=True)
class Making:
    """How a version comes to be. promoted: rules that from now on may do what their mode says.

    unwritten: where its files are still to be written.
    """

    kind: Kind
    author: str
    why: str = ""
    promoted: tuple[RuleMark, ...] = ()
    unwritten: str | None = None


def login() -> str:
    """The name of who started this process."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "the file's owner"


def here(file: Path) -> str:
    """This very file on this very machine."""
    return f"{platform.node()}:{file.resolve()}"


async def adopt(connection: Connection, reading: Reading, recorder: Recorder) -> InForce:
    """Put what was read in force, unless something newer is; gives what is in force then.

    In the caller's transaction; of two processes that start at once, one makes the version.
    Raises: ConfigError: it was in force once, and another one is now. OutputError: a file that a kill left
        unwritten cannot be written. PolicyError: a newer program made the version in force.
    """
    await versions.lock(connection)
    newest = await versions.newest(connection)
    if newest and reading.file and await is_unwritten(connection, reading.bundle, reading.file, newest):
        await write(connection, reading.file, newest)
        log.warning("policy.written", number=newest.number, file=str(reading.file))
        return in_force(newest)
    found = await _found(connection, reading, recorder, newest)
    waits = waiting(found.policy.rules, await versions.promoted(connection))
    log.info("policy.in_force", number=found.number, digest=found.policy.digest)
    if waits:
        log.warning("policy.rules_wait", rules=list(map(called, waits)), hint="leeward policy promote RULE")
    return found


async def _found(
    connection: Connection, reading: Reading, recorder: Recorder, newest: Version | None
) -> InForce:
    if newest is None:
        return await put(connection, reading, recorder, first(reading.policy, login()))
    if reading.policy.digest == newest.digest or _gives_way(reading, newest):
        return in_force(newest)
    return await _changed(connection, reading, recorder, newest)


def in_force(version: Version) -> InForce:
    """A version, ready to be asked. Raises: PolicyError: a newer program made it."""
    return InForce(version.number, parsed(version.text))


def _gives_way(reading: Reading, newest: Version) -> bool:
    """A process that is told of no file takes what somebody put in force, and brings nothing of its own."""
    return reading.origin is Origin.DEFAULT and newest.origin is Origin.FILE


async def _changed(connection: Connection, reading: Reading, recorder: Recorder, newest: Version) -> InForce:
    if reading.text == newest.text or reading.origin is Origin.DEFAULT:
        return await _read_anew(connection, reading, recorder, newest)
    before = await versions.number_of(connection, reading.policy.digest)
    if before is not None:
        raise ConfigError(
            f"{reading.file} is version {before} of the policy, and version {newest.number} is in force",
            f"bring the file up to date (leeward policy diff {before} {newest.number}), or put it in force"
            f" again: leeward policy revert {before}",
        )
    return await put(connection, reading, recorder, Making(Kind.EDITED, login()))


async def _read_anew(
    connection: Connection, reading: Reading, recorder: Recorder, newest: Version
) -> InForce:
    """What nobody edited: this program only reads it otherwise, or brings a new default. Nothing that
    protects may fall silent by an update."""
    if await versions.number_of(connection, reading.policy.digest):  # this program is the older one
        return in_force(newest)
    known = await versions.promoted(connection)
    held_back = {one.id for one in newest.rules if one.mode == Mode.ENFORCE and one.core not in known}
    may = tuple(one for one in _enforced(reading.policy) if one.id not in held_back)
    return await put(connection, reading, recorder, Making(Kind.EDITED, _OURS, "came with the program", may))


def first(policy: Policy, author: str, why: str = "") -> Making:
    """The first version of all: there is nothing to compare its rules with."""
    return Making(Kind.FIRST, author, why, _enforced(policy))


def _enforced(policy: Policy) -> tuple[RuleMark, ...]:
    return tuple(one for one in marks_of(policy) if one.mode == Mode.ENFORCE)


async def put(connection: Connection, reading: Reading, recorder: Recorder, making: Making) -> InForce:
    """Make a version of what was read: from now on it is in force. The caller has the lock."""
    now, policy = recorder.clock(), reading.policy
    before = await versions.newest(connection)
    await versions.promote(connection, making.promoted, making.author, now)
    new = NewVersion(
        digest=policy.digest,
        kind=making.kind,
        origin=reading.origin,
        author=making.author,
        why=making.why,
        text=reading.text,
        rules=marks_of(policy),
        unwritten=making.unwritten,
    )
    number = await versions.add(connection, new, now)
    body = _body(number, new, before.rules if before else (), making.promoted)
    await recorder.record(connection, [Note(f"policy.{making.kind}", body)])
    return InForce(number, policy)


def marks_of(policy: Policy) -> tuple[RuleMark, ...]:
    """Its rules as a version keeps them."""
    return tuple(
        RuleMark(one.id, one.digest, one.core, str(one.mode), one.is_private) for one in policy.rules
    )


def waiting(rules: Iterable[Rule], promoted: frozenset[str]) -> tuple[Rule, ...]:
    """Rules that only note although their mode is enforce: nobody has promoted them."""
    return tuple(one for one in rules if one.mode is Mode.ENFORCE and one.core not in promoted)


@dataclass(frozen=True, slots=True)
class Delta:
    """What a version did to the one before, by rule."""

    added: tuple[RuleMark, ...]
    changed: tuple[RuleMark, ...]
    removed: tuple[RuleMark, ...]


def delta(before: Iterable[RuleMark], after: Iterable[RuleMark]) -> Delta:
    """Rules that came, changed and went."""
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    return Delta(
        tuple(one for one in new.values() if one.id not in old),
        tuple(one for one in new.values() if one.id in old and old[one.id].digest != one.digest),
        tuple(one for one in old.values() if one.id not in new),
    )


def _body(number: int, new: NewVersion, before: tuple[RuleMark, ...], promoted: tuple[RuleMark, ...]) -> Json:
    """For the ledger: who and what, by digests; a private rule has no other name there."""
    found = delta(before, new.rules)
    return {
        "version": number,
        "policy": new.digest,
        "author": new.author,
        "added": [known_as(one) for one in found.added],
        "changed": [known_as(one) for one in found.changed],
        "removed": [known_as(one) for one in found.removed],
        "promoted": [known_as(one) for one in promoted],
    }


def known_as(mark: RuleMark) -> str:
    """The rule's name where others may read it."""
    return f"private-{mark.digest[:12]}" if mark.is_private else mark.id


async def is_unwritten(connection: Connection, bundle: Bundle, file: Path, newest: Version) -> bool:
    """Whether a kill came between the database and this very file: what stands there is old or new, file by
    file, and nobody has edited one since."""
    if newest.unwritten != here(file):
        return False
    kept = [from_text(text) for text in await versions.texts(connection)]
    return all(
        any(old.files.get(old.main if name == bundle.main else name) == text for old in kept)
        for name, text in bundle.files.items()
    )


async def write(connection: Connection, file: Path, newest: Version) -> None:
    """Bring the file to what is in force. Raises: OutputError, ConfigError: it cannot be."""
    drafts_of(file, newest.text).place()
    await versions.mark_written(connection, newest.number)


def drafts_of(file: Path, text: str) -> Drafts:
    """The files of a kept policy, ready to take the place of what stands there.

    Raises: OutputError: they cannot be written. ConfigError: what stands there cannot be read.
    """
    wanted = to_write(text, file)
    there = files_of(file).bundle.files if file.exists() else ()
    gone = [name for name in there if is_private(name) and name not in wanted]
    return draft(file.resolve().parent, wanted, gone)
