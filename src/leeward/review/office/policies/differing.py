"""What differs between two policies, rule by rule, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leeward.model.findings import Json
from leeward.policy.rules import Policy, Rule
from leeward.policy.watch.brakes import called

_SHORT = 12  # characters of a digest that people compare by eye


class What(StrEnum):
    """What became of one part of a policy."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs. name: as people may see it. lines: what differs in it, in words."""

    what: What
    name: str
    lines: tuple[str, ...]


def differences(old: Policy, new: Policy, *, with_private: bool = False) -> tuple[Change, ...]:
    """Every rule, guard and quota that differs, in the order of the new policy; removed ones at the end.

    with_private: else a private rule is only told of by its digest.
    """
    return (
        *_of_name(old, new),
        *_of_rules(old, new, with_private),
        *_of_tables(old, new),
        *_of_order(old, new),
    )


def _of_name(old: Policy, new: Policy) -> Iterator[Change]:
    if old.name != new.name:
        yield Change(What.CHANGED, "the name", _was_is("name", old.name, new.name))


def _of_rules(old: Policy, new: Policy, with_private: bool) -> Iterator[Change]:
    before = {rule.id: rule for rule in old.rules}
    for rule in new.rules:
        was = before.pop(rule.id, None)
        hides = not with_private and (rule.is_private or bool(was and was.is_private))
        if was is None:
            yield Change(What.ADDED, named(rule, hides), () if hides else _told(rule))
        elif was.digest != rule.digest or was.is_private != rule.is_private:
            lines = _digests(was, rule) if hides else _between(was, rule)
            yield Change(What.CHANGED, named(rule, hides), lines)
    for rule in before.values():
        hides = rule.is_private and not with_private
        yield Change(What.REMOVED, named(rule, hides), () if hides else _told(rule))


def named(rule: Rule, hides: bool) -> str:
    """The rule for people; of one that is hidden, only its digest."""
    return f"rule {called(rule) if hides else rule.id}"


def _digests(was: Rule, rule: Rule) -> tuple[str, ...]:
    return (f"digest: {was.digest[:_SHORT]} -> {rule.digest[:_SHORT]}",)


def _told(rule: Rule) -> tuple[str, ...]:
    then = ", ".join(map(str, rule.then)) or "nothing"
    return (
        f"title: {rule.title}",
        f"mode: {rule.mode}",
        f"when: {rule.canonical()['when']}",
        f"then: {then}",
    )


def _between(was: Rule, rule: Rule) -> tuple[str, ...]:
    old, new = was.canonical(), rule.canonical()
    lines = [line for key in new if old[key] != new[key] for line in _field(key, old[key], new[key])]
    if was.is_private != rule.is_private:
        lines.append("it is private now" if rule.is_private else "it is no longer private")
    return tuple(lines)


def _field(key: str, old: Json, new: Json) -> tuple[str, ...]:
    told = _was_is if key in {"when", "because", "title"} else _arrow
    return told(key, _shown(old), _shown(new))


def _was_is(key: str, old: str, new: str) -> tuple[str, ...]:
    return (f"{key}: - {old}", f"{' ' * len(key)}  + {new}")


def _arrow(key: str, old: str, new: str) -> tuple[str, ...]:
    return (f"{key}: {old} -> {new}",)


def _shown(value: Json) -> str:
    if value is None:
        return "not said"
    if value == []:
        return "nothing"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {told}" for key, told in value.items())
    return str(value)


def _of_tables(old: Policy, new: Policy) -> Iterator[Change]:
    yield from _of_table(
        "guard",
        {one.id: _shown(one.canonical()) for one in old.guards},
        {one.id: _shown(one.canonical()) for one in new.guards},
    )
    yield from _of_table(
        "quota", {k: str(v) for k, v in old.quota.items()}, {k: str(v) for k, v in new.quota.items()}
    )


def _of_table(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name, told in new.items():
        if name not in old:
            yield Change(What.ADDED, f"{kind} {name}", (told,))
        elif old[name] != told:
            yield Change(What.CHANGED, f"{kind} {name}", (f"{old[name]} -> {told}",))
    yield from (Change(What.REMOVED, f"{kind} {name}", (old[name],)) for name in old if name not in new)


def _of_order(old: Policy, new: Policy) -> Iterator[Change]:
    """The order only decides in which order reasons are told; still it is part of the digest."""
    before, after = [rule.id for rule in old.rules], [rule.id for rule in new.rules]
    both = set(before) & set(after)
    if [name for name in before if name in both] != [name for name in after if name in both]:
        yield Change(What.CHANGED, "the order of the rules", ())
