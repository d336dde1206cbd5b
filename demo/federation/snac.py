"""snac, a small real fediverse server, on plain http and a port of its own.

Its ways: it works its queue every 3 s; its inbox answers 202 before it looks at a signature;
a deleted post is 404 while its picture stays 200 for ever; it closes connections it said it would keep.
Source: https://codeberg.org/grunfink/snac2 (2.75).
"""

import json
import re
import subprocess
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from demo.federation.asking import Answer, Json, Picture, ask, bearer, post_form, post_picture
from demo.federation.processes import Process, free_port

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


class Snac:
    """One instance with its users, each with a token. `with Snac(program, folder) as a: ...`"""

    def __init__(self, program: Path, folder: Path, users: Sequence[str] = ("alice",)) -> None:
        self.program, self.folder = program, folder / "snac"
        self.port = free_port()
        self.domain = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.domain}"
        self.users = tuple(users)
        self.passwords: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        log = folder / "snac.log"
        self.process = Process("snac", (str(program), "httpd", str(self.folder)), "127.0.0.1", self.port, log)

    def __enter__(self) -> Self:
        self._set_up()
        self.start()
        try:
            self.tokens = {user: self._token(user) for user in self.users}
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()  # nobody needs its posts any more, and it ends itself only after seconds

    @property
    def token(self) -> str:
        """The first user's."""
        return self.tokens[self.users[0]]

    def start(self) -> None:
        """Start, or start again with the same posts."""
        self.process.start()

    def stop(self) -> None:
        """End it in peace."""
        self.process.stop()

    def kill(self) -> None:
        """End it like a power cut."""
        self.process.kill()

    def actor(self, user: str | None = None) -> str:
        """The address of a user's actor."""
        return f"{self.url}/{user or self.users[0]}"

    def call(
        self, method: str, path: str, fields: Mapping[str, str] | None = None, user: str | None = None
    ) -> Answer:
        """Call the Mastodon API as a user, with a form if there are fields."""
        headers = bearer(self.tokens[user or self.users[0]])
        if fields is None:
            return ask(method, self.url + path, headers)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return ask(method, self.url + path, headers, urlencode(fields).encode())

    def upload(self, picture: Picture, user: str | None = None) -> Json:
        """A media attachment, as the Mastodon API shows it."""
        headers = bearer(self.tokens[user or self.users[0]])
        return post_picture(f"{self.url}/api/v2/media", picture, headers).wanted().json()

    def post(
        self,
        text: str,
        pictures: Sequence[Picture] = (),
        reply_to: str | None = None,
        user: str | None = None,
    ) -> Json:
        """A new public status. reply_to: the id (not the URI) of a status this instance knows."""
        fields = {"status": text, "visibility": "public"}
        if reply_to is not None:
            fields["in_reply_to_id"] = reply_to
        media = [("media_ids[]", self.upload(picture, user)["id"]) for picture in pictures]
        headers = {
            **bearer(self.tokens[user or self.users[0]]),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode([*fields.items(), *media]).encode()
        return ask("POST", f"{self.url}/api/v1/statuses", headers, body).wanted().json()

    def delete(self, uri: str, user: str | None = None) -> Answer:
        """Delete a user's own post by its URI; 2.75 has no API for it but the form of its pages."""
        who = user or self.users[0]
        login = b64encode(f"{who}:{self.passwords[who]}".encode()).decode()
        fields = {"action": "Delete", "id": uri, "actor": self.actor(who), "redir": "x"}
        address = f"{self.url}/{who}/admin/action"
        return post_form(address, fields, {"Authorization": f"Basic {login}"}).wanted()

    def follow(self, actor: str, user: str | None = None) -> None:
        """Put a Follow into the queue; it leaves within 3 s."""
        self._tool("follow", str(self.folder), user or self.users[0], actor)

    def home(self, user: str | None = None) -> list[Json]:
        """What a user's home timeline shows, newest first."""
        shown: list[Json] = self.call("GET", "/api/v1/timelines/home", user=user).wanted().json()
        return shown

    def media_folder(self, user: str | None = None) -> Path:
        """Where a user's uploaded files lie."""
        return self.folder / "user" / (user or self.users[0]) / "static"

    def messages(self) -> list[Json]:
        """Every activity that came in or went out, oldest first, from snac's own archive."""
        found = sorted(self.folder.glob("archive/*/payload.json"), key=lambda path: path.parent.name)
        read = [_whole_json(path) for path in found]
        return [message for message in read if message is not None]

    def _set_up(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._tool("init", str(self.folder), words=f"127.0.0.1\n{self.port}\n{self.domain}\n\n\n")
        settings = self.folder / "server.json"
        wanted = {**json.loads(settings.read_text("utf-8")), "protocol": "http", "queue_retry_minutes": 1}
        settings.write_text(json.dumps(wanted), "utf-8")
        (self.folder / "archive").mkdir()  # its presence makes snac keep every message
        for user in self.users:
            told = self._tool("adduser", str(self.folder), user, words=f"{user}\n")
            password = re.search(r"password is (\S+)", told)
            assert password is not None, told
            self.passwords[user] = password.group(1)

    def _token(self, user: str) -> str:
        app = {"client_name": "demo", "redirect_uris": OUT_OF_BAND, "scopes": "read write follow"}
        made = post_form(f"{self.url}/api/v1/apps", app).wanted().json()
        login = {"login": user, "passwd": self.passwords[user], "redir": OUT_OF_BAND, "state": ""}
        said = post_form(f"{self.url}/oauth/x-snac-login", {**login, "cid": made["client_id"]}).wanted()
        exchange = {
            "grant_type": "authorization_code",
            "code": said.body.decode().partition("&")[0],
            "client_id": made["client_id"],
            "client_secret": made["client_secret"],
            "redirect_uri": OUT_OF_BAND,
        }
        token: str = post_form(f"{self.url}/oauth/token", exchange).wanted().json()["access_token"]
        return token

    def _tool(self, *arguments: str, words: str = "") -> str:
        done = subprocess.run(
            [str(self.program), *arguments],
            input=words,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.returncode == 0, f"snac {arguments[0]}: {done.stderr[-300:]}"
        return done.stdout + done.stderr


def _whole_json(path: Path) -> Json:
    """None if there is nothing in it, or snac is writing it just now."""
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
