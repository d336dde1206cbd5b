"""Every file of every place, each once."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from leeward.model.errors import SourceError
from leeward.model.look import Look
from leeward.plugins.connectors.protocol import Found, Lost, Named, Passed, Source, Step

LINK_OUT = "a link that leads out of its folder: not followed"


@dataclass(slots=True)
class Places:
    """Walks places in their given order.

    resolve: the kind of place that a spelling belongs to. skip: identity of a file never to be scanned
    (our own output). links_outside: links so far that lead out of their folder.
    """

    resolve: Callable[[str], Source]
    wheres: Sequence[str]
    skip: str | None = None
    links_outside: int = 0
    _seen: set[bytes] = field(default_factory=set)

    def walk(self) -> Iterator[Found | Lost]:
        """Every place is begun before the first file is given, so that a wrong one is told at once.
        Raises: SourceError: a place is not there, or cannot be listed; later: no longer."""
        several = len(self.wheres) > 1
        begun = [self._begun(where) for where in self.wheres]
        return chain.from_iterable(self._each(steps, several) for steps in begun)

    def _begun(self, where: str) -> Iterator[Step]:
        steps = self.resolve(where).walk(where)
        first = list(islice(steps, 1))
        match first:
            case [Lost(path=path, look=Look.VANISHED) as lost] if path == where:
                raise SourceError(f"{where!r}: {lost.reason}", "check how it is spelled")
        return chain(first, steps)

    def _each(self, steps: Iterable[Step], several: bool) -> Iterator[Found | Lost]:
        for step in steps:
            match step:
                case Named():
                    yield from self._named(step.where)
                case Passed(outside=True):
                    self.links_outside += 1
                    yield Lost(step.path, Look.UNSUPPORTED, LINK_OUT)
                case Passed():
                    pass
                case Found() | Lost():
                    identity = step.identity or step.path
                    if identity != self.skip and not (several and self._is_known(identity)):
                        yield step

    def _named(self, where: str) -> Iterator[Found | Lost]:
        """A place of a list: what is wrong with one line of it does not stop the others."""
        try:
            yield from self._each(self.resolve(where).walk(where), several=True)
        except SourceError as error:
            yield Lost(where, Look.UNREADABLE, error.message)

    def _is_known(self, identity: str) -> bool:
        # 16 bytes instead of the path: a million files then cost about 100 MB, however long their names
        digest = hashlib.blake2b(identity.encode("utf-8", "surrogateescape"), digest_size=16).digest()
        if digest in self._seen:
            return True
        self._seen.add(digest)
        return False


def by_spelling(sources: Sequence[Source]) -> Callable[[str], Source]:
    """The way to find the first kind of place that claims a spelling."""

    def resolve(where: str) -> Source:
        for source in sources:
            if source.claims(where):
                return source
        raise SourceError(f"{where!r} is no place that Leeward knows", "see: leeward plugins")

    return resolve
