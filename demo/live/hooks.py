"""Tells Leeward by webhook of every new post on the double, as Mastodon would: the double has no webhooks."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from demo.federation.asking import Refused
from demo.federation.mastodon_double import MastodonDouble
from demo.federation.webhooks import Webhooks


@contextmanager
def webhooks(double: MastodonDouble, url: str, secret: str) -> Iterator[Webhooks]:
    """A webhook at `url` for whatever local people post from now on, Leeward's own canaries included."""
    hook = Webhooks(url, secret)
    is_open = threading.Event()
    over = threading.Event()
    reader = threading.Thread(target=_carry, args=(double, hook, is_open, over), daemon=True)
    reader.start()
    is_open.wait(10)
    try:
        yield hook
    finally:
        over.set()
        hook.close()
        reader.join(5)


def _carry(double: MastodonDouble, hook: Webhooks, is_open: threading.Event, over: threading.Event) -> None:
    while not over.is_set():
        try:
            with double.stream("public/local", "admin") as stream:
                is_open.set()
                for event in stream:
                    if over.is_set():
                        return
                    if event.name == "update":
                        hook.send("status.created", json.loads(event.payload))
        except (OSError, http.client.HTTPException, Refused, ValueError):
            over.wait(0.5)
