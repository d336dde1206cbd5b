"""Objects in S3 and compatible stores: the only place that touches obstore.

Endpoint, region and credentials come from the usual AWS_* environment.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, InvalidPathError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from leeward.model.errors import NotLooked, SourceError
from leeward.model.look import Look

if TYPE_CHECKING:
    from obstore import ObjectMeta  # there for type checkers only

_PAGE = 1000  # objects asked for at once: the most that S3 gives
_READ_ONLY = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
_HINT = "check AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_UNSORTED = b"\xff"  # behind every key
# obstore says "file not found" with Python's own class, everything else with its own
_TROUBLE = (BaseError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Object:
    """One object in a bucket. size: bytes. stamp: changes with the content."""

    key: str
    size: int
    stamp: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A folder of which not everything can be listed, for it has keys that cannot be addressed."""

    folder: str


class Bucket:
    """One bucket, read-only."""

    def __init__(self, name: str) -> None:
        """Raises: SourceError: the endpoint is no address, or the store cannot be used."""
        self._name = name
        _check_endpoint()
        try:
            self._store = S3Store(
                name,
                # plain http only if the operator wrote that very endpoint down
                client_options={
                    "allow_http": _endpoint().startswith("http://"),
                    "connect_timeout": "10s",
                    "read_timeout": "60s",
                    "timeout": "1h",
                },
                retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=60)},
            )
        except _TROUBLE as error:
            raise SourceError(f"s3://{name}: {_why(error)}", _HINT) from error

    def objects(self, prefix: str) -> Iterator[Object | Unlisted]:
        """The object of that very name, then everything below `prefix/`, in the store's order.
        Raises: SourceError: the store does not list it."""
        try:
            if prefix and (itself := self._head(prefix)):
                yield itself
            yield from self._below(prefix)
        except _TROUBLE as error:
            raise SourceError(f"s3://{self._name}/{prefix}: {_why(error)}", _HINT) from error

    def _below(self, prefix: str) -> Iterator[Object | Unlisted]:
        last = b""
        try:
            for found in self._pages(prefix, None):
                if found.key.encode() < last:
                    last = _UNSORTED
                last = max(last, found.key.encode())
                yield found
        except InvalidPathError:
            # one key with two slashes in a row costs the page that it stands in
            if last == _UNSORTED:
                raise
            for one in self._by_folder(prefix):
                if isinstance(one, Unlisted) or one.key.encode() > last:
                    yield one

    def _by_folder(self, top: str) -> Iterator[Object | Unlisted]:
        folders = [top]
        while folders:
            folder = folders.pop()
            try:
                shelf = obstore.list_with_delimiter(self._store, prefix=folder or None)
            except InvalidPathError:
                yield Unlisted(folder)
                yield from self._behind_bad_keys(folder)
                continue
            below = sorted((name for name in shelf["common_prefixes"] if name), reverse=True)
            if len(below) < len(shelf["common_prefixes"]):
                yield Unlisted("")  # a key that begins with a slash
            folders += below
            yield from self._objects(shelf["objects"])

    def _behind_bad_keys(self, folder: str) -> Iterator[Object]:
        """What is sorted behind `folder//`: nearly always everything else."""
        behind = f"{folder}/0" if folder else "0"  # 0 follows / in the order of keys
        if first := self._head(behind):
            yield first
        try:
            yield from self._pages(folder, behind)
        except InvalidPathError:
            return  # that not all is listed is told already

    def _pages(self, prefix: str, offset: str | None) -> Iterator[Object]:
        for page in obstore.list(self._store, prefix=prefix or None, offset=offset, chunk_size=_PAGE):
            yield from self._objects(page)

    def _objects(self, entries: Iterable["ObjectMeta"]) -> Iterator[Object]:
        for entry in entries:
            # consoles make "folders" as empty objects whose name ends in a slash
            if entry["size"] or self._head(entry["path"]):
                yield Object(entry["path"], entry["size"], f"{entry['size']} {entry['e_tag']}")

    def fetch(self, key: str, most_bytes: int) -> int:
        """A read-only descriptor of the object's bytes, held in memory, that the caller closes.
        Raises: NotLooked."""
        fd = os.memfd_create("object", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            self._copy(key, fd, most_bytes)
            fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _READ_ONLY)
            os.lseek(fd, 0, os.SEEK_SET)
        except NotLooked:
            os.close(fd)
            raise
        except _TROUBLE as error:
            os.close(fd)
            gone = isinstance(error, FileNotFoundError)
            look = Look.VANISHED if gone else Look.UNREADABLE
            raise NotLooked(look, "no longer in the bucket" if gone else _why(error)) from error
        return fd

    def _copy(self, key: str, fd: int, most_bytes: int) -> None:
        got = obstore.get(self._store, key)
        left = most_bytes
        for chunk in got.stream(min_chunk_size=1024 * 1024):
            left -= len(chunk)
            if left < 0:
                raise NotLooked(Look.TOO_LARGE, f"an object larger than {most_bytes} bytes")
            view = memoryview(chunk)
            while view:
                view = view[os.write(fd, view) :]

    def _head(self, key: str) -> Object | None:
        try:
            found = obstore.head(self._store, key)
        except FileNotFoundError:
            return None
        return Object(key, found["size"], f"{found['size']} {found['e_tag']}")


def _endpoint() -> str:
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _check_endpoint() -> None:
    """The library panics where an address has no host; half-pasted ones are common."""
    endpoint = _endpoint()
    if not endpoint:
        return
    try:
        parts = urlsplit(endpoint)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise SourceError(
            "AWS_ENDPOINT_URL is no address of a store", "write it like https://objects.example"
        )


def _why(error: Exception) -> str:
    """Our own words: the library's would repeat the store's answer, with addresses in it."""
    said = str(error)
    if "NoSuchBucket" in said:
        return "there is no such bucket"
    if isinstance(error, PermissionDeniedError | UnauthenticatedError) or "Forbidden" in said:
        return "the store refuses access"
    if "empty path segment" in said:
        return "a key with an empty part (two slashes in a row), which cannot be addressed"
    return "the store does not answer as it should"
