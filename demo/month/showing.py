"""`./do demo policy`: a month is recorded, a policy is tried on it, and all of it is decided once more."""

import asyncio
import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from demo.live.promises import Promises
from demo.live.telling import Teller
from demo.month.happenings import month_before
from demo.month.recording import MODERATORS, Recording
from leeward.app.station import Station, now, station
from leeward.cli import run
from leeward.config import load
from leeward.store.cluster.running import open_engine

PACK = Path(__file__).resolve().parents[2] / "policies" / "small-server"
POSTS = 10_000
NEW_RULE = "quiet-strangers"
_NARROWER = """
# Edited: half of what is more than 20 bits off was released by people.
[[rule]]
id         = "looks-like"
title      = "Media looks like an entry of a list"
mode       = "enforce"
when       = "match.perceptual and match.perceptual_distance <= 20"
then       = ["hold", "queue:child-safety"]
because    = "Looks like an entry of {match.list} ({match.perceptual_distance} of 256 bits differ)."
on_unknown = ["queue:unlooked"]

# New: and so in shadow, until somebody has seen what it would do.
[[rule]]
id      = "quiet-strangers"
title   = "Several pictures at once of somebody elsewhere whom hardly anybody follows"
mode    = "MODE"
when    = "media.count > 1 and not author.is_local and author.followers < 3"
then    = ["queue:strangers"]
because = "{media.count} media of an account elsewhere with {author.followers} followers."
on_unknown = ["nothing"]
"""
_FAILING = '\n[[test]]\nname = "nobody is ever held"\nthen = ["nothing"]\nfacts = { "match.exact" = true }\n'
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """Where the demo's Leeward lives. folder: its own, gone afterwards."""

    folder: Path
    teller: Teller
    promises: Promises

    @property
    def policy(self) -> Path:
        """The policy in force."""
        return self.folder / "policy" / "policy.toml"

    def says(self, *words: str, status: int = 0) -> str:
        """What a command prints; that it ends as it should is a promise, too."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            got = run(words)
        said, complained = (one.buffer.getvalue().decode() for one in (out, err))
        if got != status:
            what = f"leeward {' '.join(words[:2])} ends with {status}"
            self.promises.check(what, str(status), f"{got}: {complained[-300:]}", is_kept=False)
        return str(said)

    def told(self, *words: str, status: int = 0) -> Any:
        """The same, for machines."""
        said = self.says(*words, "--json", status=status)
        return json.loads(said or "{}")

    def work(self, doing: Callable[[Station], Awaitable[T]]) -> T:
        """What is done with everything open."""

        async def worked() -> T:
            async with station(load(None), adopts=False) as opened:
                return await doing(opened)

        return asyncio.run(worked())


def show(posts: int = POSTS, url: str | None = None) -> int:
    """Tells the story; 0 if every promise was kept. url: of an empty database; None: a private PostgreSQL."""
    with _house(url) as house:
        _test(house)
        decisions = _record(house, posts)
        _backtest(house)
        _promote(house)
        _replay(house, decisions)
        house.teller.chapter("Was every promise kept?")
        house.teller.more(house.promises.lines())
        kept = sum(one.is_kept for one in house.promises.made)
        house.teller.say(f"{kept} of {len(house.promises.made)} promises kept")
    return 0 if house.promises.are_kept else 1


@contextmanager
def _house(url: str | None) -> Iterator[House]:
    """A folder and a database of its own; nothing of the user's is touched."""
    with tempfile.TemporaryDirectory(prefix="leeward-month-") as name:
        folder, before = Path(name), dict(os.environ)
        folder.chmod(0o711)  # root's database is run by another user, who must come through
        (folder / "data").mkdir(0o711)
        shutil.copytree(PACK, folder / "policy")
        text = f'data_dir = "{folder}/data"\nstate_dir = "{folder}/state"\n'
        text += f'[live]\npolicy = "{folder}/policy/policy.toml"\n'
        database = f'[database]\nurl = "{url}"\n' if url else ""
        (folder / "leeward.toml").write_text(text + database, "utf-8")
        for one in [one for one in os.environ if one.startswith("LEEWARD_")]:
            del os.environ[one]
        os.environ["LEEWARD_CONFIG"] = str(folder / "leeward.toml")
        engine = open_engine(url, folder / "data", time.time)
        try:
            yield House(folder, Teller(), Promises())
        finally:
            engine.stop()
            os.environ.clear()
            os.environ.update(before)


def _test(house: House) -> None:
    house.teller.chapter("A policy is one readable file, with tests in it")
    said = house.says("policy", "test", str(house.policy))
    house.teller.say(f"leeward policy test policies/small-server/policy.toml: {said.strip()}")
    house.promises.check("the pack's own tests pass", "0 failed", said.strip(), is_kept="0 failed" in said)


def _record(house: House, posts: int) -> int:
    teller = house.teller
    teller.chapter("A month that never was: bridges, stand-ins, complaints, a day with eighty strangers")
    with redirect_stdout(io.StringIO()):
        asyncio.run(_begin())
    house.work(lambda opened: Recording(opened, month_before(now(), posts), _progress(teller, posts)).play())
    found = house.work(_counted)
    names = " and ".join(name for name, _ in MODERATORS)
    teller.say(f"{found['decisions']:,} decisions about {found['posts']:,} posts")
    teller.say(f"{names} judged {found['judged']:,} of them; newcomers' posts were let go once looked at")
    check = house.promises.check
    check("every post was decided", str(posts), str(found["posts"]), is_kept=found["posts"] == posts)
    return int(found["decisions"])


async def _begin() -> None:
    """The policy is put in force, as by the first start."""
    async with station(load(None)):
        pass


def _progress(teller: Teller, posts: int) -> Callable[[int], None]:
    steps = iter(range(posts // 4, posts + 1, max(1, posts // 4)))
    due = [next(steps)]

    def told(number: int) -> None:
        if number >= due[0]:
            teller.say(f"{number:,} posts")
            due[0] = next(steps, posts + 1)

    return told


async def _counted(opened: Station) -> dict[str, int]:
    async with opened.store.session() as connection:
        row = await connection.fetchrow(
            "SELECT count(*) AS decisions, count(DISTINCT item) AS posts, "
            "(SELECT count(*) FROM cases WHERE verdict IS NOT NULL) AS judged FROM decisions"
        )
    return dict(row)


def _backtest(house: House) -> None:
    house.teller.chapter("Before a rule bites: what would it have done in that month, and rightly?")
    edited = house.policy.with_name("edited.toml")
    edited.write_text(_edited(house, "enforce"), "utf-8")
    house.teller.say("leeward policy diff policy.toml edited.toml")
    changed = house.says("policy", "diff", str(house.policy), str(edited), status=1)
    house.teller.more(changed.splitlines()[1:])
    house.teller.say("leeward policy backtest edited.toml --since 90d")
    house.teller.more(house.says("policy", "backtest", str(edited), "--since", "90d").splitlines())
    told = house.told("policy", "backtest", str(edited))
    check, judged, caught = house.promises.check, told["judged"], told["caught"]
    check("what is newly caught is told", "some", str(caught["newly"]), is_kept=caught["newly"] > 0)
    lost = caught["no_longer"]
    check("what is no longer caught is told", "some", str(lost), is_kept=lost > 0)
    old, new = (judged[name]["hits"] / max(1, judged[name]["of"]) for name in ("old", "new"))
    check("people agree more often with the edited one", "more", f"{old:.0%} to {new:.0%}", is_kept=new > old)
    unknown = [one["rule"] for one in told["rules"] if one["never"]]
    check("a fact that nobody kept is unknown, not no", "named", ", ".join(unknown), is_kept=bool(unknown))
    edited.write_text(edited.read_text("utf-8") + _FAILING, "utf-8")
    house.says("policy", "backtest", str(edited), status=1)
    check("a policy whose own test fails is refused by status", "1", "1", is_kept=True)
    edited.unlink()


def _edited(house: House, mode: str) -> str:
    """With one rule narrowed, and a new one; the test of the narrowed one goes along."""
    text = house.policy.read_text("utf-8").replace('perceptual_distance" = 30', 'perceptual_distance" = 20')
    return text + _NARROWER.replace("MODE", mode)


def _promote(house: House) -> None:
    house.teller.chapter("A new rule only notes, until somebody has seen what it does")
    house.policy.write_text(_edited(house, "shadow"), "utf-8")
    house.says("policy", "use", str(house.policy), "--as", "ada", "--why", "fewer wrong holds")
    house.says("policy", "promote", NEW_RULE, "--yes", "--as", "ada", "--why", "seen in the backtest")
    house.teller.say(f"leeward policy promote {NEW_RULE}")
    house.teller.say("leeward policy history")
    house.teller.more(house.says("policy", "history").splitlines())
    rules = house.told("policy", "show")["rules"]
    mode = next(one["mode"] for one in rules if one["id"] == NEW_RULE)
    house.promises.check("a promoted rule is in force", "enforce", mode, is_kept=mode == "enforce")


def _replay(house: House, decisions: int) -> None:
    house.teller.chapter("Every decision once more, from nothing but what was stored")
    house.teller.say(f"leeward policy replay: {house.says('policy', 'replay').strip()}")
    came, check = house.told("policy", "replay"), house.promises.check
    check("the same bytes", f"{decisions}", f"{came['same']}", is_kept=came["same"] == decisions)
    house.work(_tampered('"because"', '"b"'))
    changed = house.told("policy", "replay", status=1)
    seen = f"decision {changed['named'][0]}" if changed.get("named") else "nothing"
    check("one changed word of the record is noticed", "a decision", seen, is_kept=changed["different"] == 1)
    house.work(_tampered('"b"', '"because"'))
    case = house.work(_a_case)
    house.teller.say(f"leeward policy explain {case}")
    said = house.says("policy", "explain", str(case))
    house.teller.more(said.splitlines()[:14])
    check("a case is explained, term by term", "rules", f"{len(said)} letters", is_kept="Rule " in said)


def _tampered(was: str, becomes: str) -> Callable[[Station], Awaitable[None]]:
    async def tamper(opened: Station) -> None:
        async with opened.store.transaction() as connection:
            await connection.execute(
                "UPDATE decisions SET evaluation = replace(evaluation::text, $1, $2)::jsonb "
                "WHERE id = (SELECT max(id) FROM decisions)",
                was,
                becomes,
            )

    return tamper


async def _a_case(opened: Station) -> int:
    async with opened.store.session() as connection:
        found = await connection.fetchval(
            "SELECT max(id) FROM cases WHERE is_exact AND verdict = 'confirmed'"
        )
    return int(found)
