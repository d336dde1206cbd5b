"""Buckets in S3 and compatible stores: `s3://bucket/prefix`. Objects are held in memory, never on disk."""

from collections.abc import Iterator
from functools import partial

from leeward.model.errors import SourceError
from leeward.model.look import Look
from leeward.net.objects import Bucket, Unlisted
from leeward.plugins.connectors.protocol import Found, Lost

_SCHEME = "s3://"
_IN_MEMORY = 1024 * 1024 * 1024  # bytes; an object is in memory as a whole while it is looked at
_UNLISTED = "keys with two slashes in a row cannot be read, and some beside them not be listed"


class Store:
    """The objects below a prefix."""

    name = "bucket"
    title = "s3://bucket/prefix: S3 and compatible stores"

    def claims(self, where: str) -> bool:
        """Addresses that begin with s3://."""
        return where.startswith(_SCHEME)

    def walk(self, where: str) -> Iterator[Found | Lost]:
        """Raises: SourceError: no such bucket, no access, no answer."""
        name, prefix = _parted(where)
        bucket = Bucket(name)
        is_empty = True
        for found in bucket.objects(prefix):
            is_empty = False
            if isinstance(found, Unlisted):
                below = f"{found.folder}/" if found.folder else ""
                yield Lost(f"{_SCHEME}{name}/{below}/", Look.UNREADABLE, _UNLISTED)
                continue
            address = f"{_SCHEME}{name}/{found.key}"
            if found.size > _IN_MEMORY:
                yield Lost(address, Look.TOO_LARGE, f"an object larger than {_IN_MEMORY} bytes")
            else:
                fetch = partial(bucket.fetch, found.key, _IN_MEMORY)
                yield Found(address, fetch, found.stamp, slow_bytes=found.size)
        if is_empty and prefix:
            yield Lost(where, Look.VANISHED, "no object is there, and none below it")


def _parted(where: str) -> tuple[str, str]:
    bucket, _, prefix = where.removeprefix(_SCHEME).partition("/")
    if not bucket:
        raise SourceError(f"{where!r} names no bucket", "write s3://bucket or s3://bucket/prefix")
    return bucket, prefix.strip("/")


SOURCE = Store()
