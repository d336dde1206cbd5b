"""Sends webhooks as Mastodon does, faster: the same signature, the same idea of what is worth another try.

Signed with HMAC-SHA256 over the raw body; another try after 401, 408, 429, 5xx or no answer, never after
another 4xx. Source: mastodon v4.4 app/workers/webhooks/delivery_worker.rb.
"""

import hashlib
import hmac
import http.client
import json
import queue
import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime

from demo.federation.asking import Json, ask

AGAIN = {401, 408, 429}
PAUSES_S = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)  # Mastodon waits far longer and tries 16 times


@dataclass(slots=True)
class Delivery:
    """What became of one event."""

    event: str
    body: bytes
    answers: list[int] = field(default_factory=list)  # HTTP status of each try; 0: no answer
    is_over: threading.Event = field(default_factory=threading.Event)

    @property
    def was_taken(self) -> bool:
        """Whether the receiver said yes in the end."""
        return bool(self.answers) and 200 <= self.answers[-1] < 300


class Webhooks:
    """One registered webhook. Sends in the background, in order; `wait` for it."""

    def __init__(self, url: str, secret: str) -> None:
        self.url, self.secret = url, secret
        self.deliveries: list[Delivery] = []
        self._waiting: queue.Queue[Delivery | None] = queue.Queue()
        self._closed = threading.Event()
        self._sender = threading.Thread(target=self._send_all, name="webhooks", daemon=True)
        self._sender.start()

    def send(self, event: str, subject: Json) -> Delivery:
        """Put one event into the queue, such as `status.created` with a status."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = json.dumps({"event": event, "created_at": now, "object": subject}).encode()
        return self.send_raw(event, body)

    def send_raw(self, event: str, body: bytes) -> Delivery:
        """Put any body into the queue; it is signed as it is."""
        delivery = Delivery(event, body)
        self.deliveries.append(delivery)
        self._waiting.put(delivery)
        return delivery

    def wait(self, timeout_s: float = 20.0) -> list[Delivery]:
        """Every delivery so far, once all are over. Raises: TimeoutError: they are not."""
        for delivery in self.deliveries:
            if not delivery.is_over.wait(timeout_s):
                raise TimeoutError(f"a webhook {delivery.event} is still on its way")
        return list(self.deliveries)

    def close(self) -> None:
        """Stop trying."""
        self._closed.set()
        self._waiting.put(None)
        self._sender.join()

    def _send_all(self) -> None:
        while (delivery := self._waiting.get()) is not None and not self._closed.is_set():
            for pause in (*PAUSES_S, 0.0):
                answer = self._try(delivery.body)
                delivery.answers.append(answer)
                if not _worth_another_try(answer) or self._closed.wait(pause):
                    break
            delivery.is_over.set()

    def _try(self, body: bytes) -> int:
        try:
            return ask("POST", self.url, signed_headers(body, self.secret), body).status
        except (OSError, http.client.HTTPException):
            return 0


def signed_headers(body: bytes, secret: str) -> dict[str, str]:
    """What Mastodon sends beside the body."""
    mark = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Mastodon/4.4.0 (http.rb/5.2.0; +http://127.0.0.1/)",
        "Date": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()),
        "Digest": f"SHA-256={b64encode(hashlib.sha256(body).digest()).decode()}",
        "X-Hub-Signature": f"sha256={mark}",
    }


def _worth_another_try(status: int) -> bool:
    return status in AGAIN or not 200 <= status < 500
