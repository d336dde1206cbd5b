"""The servers of the demo: two snac and a double of Mastodon, as far as this machine can have them."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from demo.federation.mastodon_double import MastodonDouble
from demo.federation.parts import Part, default_cache, mastodon, snac
from demo.federation.processes import NotStarted
from demo.federation.snac import Snac
from demo.live.telling import Teller

BOT = "leeward"  # the account on A that Leeward posts its canaries as
Server = TypeVar("Server", bound=AbstractContextManager[object])


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands. A is protected and alice's; B is somebody else's, bob there follows alice; M is the double
    of Mastodon, protected. None: it could not be had."""

    folder: Path
    a: Snac | None
    b: Snac | None
    m: MastodonDouble | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to protect."""
        return self.a is None and self.m is None


def parts(teller: Teller) -> Mapping[str, Part]:
    """Each server program, installed the first time; what cannot be had is said with its reason."""
    teller.say("getting the servers ready: snac from Debian, a double of Mastodon (the first time: a minute)")
    recipes: Mapping[str, Callable[[Path], Part]] = {"snac": snac, "mastodon": mastodon}
    cache = default_cache()
    with ThreadPoolExecutor() as threads:
        found = dict(zip(recipes, threads.map(lambda recipe: recipe(cache), recipes.values()), strict=True))
    for name, part in found.items():
        teller.say(f"{name}: ready" if part.program else f"{name}: goes without; {_short(part.missing)}")
    return found


@contextmanager
def stage(found: Mapping[str, Part], teller: Teller) -> Iterator[Stage]:
    """Everything started, on loopback and in a temporary folder; stopped and gone afterwards."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="leeward-demo-")))
        folder.chmod(0o711)  # root's database is run by another user, who must come through
        program, python = found["snac"].program, found["mastodon"].program
        a = partial(Snac, program, folder / "a", ("alice", BOT)) if program else None
        b = partial(Snac, program, folder / "b", ("bob",)) if program else None
        m = partial(MastodonDouble, python, folder / "m") if python else None
        yield Stage(
            folder,
            _started(held, teller, "A (snac)", a),
            _started(held, teller, "B (snac)", b),
            _started(held, teller, "M (a double of Mastodon)", m),
        )


def _started(held: ExitStack, teller: Teller, name: str, make: Callable[[], Server] | None) -> Server | None:
    if make is None:
        return None
    server = make()
    try:
        held.enter_context(server)
    except (NotStarted, OSError, AssertionError) as error:
        teller.say(f"{name} does not start; the demo goes on without it: {_short(str(error))}")
        return None
    teller.say(f"{name} runs at {getattr(server, 'url', '')}")
    return server


def _short(reason: str) -> str:
    return " ".join(reason.split())[:300]
