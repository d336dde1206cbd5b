"""Leeward itself, as an operator runs it: a configuration, its commands, and `leeward up` in front of all."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import asyncpg

from demo.federation.asking import Json, ask, bearer
from demo.federation.processes import Process, free_port
from demo.live.pictures import BANK
from leeward.store.cluster.running import Running, open_engine

MODERATOR = "the-demo"  # who decides, in the records
_STOP_S = 30.0
_SETTINGS = """\
data_dir = "data"
state_dir = "state"
banks = ["{bank}.csv"]

[web]
port = {port}
public_url = "http://127.0.0.1:{port}"
relay_takes_people = true      # snac has no other actors

[net]
allow_private = ["127.0.0.1"]  # loopback: everything here is

[live]
policy = "policy.toml"         # the default, but that people see whatever is complained of, and listed words
verified = ["{bank}"]
poll_seconds = 5               # the demo is in a hurry: the default is a minute
probe_seconds = [0, 5, 15, 21] # and here minutes, hours, days

[words]
terms = ["harbour-words.txt"]

[desk]
name = "Harbour watch"
undo_seconds = 5               # the default is ten

[canary]
every_minutes = 1
within_seconds = 60
"""
_WORDS = """\
[[rule]]
id         = "words"
title      = "The words of the post have an entry of a list"
mode       = "enforce"
when       = "text.hits > 0"
then       = ["queue:words"]
because    = "The post has entries of {text.lists}."
on_unknown = ["nothing"]

"""
Found = TypeVar("Found")


def _policy() -> str:
    """Leeward's default with one rule more, and complaints in force."""
    text = resources.files("leeward.policy.source").joinpath("default.toml").read_text("utf-8")
    rules = text.partition("[[test]]")[0]  # its tests are of the default
    head, flagged, rest = rules.partition('id         = "flagged"')
    return head + flagged + rest.replace('"shadow"', '"enforce"', 1) + _WORDS


class Failed(RuntimeError):
    """A command of Leeward failed; carries what it said."""


class Guard:
    """`with Guard(folder) as leeward: ...`: `run` runs commands, `up` stands guard until the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.config = folder / "leeward.toml"
        self.config.write_text(_SETTINGS.format(bank=BANK, port=self.port), "utf-8")
        (folder / "policy.toml").write_text(_policy(), "utf-8")
        (folder / "harbour-words.txt").write_text("brindlewick\n", "utf-8")
        (folder / "data").mkdir(0o711)
        words = (sys.executable, "-m", "leeward", "up", "--config", str(self.config))
        log = folder / "leeward.log"
        self.process = Process("leeward", words, "127.0.0.1", self.port, log, stop_s=_STOP_S)
        self._loop = asyncio.Runner()
        self._engine: Running | None = None
        self._database: Any = None

    def __enter__(self) -> Self:
        """Nothing of the demo goes into the user's own folders, nor anything of theirs into the demo."""
        for name in [name for name in os.environ if name.startswith("LEEWARD_")]:
            del os.environ[name]
        os.environ["LEEWARD_CONFIG"] = str(self.config)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._database is not None:
            self._loop.run(self._database.close())
        self.process.stop()
        if self._engine is not None:
            self._engine.stop()
        self._loop.close()

    def run(self, *words: str, may: Sequence[int] = (0,)) -> str:
        """What a command prints. may: exit statuses that are no failure. Raises: Failed."""
        done = subprocess.run(
            [sys.executable, "-m", "leeward", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "COLUMNS": "100"},
        )
        if done.returncode not in may:
            raise Failed(f"leeward {' '.join(words)}: {done.stderr[-600:].strip()}")
        return done.stdout

    def asked(self, *words: str, may: Sequence[int] = (0,)) -> Json:
        """The same, for machines."""
        return json.loads(self.run(*words, "--json", may=may))

    def screen(self) -> Json:
        """What `leeward status --json` says, by the API."""
        token = (self.folder / "data" / "api-token").read_text("ascii").strip()
        return ask("GET", f"{self.url}/api/v1/status", bearer(token)).wanted().json()

    def connect(self, address: str, token: str, *ways: str) -> Json:
        """Protect a server, with a token in a file as an operator would."""
        file = self.folder / "token"
        file.touch(0o600)
        file.write_text(token, "ascii")
        chosen = [word for way in ways for word in ("--way-in", way)]
        try:
            return self.asked("connect", address, "--token-file", str(file), *chosen)
        finally:
            file.unlink()

    def up(self) -> None:
        """Start `leeward up`, and wait until it is ready. Raises: Failed, NotStarted."""
        self.process.start()
        if until(self._is_ready, 60) is None:
            raise Failed("leeward up does not get ready")
        self._engine = open_engine(None, self.folder / "data", time.time)
        settings = {"search_path": "leeward"}
        self._database = self._loop.run(asyncpg.connect(self._engine.engine.url, server_settings=settings))

    def rows(self, sql: str, *values: object) -> list[Any]:
        """What stands in Leeward's database: the demo reads there what it tells, and writes nothing."""
        found: list[Any] = self._loop.run(self._database.fetch(sql, *values))
        return found

    def _is_ready(self) -> bool | None:
        try:
            return ask("GET", f"{self.url}/readyz").status == 200 or None
        except OSError:
            return None


def until(what: Callable[[], Found | None], patience_s: float) -> Found | None:
    """What `what` gives, as soon as that is something; None: it never was."""
    deadline = time.monotonic() + patience_s
    while True:
        found = what()
        if found is not None or time.monotonic() > deadline:
            return found
        time.sleep(0.2)
