"""A policy's files to a policy, or to everything that is wrong with them."""

from collections.abc import Iterator, Mapping

from leeward.model.errors import PolicyError
from leeward.policy.rules import InlineTest, Policy
from leeward.policy.source.bundle import DEEPEST, MOST_FILES, Bundle, extended, is_private
from leeward.policy.source.parts import Part, add_private, check_guards, joined, own_tests, part_of
from leeward.policy.source.problems import Problem, told
from leeward.policy.source.reading import normal, written_of
from leeward.policy.source.schema import WrittenPolicy


def parse(text: str, file: str = "policy.toml") -> Policy:
    """The policy that one file says. file: its name, for messages only. Raises: as of `parse_bundle`."""
    return parse_bundle(Bundle(file, {file: text}))


def parse_bundle(bundle: Bundle) -> Policy:
    """The policy that these files say: what is extended, what replaces and follows it, then what is private.

    Its tests are those of the main file and the private ones.
    Raises: PolicyError: a line `file:line:column: what is wrong` for each problem, twenty at most; the hint
        belongs to the first.
    """
    return parse_parts(bundle)[0]


def parse_parts(bundle: Bundle) -> tuple[Policy, ...]:
    """The policy that these files say, and then each extended file as a policy by itself, with its own tests.

    Raises: as of `parse_bundle`.
    """
    texts = {name: normal(text) for name, text in _main_first(bundle)}
    problems: list[Problem] = []
    if len(texts) > MOST_FILES:
        error = PolicyError(
            f"{len(texts)} files are one policy, {MOST_FILES} are allowed", "join some of them"
        )
        raise told([Problem(bundle.main, (), error, (1, 1))], texts)
    read = {name: _kept(written_of(text, name), problems) for name, text in texts.items()}
    written = {name: one for name, one in read.items() if one}
    _raise(problems, texts)
    below = {name: tuple(_extends(name, one, written, problems)) for name, one in written.items()}
    _raise(problems, texts)
    _check_reached(bundle, below, problems)
    _raise(problems, texts)
    parts = {name: part_of(name, texts[name], one, below[name], problems) for name, one in written.items()}
    found = tuple(_policies(bundle, parts, problems))
    _raise(problems, texts)
    return found


def _main_first(bundle: Bundle) -> Iterator[tuple[str, str]]:
    yield bundle.main, bundle.files[bundle.main]
    yield from ((name, text) for name, text in sorted(bundle.files.items()) if name != bundle.main)


def _kept(found: tuple[WrittenPolicy | None, list[Problem]], problems: list[Problem]) -> WrittenPolicy | None:
    problems += found[1]
    return found[0]


def _raise(problems: list[Problem], texts: Mapping[str, str]) -> None:
    if problems:
        raise told(problems, texts)


def _extends(
    name: str, one: WrittenPolicy, written: Mapping[str, WrittenPolicy], problems: list[Problem]
) -> Iterator[str]:
    for key in ("extends", "quota", "guard") if is_private(name) else ():
        if getattr(one, key):  # of a guard that is on, alarms and records tell
            error = PolicyError(f"a private file has no {key}", "write it into the main file")
            problems.append(Problem(name, (key,), error))
    for number, text in enumerate(one.extends):
        try:
            yield _found(text, written)
        except PolicyError as error:
            problems.append(Problem(name, ("extends", number), error))


def _found(text: str, written: Mapping[str, WrittenPolicy]) -> str:
    other = extended(text)
    there = written.get(other.file)
    if there is None:
        hint = "it is looked for in the main file's folder, then among what Leeward brings (base/…)"
        raise PolicyError(f"there is no file {other.file}", hint)
    if there.version is None:
        raise PolicyError(f"{other.file} says no version", f"write version = {other.version} into that file")
    if there.version != other.version:
        message = f"{other.file} is version {there.version}, not {other.version}"
        raise PolicyError(message, "read what has changed in it, then name that version here")
    return other.file


def _check_reached(bundle: Bundle, below: Mapping[str, tuple[str, ...]], problems: list[Problem]) -> None:
    reached = {bundle.main, *bundle.private}

    def follow(chain: tuple[str, ...]) -> None:
        for number, name in enumerate(below[chain[-1]]):
            path = ("extends", number)
            if name in chain:
                error = PolicyError(f"{name} extends itself in the end", f"take it out of {chain[-1]}")
                problems.append(Problem(chain[-1], path, error))
            elif len(chain) >= DEEPEST:
                message = f"more than {DEEPEST} files extend one another"
                problems.append(Problem(chain[-1], path, PolicyError(message, "join some of them")))
            else:
                reached.add(name)
                follow((*chain, name))

    follow((bundle.main,))
    for name in below.keys() - reached:
        error = PolicyError("no file extends this one", f"name it under extends in {bundle.main}")
        problems.append(Problem(name, (), error, (1, 1)))


def _policies(bundle: Bundle, parts: Mapping[str, Part], problems: list[Problem]) -> Iterator[Policy]:
    private = [parts[name] for name in bundle.private]
    whole = joined(parts, bundle.main, problems)
    for part in private:
        add_private(whole, part, problems)
    tests: list[InlineTest] = []
    for part in (parts[bundle.main], *private):
        check_guards(part, whole, problems)
        tests += own_tests(part, whole, problems)
    yield whole.policy(parts[bundle.main].written.name, tuple(tests))
    for name, part in parts.items():
        if name != bundle.main and not is_private(name):
            by_itself = joined(parts, name, problems)
            check_guards(part, by_itself, problems)
            yield by_itself.policy(part.written.name, own_tests(part, by_itself, problems))
