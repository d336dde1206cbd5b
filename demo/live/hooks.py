"""Tells Leeward by webhook of new posts and reports, as Mastodon would: its double has no webhooks."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from demo.federation.asking import Refused
from demo.federation.mastodon_double import MastodonDouble
from demo.federation.webhooks import Webhooks

_FAILS = (OSError, http.client.HTTPException, Refused, ValueError)
_PAUSE_S = 0.5


@contextmanager
def webhooks(double: MastodonDouble, url: str, secret: str) -> Iterator[Webhooks]:
    """A webhook at `url` for whatever local people post and report from now on, Leeward itself included."""
    hook = Webhooks(url, secret)
    is_open, over = threading.Event(), threading.Event()
    readers = [
        threading.Thread(target=_carry_posts, args=(double, hook, is_open, over), daemon=True),
        threading.Thread(target=_carry_reports, args=(double, hook, over), daemon=True),
    ]
    for reader in readers:
        reader.start()
    is_open.wait(10)
    try:
        yield hook
    finally:
        over.set()
        hook.close()
        for reader in readers:
            reader.join(5)


def _carry_posts(
    double: MastodonDouble, hook: Webhooks, is_open: threading.Event, over: threading.Event
) -> None:
    while not over.is_set():
        try:
            with double.stream("public/local", "admin") as stream:
                is_open.set()
                for event in stream:
                    if over.is_set():
                        return
                    if event.name == "update":
                        hook.send("status.created", json.loads(event.payload))
        except _FAILS:
            over.wait(_PAUSE_S)


def _carry_reports(double: MastodonDouble, hook: Webhooks, over: threading.Event) -> None:
    told: set[str] = set()
    while not over.wait(_PAUSE_S):
        try:
            for report in double.call("GET", "/api/v1/admin/reports", user="admin").wanted().json():
                if report["id"] not in told:
                    told.add(report["id"])
                    hook.send("report.created", report)
        except _FAILS:
            continue
