"""Cases with sealed media on a desk, and drawn pictures whose every detail a test can look for."""

import hashlib
import io
import os
from collections.abc import Sequence

import numpy as np
from PIL import Image

from leeward.store import servers
from leeward.store.connection import Store
from leeward.store.desk.viewing import evidence
from leeward.store.desk.viewing.evidence import Whole
from leeward.store.servers import NewServer
from leeward.vault.evidence import Evidence, sealed_pieces
from tests.desks import KEY, Served
from tests.stores import CARD

SECRET = b"where the bridge stands"


def bridge(width: int = 2000, height: int = 1500, seed: int = 1) -> bytes:
    """A JPEG of a drawn bridge over water, with words in its metadata."""
    y, x = np.mgrid[0:height, 0:width]
    arch = (y > height * 0.55) & (((x % (width // 4)) - width // 8) ** 2 > (y - height * 0.55) ** 2)
    sky = np.stack([90 + y * 100 // height, 140 + y * 60 // height, 230 - x * 60 // width], axis=-1)
    picture = np.where(arch[..., None], (150, 60, 30), sky)
    noise = np.random.default_rng(seed).integers(-9, 10, picture.shape)
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    place = io.BytesIO()
    made = Image.fromarray((picture + noise).clip(0, 255).astype(np.uint8))
    made.save(place, "JPEG", quality=90, exif=exif, comment=SECRET)
    return place.getvalue()


def flicker(count: int = 5) -> bytes:
    """A GIF of a few grey frames."""
    steps = [Image.new("L", (320, 200), 30 + number * 200 // count) for number in range(count)]
    place = io.BytesIO()
    steps[0].save(place, "GIF", save_all=True, append_images=steps[1:], duration=80)
    return place.getvalue()


async def a_case(served: Served, *media: bytes, is_exact: bool = False, queue: str = "held") -> int:
    """A case that waits, about a post with these media, all of them sealed."""
    async with served.store.transaction() as connection:
        new = NewServer("https://home.example", CARD, ("poll",))
        server = await servers.put(connection, new, served.clock())
        number = await connection.fetchval("SELECT count(*) FROM items")
        item = await connection.fetchval(
            "INSERT INTO items (server, native_id, uri, way_in, post, seen_at, decided_at) "
            "VALUES ($1, $2, $3, 'poll', $4, $5, $5) RETURNING id",
            server, str(number), f"https://home.example/posts/{number}", POST, served.clock(),
        )  # fmt: skip
        ids = [await _media(connection, item, place, one) for place, one in enumerate(media)]
        case: int = await connection.fetchval(
            "INSERT INTO cases (item, server, state, queue, actions, is_exact, opened_at, moved_at, "
            "moved_by) "
            "VALUES ($1, $2, 'waiting', $3, '{hold}', $4, $5, $5, 'a job') RETURNING id",
            item, server, queue, is_exact, served.clock(),
        )  # fmt: skip
    await keep(served.store, served, ids, media)
    return case


POST = (
    '{"native_id": "1", "uri": "https://home.example/posts/1", "visibility": "public", '
    '"is_sensitive": false, '
    '"author": {"native_id": "7", "uri": "https://home.example/users/bridge", "is_local": true}}'
)


async def _media(connection: object, item: int, place: int, content: bytes) -> int:
    kind = "gifv" if content[:3] == b"GIF" else "image"
    found: int = await connection.fetchval(  # type: ignore[attr-defined]
        "INSERT INTO media (item, position, native_id, kind, copies, look, is_final, size, sha256, "
        "media_type) VALUES ($1, $2, $3, $4, '[]', 'looked', true, $5, $6, $7) RETURNING id",
        item, place, str(place), kind, len(content), hashlib.sha256(content).digest(),
        "image/gif" if kind == "gifv" else "image/jpeg",
    )  # fmt: skip
    return found


async def keep(store: Store, served: Served, ids: Sequence[int], contents: Sequence[bytes]) -> None:
    """Seal these bytes as these media's."""
    for media, content in zip(ids, contents, strict=True):
        fd = os.memfd_create("a test")
        os.write(fd, content)
        told = Evidence(media, len(content), hashlib.sha256(content).digest())
        pieces = list(sealed_pieces(fd, told, KEY, os.urandom))
        os.close(fd)
        async with store.transaction() as connection:
            await connection.execute(
                "INSERT INTO evidence (media, state, asked_at) VALUES ($1, 'wanted', $2)",
                media,
                served.clock(),
            )
            await evidence.keep(
                connection, Whole(media, told.sha256, told.size, None), pieces, served.clock()
            )


async def claim(served: Served, case: int, name: str) -> None:
    """Somebody is at this case."""
    async with served.store.transaction() as connection:
        await connection.execute(
            "UPDATE queue SET claimed_by = (SELECT id FROM people WHERE name = $2), claimed_until = $3 "
            'WHERE "case" = $1',
            case,
            name,
            served.clock().replace(year=served.clock().year + 1),
        )


async def noted(served: Served, case: int) -> list[str]:
    """Kinds of the ledger's entries about looking at this case, in order."""
    async with served.store.session() as connection:
        rows = await connection.fetch(
            "SELECT kind FROM ledger WHERE \"case\" = $1 AND kind LIKE 'view.%' ORDER BY id", case
        )
    return [row["kind"] for row in rows]


async def shown(served: Served, case: int) -> list[tuple[object, ...]]:
    """Steps: level, way, frame, seconds, whether they are over."""
    async with served.store.session() as connection:
        rows = await connection.fetch(
            'SELECT level, way, frame, seconds, ended_at IS NOT NULL AS is_over FROM views WHERE "case" = $1 '
            "ORDER BY id",
            case,
        )
    return [tuple(row) for row in rows]
