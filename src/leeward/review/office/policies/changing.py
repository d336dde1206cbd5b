"""What people do to the policy: put a file in force, go back to a version, promote a rule."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from leeward.model.errors import ConfigError, UsageError
from leeward.policy.parse import parse_bundle
from leeward.policy.rules import Mode, Policy, Rule
from leeward.policy.source.bundle import Bundle, from_text
from leeward.review.office.bench import Bench
from leeward.review.office.policies import adopting, amending, finding, reading
from leeward.review.office.policies.adopting import Making
from leeward.review.office.policies.candidates import named
from leeward.review.office.policies.policing import version
from leeward.review.office.policies.reading import Reading
from leeward.store.connection import Connection
from leeward.store.policies import versions
from leeward.store.policies.versions import Kind, Origin, Version

_USE = "put it in force first: leeward policy use"
_OWN = "leeward policy show --text > policy.toml, name that file with live.policy, then: leeward policy use"


@dataclass(frozen=True, slots=True)
class By:
    """Who changes the policy, and why."""

    author: str
    why: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What is in force now. is_new: False: it was so already, and nothing changed.

    waiting: rules that only note although their mode is enforce, until somebody promotes them. noting: new
    ones that only note, as their mode says. written, gone: files that were put in place and taken away.
    """

    number: int
    policy: Policy
    is_new: bool
    waiting: tuple[Rule, ...]
    noting: tuple[Rule, ...] = ()
    written: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be in force. making: None: it is so already. writes: whether its files are to be written."""

    new: Reading
    making: Making | None
    writes: bool = False


async def use(bench: Bench, given: Path | None, by: By) -> Changed:
    """Put the file in force as it is now. given: None: the configured one.

    Raises: UsageError: another file is configured. ConfigError, PolicyError: it cannot be used.
    """
    found = reading.passing(_chosen(bench, given))

    async def plan(_: Connection, newest: Version | None) -> _Plan:
        if newest is None:
            return _Plan(found, adopting.first(found.policy, by.author, by.why))
        is_so = newest.text == found.text and newest.digest == found.policy.digest
        return _Plan(found, None if is_so else Making(Kind.EDITED, by.author, by.why))

    return await _carried_out(bench, plan)


async def write(bench: Bench, number: int, bundle: Bundle, by: By) -> Changed:
    """Put a text in force that was written over version `number`, and write its files where they stand.

    Raises: UsageError: another version is in force by now. ConfigError: a test of it fails, or the file has
        edits that were never in force. PolicyError: it is none. OutputError: the files cannot be written.
    """
    file = bench.config.live.policy
    found = Reading(parse_bundle(bundle), bundle, Origin.FILE, file)
    for result in reading.results(bundle):
        if not result.has_passed:
            told = f"its own test {result.test.name!r} fails: {result.problems[0]}"
            raise ConfigError(told, "mend the rule or the test")

    async def plan(connection: Connection, newest: Version | None) -> _Plan:
        if newest is None or newest.number != number:
            there = f"version {newest.number}" if newest else "no version"
            raise UsageError(
                f"you wrote over version {number}, and {there} is in force by now",
                "look at what was changed, then write yours over that",
            )
        await _check_kept(connection, file)
        is_so = newest.text == found.text
        return _Plan(found, None if is_so else Making(Kind.EDITED, by.author, by.why), writes=True)

    return await _carried_out(bench, plan)


def _chosen(bench: Bench, given: Path | None) -> Reading:
    own = bench.config.live.policy
    if given is None:
        return reading.default() if own is None else reading.read(own)
    if own is not None and given.resolve() != own.resolve():
        raise UsageError(
            f"{own} is the policy that is configured, and not {given}",
            "edit that file, or name the other one with live.policy",
        )
    return reading.read(given)


async def revert(bench: Bench, number: int, by: By) -> Changed:
    """Put an earlier version in force again, and its files back to where they stood.

    Raises: UsageError: no such version. ConfigError: the file has edits that were never in force, or the
        version fails its tests in this program. OutputError: the files cannot be written.
    """
    file = bench.config.live.policy

    async def plan(connection: Connection, newest: Version | None) -> _Plan:
        old = await version(connection, number)
        await _check_kept(connection, file)
        bundle = from_text(old.text)
        found = reading.passing(Reading(parse_bundle(bundle), bundle, old.origin, file))
        making = Making(Kind.REVERTED, by.author, by.why or f"back to version {number}")
        is_so = newest is not None and (newest.text, newest.digest) == (old.text, old.digest)
        return _Plan(found, None if is_so else making, writes=True)

    return await _carried_out(bench, plan)


async def _check_kept(connection: Connection, file: Path | None) -> None:
    """Nobody's edits are lost: what stands in the file was in force once, to the letter."""
    if file is None or not file.exists():
        return
    text = finding.files_of(file).bundle.to_text()
    if await versions.number_of_text(connection, text) is None:
        raise ConfigError(f"{file} has edits that were never in force", f"{_USE}; or move the file away")


async def promote(bench: Bench, rule: str, share: int | None, by: By) -> Changed:
    """Let a rule do what it says; its mode in the file becomes enforce. share: None: as written.

    Raises: UsageError: there is no such rule, or no file to write it into. ConfigError: the file has edits
        that are not in force, or the policy fails its tests with the rule in force. OutputError.
    """

    async def plan(connection: Connection, newest: Version | None) -> _Plan:
        if newest is None:
            raise UsageError("no policy was ever in force here", "leeward up; or: leeward policy use")
        old = from_text(newest.text)
        found = named(parse_bundle(old), rule)
        bundle = amended(old, found, share)
        writes = bundle != old
        if writes:
            _check_writable(bench.config.live.policy, newest, bundle)
        file = bench.config.live.policy
        _check_tests(bundle, rule)
        new = Reading(parse_bundle(bundle), bundle, newest.origin, file)
        known = await versions.promoted(connection)
        marks = tuple(
            one for one in adopting.marks_of(new.policy) if one.id == rule and one.core not in known
        )
        making = Making(Kind.PROMOTED, by.author, by.why, marks)
        return _Plan(new, making if writes or marks else None, writes)

    return await _carried_out(bench, plan)


def amended(old: Bundle, found: Rule, share: int | None) -> Bundle:
    """The files with the rule in force, in the one that has the last word about it. Raises: ConfigError."""
    share = found.share if share is None else share
    if (found.mode, found.share) == (Mode.ENFORCE, share):
        return old
    for name in (old.main, *old.private, *sorted(old.files)):
        text = amending.in_force(old.files[name], found.id, share)
        if text is None:
            continue
        new = Bundle(old.main, {**old.files, name: text})
        rule = parse_bundle(new).rule(found.id)
        if rule and (rule.mode, rule.share, rule.core) == (Mode.ENFORCE, share, found.core):
            return new
    raise ConfigError(
        f"nobody knows which file says how the rule {found.id} is", "write its mode there by hand"
    )


def _check_writable(file: Path | None, newest: Version, wanted: Bundle) -> None:
    """The rule is written into what is in force, in a file of one's own, and into nothing else."""
    if file is None and newest.origin is Origin.FILE:
        return  # its text stands in the database, and nowhere on this machine
    if file is None:
        raise UsageError("the policy has no file of its own to write this into", _OWN)
    there = finding.files_of(file)
    if there.bundle.to_text() != newest.text:
        raise ConfigError(f"{file} is not what is in force", f"see: leeward policy diff; {_USE}")
    old = from_text(newest.text).files
    for name, told in wanted.files.items():
        if name in there.shipped and old[name] != told:
            hint = f"copy the rule into {file}: there it takes that one's place; then {_USE}"
            raise UsageError(f"the rule stands in {name}, which Leeward brings", hint)


def _check_tests(bundle: Bundle, rule: str) -> None:
    """The tests say what the policy does, and with the rule in force it does more."""
    for result in reading.results(bundle):
        if not result.has_passed:
            told = f"the policy's own test {result.test.name!r} fails: {result.problems[0]}"
            hint = "mend the rule (what if a fact is unknown?) or the test; then: leeward policy use"
            raise ConfigError(f"with the rule {rule} in force, {told}", hint)


async def _carried_out(
    bench: Bench, plan: Callable[[Connection, Version | None], Awaitable[_Plan]]
) -> Changed:
    """Make the version that was planned, with nobody else at it, and write its files.

    The database knows of it first: whatever a kill leaves, the next start or the next command finishes.
    """
    file = bench.config.live.policy
    async with bench.store.transaction() as connection:
        newest = await _locked(connection, file)
        planned = await plan(connection, newest)
        new, making = planned.new, planned.making
        if making is None:
            assert newest is not None, "nothing is so already before there is anything"
            return await _changed(connection, newest.number, new.policy, is_new=False)
        written, gone = _to_write(file, new.text) if planned.writes and file else ((), ())
        if planned.writes and file:
            making = replace(making, unwritten=adopting.here(file))
        made = await adopting.put(connection, new, bench.recorder, making)
        changed = await _changed(connection, made.number, new.policy, is_new=True)
        changed = replace(changed, noting=_noting(new.policy, newest), written=written, gone=gone)
    async with bench.store.transaction() as connection:
        await _locked(connection, file)
    return changed


def _to_write(file: Path, text: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Which files change and which go, once it is known that there is room and right for it."""
    drafts = adopting.drafts_of(file, text)
    try:
        return drafts.differing(), drafts.gone
    finally:
        drafts.close()


def _noting(policy: Policy, before: Version | None) -> tuple[Rule, ...]:
    known = {one.core for one in before.rules} if before else frozenset[str]()
    return tuple(one for one in policy.rules if one.mode is Mode.SHADOW and one.core not in known)


async def _locked(connection: Connection, file: Path | None) -> Version | None:
    """The version in force, with nobody else at it; its files written, if they are not yet."""
    await versions.lock(connection)
    newest = await versions.newest(connection)
    if newest and file and newest.unwritten == adopting.here(file):
        bundle = finding.files_of(file).bundle if file.exists() else None
        if bundle is None or await adopting.is_unwritten(connection, bundle, file, newest):
            await adopting.write(connection, file, newest)
    return newest


async def _changed(connection: Connection, number: int, policy: Policy, *, is_new: bool) -> Changed:
    promoted = await versions.promoted(connection)
    return Changed(number, policy, is_new, adopting.waiting(policy.rules, promoted))
