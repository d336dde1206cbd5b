"""A policy at work in running processes: as the server shows it, and as Leeward's commands tell it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.federation.mastodon_double import MastodonDouble
from demo.federation.pictures import drawn
from demo.live.guard import Guard, until
from demo.live.hooks import webhooks
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.xdist_group("federation")

PATIENCE_S = 120.0
WORD, SLOW = "quilmossen", "dravelpund"  # invented
DISGUISED = "Q.u.i.l.m.0.s.s.e.n"
POLICY = ROOT / "policies" / "small-server" / "policy.toml"
RULE = """
[[rule]]
id         = "slow-words"
title      = "Words of a list that is enough to wait"
mode       = "shadow"
when       = '"slow" in text.lists'
then       = ["hold", "queue:words"]
on_unknown = ["nothing"]
because    = "Entries of {text.lists} are in it."
"""
SETTINGS = """\
data_dir = "data"
state_dir = "state"
banks = ["stand-ins.csv"]

[web]
port = {port}

[net]
allow_private = ["127.0.0.1"]

[live]
policy = "policy.toml"
poll_seconds = 2

[words]
terms = ["plain.txt", "slow.txt"]

[community]
child_safety = ["legal"]

[canary]
is_on = false
"""
TABLES = "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'leeward'"
CASE = """
SELECT c.id FROM cases c JOIN items i ON i.id = c.item WHERE i.uri = $1 AND c.queue = $2 AND c.state = $3
"""
OVER = """
SELECT i.id FROM items i WHERE i.uri = $1 AND i.decided_at IS NOT NULL
AND NOT EXISTS (SELECT FROM cases c WHERE c.item = i.id AND c.state <> 'closed')
"""


class Town:
    """A protected double of Mastodon, and the Leeward that protects it."""

    def __init__(self, guard: Guard, mastodon: MastodonDouble) -> None:
        self.guard, self.mastodon = guard, mastodon

    def marks(self, user: str) -> set[str]:
        """What the server itself says was done to an account."""
        path = f"/api/v1/admin/accounts/{self.mastodon.account(user)}"
        told = self.mastodon.call("GET", path, user="admin").wanted().json()
        return {name for name in ("sensitized", "silenced") if told[name]}

    def marked(self, user: str, *, is_so: bool) -> bool:
        """Whether it comes to be marked, or unmarked, in time."""
        return until(lambda: (bool(self.marks(user)) is is_so) or None, PATIENCE_S) is True

    def case(self, uri: str, queue: str, state: str = "waiting") -> int:
        """The number of the case about a post, as soon as it is in this queue and state."""

        def found() -> int | None:
            return next((row["id"] for row in self.guard.rows(CASE, uri, queue, state)), None)

        case = until(found, PATIENCE_S)
        assert case, (uri, queue, state, self.guard.run("cases", "--uri"), self.log()[-3000:])
        return case

    def is_over(self, uri: str) -> bool:
        """Whether a post comes to be decided, with nothing left to do, in time."""
        return until(lambda: self.guard.rows(OVER, uri) or None, PATIENCE_S) is not None

    def queue(self, name: str) -> list[int]:
        """What waits in a queue."""
        return [int(one["number"]) for one in self.guard.asked("cases", "--queue", name)["cases"]]

    def story(self, case: int) -> str:
        """What people are told of a case, and of its decisions, rule by rule."""
        return self.guard.run("explain", str(case)) + self.guard.run("policy", "explain", str(case))

    def followed(self, version: int) -> bool:
        """Whether the running processes come to follow this version in time."""
        told = f'"number": {version},'

        def is_told() -> bool | None:
            lines = [one for one in self.log().splitlines() if '"policy.followed"' in one]
            return any(told in one for one in lines) or None

        return until(is_told, PATIENCE_S) is True

    def report(self, user: str, about: str, post: str, category: str) -> None:
        """What a user reports there."""
        content = {"account_id": self.mastodon.account(about), "status_ids": [post], "category": category}
        self.mastodon.call("POST", "/api/v1/reports", content, user).wanted()

    def log(self) -> str:
        """What Leeward's processes said."""
        return self.guard.process.log.read_text("utf-8")

    def kept(self) -> str:
        """All that the database holds, the ledger in it, as text; then the log."""
        names = [row["name"] for row in self.guard.rows(TABLES)]
        rows = [
            row["row"] for name in names for row in self.guard.rows(f"SELECT t::text AS row FROM {name} t")
        ]
        return "\n".join([*rows, self.log()])


@pytest.fixture
def town(database_home: Path, mastodon: MastodonDouble, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Standing guard with the policy of a small server; its webhooks are told."""
    for name in [name for name in os.environ if name.startswith("LEEWARD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LEEWARD_CONFIG", "")  # put back afterwards, whatever the guard makes of it
    with Guard(database_home) as guard:
        guard.config.write_text(SETTINGS.format(port=guard.port), "utf-8")
        _write(database_home)
        hook = guard.connect(mastodon.url, mastodon.tokens["admin"], "webhook", "poll")
        guard.up()
        with webhooks(mastodon, guard.url + hook["webhook"], hook["secret"]):
            yield Town(guard, mastodon)


def _write(home: Path) -> None:
    (home / "policy.toml").write_text(POLICY.read_text("utf-8"), "utf-8")
    (home / "plain.txt").write_text(f"{WORD}\n", "utf-8")
    (home / "slow.txt").write_text(f"{SLOW}\n", "utf-8")
    (home / "stand-ins.csv").write_text(f"signal,value\nmd5,{os.urandom(16).hex()}\n", "utf-8")


def test_a_policy_holds_releases_listens_and_follows_its_file(town: Town) -> None:
    _newcomers_wait_until_looked_at(town)
    _words_bring_people_and_hide_nothing(town)
    _complaints_bring_people_and_hide_by_record(town)
    _a_new_rule_notes_until_it_is_promoted(town)
    _the_commands_tell_the_past(town)
    _no_word_is_kept(town)


def _newcomers_wait_until_looked_at(town: Town) -> None:
    town.mastodon.fault("GET", "/media/*", {"type": "status", "status": 503}, None)
    made = town.mastodon.post("mallory", "a bridge", [drawn(1)])
    assert town.marked("mallory", is_so=True)
    town.mastodon.end_faults()
    story = town.story(town.case(made["uri"], "held", "closed"))
    assert "Done: hold (by new-account)." in story
    assert "limit_account, by the policy" in story
    assert "unlimit_account (to take it back), by a job" in story
    assert "looked at and clean." in story
    assert not town.marks("mallory")


def _words_bring_people_and_hide_nothing(town: Town) -> None:
    made = town.mastodon.post("alice", f"see {DISGUISED} there")
    case = town.case(made["uri"], "words")
    assert town.queue("words") == [case]
    story = town.story(case)
    assert "1 entry of the term list plain" in story
    assert "in its text (evasive)" in story
    assert "Done: queue:words (by listed-words)." in story
    assert not town.marks("alice")


def _complaints_bring_people_and_hide_by_record(town: Town) -> None:
    for number in (2, 3):  # with them, the first three posts are over, and the next one does not wait
        made = town.mastodon.post("mallory", "a bridge", [drawn(number)])
        assert town.is_over(made["uri"])
    made = town.mastodon.post("mallory", "a bridge", [drawn(4)])
    town.report("alice", "mallory", made["id"], "spam")
    case = town.case(made["uri"], "flags")
    assert town.queue("flags") == [case]
    assert not town.marks("mallory")
    for _ in range(2):  # an admin's word, said once, is not enough
        town.guard.run("community", "trust", f"local:{town.mastodon.account('bob')}@127.0.0.1", "--as", "ada")
    town.report("bob", "mallory", made["id"], "legal")
    assert town.case(made["uri"], "child-safety") == case
    assert town.marked("mallory", is_so=True)
    story = town.story(case)
    assert "Done: queue:flags (by flagged)." in story
    assert "Done: hold (by community-child-safety)" in story
    assert "(named by an admin) reported it" in story


def _a_new_rule_notes_until_it_is_promoted(town: Town) -> None:
    guard, file = town.guard, town.guard.folder / "policy.toml"
    file.write_text(file.read_text("utf-8") + RULE, "utf-8")
    told = guard.asked("policy", "use", "--as", "ada", "--why", "a try")
    assert (told["version"], told["is_new"]) == (2, True)
    assert town.followed(2)
    made = town.mastodon.post("alice", f"a {SLOW}")
    story = town.story(town.case(made["uri"], "words"))
    assert "Rules in shadow would ask for: hold (by slow-words)" in story
    assert "Done: queue:words (by listed-words)." in story
    assert "limit_account" not in story
    said = guard.run("policy", "promote", "slow-words", "--yes", "--as", "ada")
    assert "slow-words" in said
    assert "version 3 is in force" in said
    assert town.followed(3)
    assert not town.marks("alice")
    made = town.mastodon.post("alice", f"another {SLOW}")
    assert town.marked("alice", is_so=True)
    assert "Done: hold (by slow-words)" in town.story(town.case(made["uri"], "words"))


def _the_commands_tell_the_past(town: Town) -> None:
    versions = town.guard.asked("policy", "history")["versions"]
    assert [(one["number"], one["kind"]) for one in versions] == [
        (3, "promoted"),
        (2, "edited"),
        (1, "first"),
    ]
    assert (versions[0]["promoted"], versions[1]["added"]) == (["slow-words"], ["slow-words"])
    assert (versions[1]["author"], versions[1]["why"]) == ("ada", "a try")
    differs = town.guard.run("policy", "diff", "2", "3", may=(1,))
    assert "~ rule slow-words changed\n    mode: shadow -> enforce" in differs
    assert "they mean the same" in town.guard.run("policy", "diff")  # promoting wrote the file, too
    (decisions,) = town.guard.rows("SELECT count(*) AS number FROM decisions")
    came = town.guard.asked("policy", "replay")
    assert came["same"] == decisions["number"] > 8
    assert (came["different"], came["impossible"]) == (0, 0)


def _no_word_is_kept(town: Town) -> None:
    kept = town.kept().lower()
    assert b"slow-words".hex() in kept  # of the ledger's bytes: so a word there would be seen
    for word in (WORD, SLOW, DISGUISED.lower()):
        assert word not in kept
        assert word.encode().hex() not in kept
    assert "traceback (" not in town.log().lower()
