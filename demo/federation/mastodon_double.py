"""A stateful double of Mastodon 4.6: the whole API with admin and streaming, and faults on demand.

Its lies, good for testing a verifier: media of a deleted post or a suspended account stay 200 for ever, and
any token may use the admin endpoints. It federates with nobody. Webhooks are ours (webhooks.py).
Source: mastodon-mock 0.6.1.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.federation.asking import Answer, Json, Picture, ask, bearer, post_json, post_picture
from demo.federation.event_stream import EventStream, listen
from demo.federation.processes import Process, free_port
from demo.federation.webhooks import Webhooks

ROLES = {"admin": "admin", "moderator": "moderator", "alice": "user", "mallory": "user", "bob": "user"}
BOTS = {"moderator"}  # the account that Leeward acts as
FAR = ("eve", "far.example")  # an account of another server


class MastodonDouble:
    """One instance in memory. Users: admin, moderator (a bot), alice, mallory, bob, and eve@far.example.

    `with MastodonDouble(python, folder) as m: m.post("alice", "a bridge", [picture])`
    """

    def __init__(self, python: Path, folder: Path) -> None:
        self.folder = folder / "mastodon"
        self.port = free_port()
        self.domain = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.domain}"
        self.tokens = {user: f"token-of-{user}" for user in (*ROLES, FAR[0])}
        self.webhooks: list[Webhooks] = []
        self._ids: dict[str, str] = {}
        self._python = python
        self.process = Process(
            "mastodon-mock",
            (str(python), "-m", "mastodon_mock", *self._options()),
            "127.0.0.1",
            self.port,
            folder / "mastodon.log",
            {"TMPDIR": str(self.folder)},  # its database is a temporary file that it leaves when it is killed
        )

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "settings.toml").write_text(self._settings(), "utf-8")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()  # all it knows is in memory, and asked politely it waits for open streams

    @property
    def token(self) -> str:
        """The moderator bot's."""
        return self.tokens["moderator"]

    def start(self) -> None:
        """Start it; after `kill`, with the seeded accounts only."""
        self.process.start()
        self._learn_ids()

    def kill(self) -> None:
        """End it like a power cut."""
        self.process.kill()

    def reset(self) -> None:
        """Back to the seeded accounts: no posts, reports, blocks, faults, webhooks."""
        self.stop_webhooks()
        ask("POST", f"{self.url}/api/v1/_mock/reset").wanted()
        self._learn_ids()

    def call(self, method: str, path: str, content: Json = None, user: str = "moderator") -> Answer:
        """Call the API as a user; content is sent as JSON."""
        body = None if content is None else json.dumps(content).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        return ask(method, self.url + path, {**bearer(self.tokens[user]), **kind}, body)

    def account(self, user: str) -> str:
        """An account's id, whatever became of it. It changes with a reset."""
        return self._ids[user]

    def upload(self, user: str, picture: Picture) -> Json:
        """A media attachment, as the API shows it."""
        headers = bearer(self.tokens[user])
        return post_picture(f"{self.url}/api/v2/media", picture, headers).wanted().json()

    def post(
        self, user: str, text: str, pictures: Sequence[Picture] = (), more: Mapping[str, Json] | None = None
    ) -> Json:
        """A new status, told to every webhook. more: further fields, such as visibility or in_reply_to_id."""
        media = [self.upload(user, picture)["id"] for picture in pictures]
        content = {"status": text, "media_ids": media, **(more or {})}
        status = self.call("POST", "/api/v1/statuses", content, user).wanted().json()
        self._tell("status.created", status)
        return status

    def edit(self, user: str, status_id: str, text: str) -> Json:
        """A changed status, told to every webhook."""
        status = self.call("PUT", f"/api/v1/statuses/{status_id}", {"status": text}, user).wanted().json()
        self._tell("status.updated", status)
        return status

    def delete(self, user: str, status_id: str) -> None:
        """Delete a user's own status. Mastodon has no webhook for it; its media stay."""
        self.call("DELETE", f"/api/v1/statuses/{status_id}", user=user).wanted()

    def report(self, user: str, about: str, statuses: Sequence[str] = (), comment: str = "") -> Json:
        """A report by a user, as an administrator sees it, told to every webhook. about: an account's id."""
        content = {"account_id": about, "status_ids": list(statuses), "comment": comment}
        made = self.call("POST", "/api/v1/reports", content, user).wanted().json()
        seen = self.call("GET", f"/api/v1/admin/reports/{made['id']}", user="admin").wanted().json()
        self._tell("report.created", seen)
        return seen

    def add_webhook(self, url: str, secret: str) -> Webhooks:
        """Tell this address of every event from now on."""
        self.webhooks.append(Webhooks(url, secret))
        return self.webhooks[-1]

    def stop_webhooks(self) -> None:
        """Forget the webhooks, with what they had still to deliver."""
        for one in self.webhooks:
            one.close()
        self.webhooks.clear()

    @contextmanager
    def stream(self, channel: str = "public", user: str = "moderator") -> Iterator[EventStream]:
        """The server-sent events of a channel: public, public/local, user, ..."""
        with listen(f"{self.url}/api/v1/streaming/{channel}", bearer(self.tokens[user])) as stream:
            yield stream

    def fault(self, method: str, path: str, effect: Mapping[str, Json], count: int | None = 1) -> None:
        """Let the next `count` fitting requests fail (None: all of them).

        Args:
            path: may hold `*`.
            effect: {"type": "status" | "ratelimit" | "latency" | "malformed" | "timeout"}, with
                "status", "delay_ms" and "headers" as needed.
        """
        rule = {"match": {"methods": [method], "path": path}, "effect": dict(effect), "count": count}
        post_json(f"{self.url}/api/v1/_mock/faults", rule).wanted()

    def end_faults(self) -> None:
        """Work again."""
        ask("DELETE", f"{self.url}/api/v1/_mock/faults").wanted()

    def media_folder(self) -> Path:
        """Where uploaded files lie."""
        return self.folder / "media" / "attachments"

    def _learn_ids(self) -> None:
        who = "/api/v1/accounts/verify_credentials"  # the a lookup hides whom moderation touched
        self._ids = {user: self.call("GET", who, user=user).wanted().json()["id"] for user in self.tokens}

    def _tell(self, event: str, subject: Json) -> None:
        for one in self.webhooks:
            one.send(event, subject)

    def _options(self) -> tuple[str, ...]:
        settings = str(self.folder / "settings.toml")
        address = ("--host", "127.0.0.1", "--port", str(self.port), "--domain", self.domain)
        return ("serve", "--config", settings, "--in-memory", *address)

    def _settings(self) -> str:
        lines = [f"media_storage_path = {json.dumps(str(self.folder / 'media'))}"]
        lines += ["[streaming]", "heartbeat_seconds = 1.0"]
        for user, role in ROLES.items():
            lines += ["[[seed.accounts]]", f'username = "{user}"', f'role = "{role}"']
            lines += [f'access_token = "{self.tokens[user]}"', f"bot = {str(user in BOTS).lower()}"]
        lines += ["[[seed.accounts]]", f'username = "{FAR[0]}"', f'domain = "{FAR[1]}"']
        lines += [f'access_token = "{self.tokens[FAR[0]]}"']
        return "\n".join(lines) + "\n"
