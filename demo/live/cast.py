"""Who posts what: innocent bridges, listed ones, one in disguise, a broken file, one that vanishes."""

import time
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from demo.federation.asking import Json, Picture
from demo.federation.mastodon_double import MastodonDouble
from demo.federation.snac import Snac
from demo.live import pictures
from demo.live.records import Sent
from demo.live.stage import Stage

INNOCENT = 6  # posts, all servers together


@dataclass(slots=True)
class Cast:
    """What was posted, by its part in the story."""

    innocent: list[Sent] = field(default_factory=list)
    exact: list[Sent] = field(default_factory=list)
    disguised: list[Sent] = field(default_factory=list)
    broken: Sent | None = None
    vanished: Sent | None = None

    def all(self) -> list[Sent]:
        """Every post, as far as there is one."""
        more = [one for one in (self.broken, self.vanished) if one]
        return [*self.innocent, *self.exact, *self.disguised, *more]


def vanishes(m: MastodonDouble) -> tuple[Json, Sent]:
    """Posted, and deleted with its file, before anybody looked; the server's news of it come later."""
    status = _quietly(m, "bob", pictures.innocent(99))
    sent = _sent("a post that its author deleted before we came", "bob", "M", status)
    m.delete("bob", sent.native_id)
    for url in sent.urls:
        name = PurePosixPath(urlsplit(url).path).name
        for file in m.folder.rglob(f"{name.partition('.')[0]}*"):
            if file.is_file():
                file.unlink()
    return status, sent


def perform(stage: Stage) -> Cast:
    """Everybody posts."""
    cast = Cast()
    if stage.m:
        _on_m(stage.m, cast)
    if stage.a:
        _on_a(stage.a, cast)
    return cast


def _on_m(m: MastodonDouble, cast: Cast) -> None:
    for number in range(INNOCENT // 2):
        status = _quietly(m, "bob", pictures.innocent(number))
        cast.innocent.append(_sent("an innocent bridge", "bob", "M", status))
    exact = _quietly(m, "mallory", pictures.listed(0))
    cast.exact.append(_sent("a listed picture, byte for byte", "mallory", "M", exact))
    disguised = _quietly(m, "alice", pictures.disguised(1))
    cast.disguised.append(_sent("a listed picture in disguise", "alice", "M", disguised))
    broken = _quietly(m, "bob", pictures.BROKEN)
    cast.broken = _sent("a file that nobody can read", "bob", "M", broken)


def _on_a(a: Snac, cast: Cast) -> None:
    for number in range(INNOCENT // 2, INNOCENT):
        status = a.post("a bridge", [pictures.innocent(number)])
        cast.innocent.append(_sent("an innocent bridge", "alice", "A", status))
    exact = a.post("another bridge", [pictures.listed(2)])
    cast.exact.append(_sent("a listed picture, byte for byte", "alice", "A", exact))
    disguised = a.post("one more bridge", [pictures.disguised(3)])
    cast.disguised.append(_sent("a listed picture in disguise", "alice", "A", disguised))


def quick(m: MastodonDouble, user: str, picture: Picture, what: str, text: str = "a bridge") -> Sent:
    """One more post on M."""
    return _sent(what, user, "M", m.post(user, text, [picture]))


def _quietly(m: MastodonDouble, user: str, picture: Picture) -> Json:
    """A post that the double itself tells no webhook of: hooks.py does, for canaries, too."""
    return m.post(user, "a bridge", [picture])


def _sent(what: str, who: str, where: str, status: Json) -> Sent:
    urls = tuple(one["url"] for one in status["media_attachments"] if one.get("url"))
    return Sent(what, who, where, status["uri"], str(status["id"]), urls, time.time())
