"""Hits: what scanners found in posts' words, which are not kept themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from leeward.model.events import TextHit
from leeward.store.connection import Connection, dump
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class NewHits:
    """What was found in one revision of a post. by: scanners that read it."""

    server: int
    uri: str
    revision: str
    hits: tuple[TextHit, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A post whose words were told for the first time. is_plain: they were read, and nothing was found."""

    item: int
    is_decided: bool
    is_plain: bool
    has_media: bool


@dataclass(frozen=True, slots=True)
class ReadPost:
    """What is known of one post's words."""

    hits: tuple[TextHit, ...]
    by: frozenset[str]


async def keep(connection: Connection, found: Sequence[NewHits]) -> list[Kept]:
    """Write what was found; of a post whose words were read before nothing changes."""
    rows = {(one.server, one.uri, one.revision): one for one in found}
    if not rows:
        return []
    new = [rows[key] for key in sorted(rows)]
    columns = ([one.server for one in new], [one.uri for one in new], [one.revision for one in new])
    hits = [dump(msgspec.to_builtins(one.hits)) for one in new]
    by = [" ".join(one.by) for one in new]
    kept = await connection.fetch(query("hits", "keep"), *columns, hits, by)
    return [Kept(row["id"], row["is_decided"], row["is_plain"], row["has_media"]) for row in kept]


async def of_items(connection: Connection, items: Sequence[int]) -> dict[int, ReadPost]:
    """By post; those whose words nobody has read are left out."""
    rows = await connection.fetch(query("hits", "of_items"), [*items])
    return {row["id"]: read_post(row) for row in rows}


def read_post(row: Any) -> ReadPost:
    """Of a row with `hits`, which is there, and `read_by`."""
    return ReadPost(msgspec.json.decode(row["hits"], type=tuple[TextHit, ...]), frozenset(row["read_by"]))
