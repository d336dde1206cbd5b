"""What Leeward promises, checked by what the servers and its own records say."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: what was expected of it, and what was seen."""

    name: str
    expected: str
    seen: str
    is_kept: bool


@dataclass(slots=True)
class Promises:
    """All that were checked."""

    made: list[Promise] = field(default_factory=list)

    def check(self, name: str, expected: str, seen: str, is_kept: bool) -> bool:
        """Write one down; gives whether it is kept."""
        self.made.append(Promise(name, expected, seen, is_kept))
        return is_kept

    @property
    def are_kept(self) -> bool:
        """Whether there are some, and all are kept."""
        return bool(self.made) and all(one.is_kept for one in self.made)

    def lines(self) -> Iterator[str]:
        """A table, which needs no colour."""
        width = max((len(one.name) for one in self.made), default=0)
        for one in self.made:
            yield f"{'kept  ' if one.is_kept else 'BROKEN'}  {one.name:<{width}}  {one.seen}"
            if not one.is_kept:
                yield f"{'':6}  {'':{width}}  expected: {one.expected}"
