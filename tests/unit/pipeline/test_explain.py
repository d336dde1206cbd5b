"""A case's story says what was seen, done and proved, and what is open; never an entry or an address."""

import hashlib

import pytest

from leeward.model.errors import CaseError
from leeward.pipeline.explain import story
from leeward.policy import record
from leeward.policy.evaluate import Evaluation, Outcome
from leeward.policy.rules import Mode
from leeward.policy.rules import State as Fired
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewDecision
from tests.scenes import ACCOUNTS, NOON, Scene, card, scene


async def _told(stage: Scene, case: int) -> str:
    async with stage.store.session() as connection:
        return "\n".join(await story(connection, case))


async def _decide(stage: Scene) -> None:
    because = "a picture of it matches a bank"
    outcome = Outcome("match", "d" * 64, Mode.ENFORCE, Fired.FIRED, (), because, ())
    evaluation = Evaluation("e" * 64, "default", (outcome,), (), (), (), ("newcomer",), ())
    kept = record.to_json(evaluation).decode()
    async with stage.store.transaction() as connection:
        await decisions.add_policy(connection, "e" * 64, "a policy", NOON)
        new = NewDecision(1, 1, "{}", kept, ("hold", "file-report"))
        await decisions.add(connection, [new], Maker("e" * 64, "0.1"), NOON)
        await connection.execute(
            "INSERT INTO matches "
            "(media, bank, bank_digest, kind, is_exact, distance, threshold, view, entry) "
            "VALUES (1, 'bridges', $1, 'pdq', false, 12, 31, 'stored', $2)",
            "f" * 64,
            hashlib.sha256(b"entry").digest(),
        )
        await connection.execute("UPDATE media SET look = 'looked', is_final = true, looked_at = $1", NOON)
        await connection.execute(
            "INSERT INTO sightings (server, way_in, digest, subject, seen_at) "
            "VALUES (1, 'relay', '\\x01', $1, $2)",
            "https://home.example/posts/1",
            NOON,
        )


async def test_a_whole_case_is_told_in_its_order(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card((*ACCOUNTS, "remove_post")))
        case = await stage.add_case(["hold", "file-report"])
        await _decide(stage)
        await stage.act(case)
        waiting = await _told(stage, case)
        assert waiting.splitlines()[:9] == [
            f"Case {case}, about the post https://home.example/posts/1.",
            "It was told by: relay (2026-03-01 at 12:00:00 UTC).",
            "Media 1 (image) was looked at on 2026-03-01 at 12:00:00 UTC.",
            "Media 1 matches the bank bridges (version ffffffffffff) by pdq: it looks like an entry, 12 of "
            "at most 31 bits off.",
            "On 2026-03-01 at 12:00:00 UTC the policy eeeeeeeeeeee (Leeward 0.1) asked for: "
            "hold, file-report.",
            "Rule match: a picture of it matches a bank",
            "Could not be told: newcomer.",
            "Not possible: hide a post until a person decides: this server's connector does not know it.",
            "Not possible: tell the server's own moderators of a post: "
            "this server's connector does not know it.",
        ]
        assert "mark_sensitive, by the policy on 2026-03-01 at 12:00:00 UTC: done" in waiting
        assert "a person has to decide." in waiting
        await stage.desk.confirm(case, "ada")
        await stage.act(case)
        verifying = await _told(stage, case)
        assert "remove_post, by ada" in verifying
        assert "ada decided on 2026-03-01 at 12:00:00 UTC: confirmed." in verifying
        assert "Probed again on" in verifying
        assert "Copies may remain" not in verifying, "nothing was probed yet"
        await stage.ask("UPDATE probes SET done_at = due_at, state = 'gone', detail = 'so'")
        assert "Copies may remain on other servers" in await _told(stage, case)
        assert "media/1.png" not in verifying
        assert hashlib.sha256(b"entry").hexdigest() not in verifying


async def test_what_was_not_looked_at_is_named(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card())
        case = await stage.add_case()
        assert "Media 1 (image) was not looked at yet." in await _told(stage, case)
        await stage.ask("UPDATE media SET look = 'too_large', reason = '300 MB', is_final = true")
        told = await _told(stage, case)
        assert "Media 1 (image) was not looked at: too_large, 300 MB." in told
        assert "Nothing of it is in any bank." in told
        assert "It was told by: poll" in told


async def test_what_is_open_by_hand_says_where(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card((), {"hold_post": "/mod/{post}"}))
        case = await stage.add_case()
        await stage.act(case)
        told = await _told(stage, case)
        assert "at https://home.example/mod/p1" in told
        assert "hold_post: by hand." in told


async def test_a_case_that_is_not_there_is_an_error(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        with pytest.raises(CaseError, match="there is no case 5"):
            await _told(stage, 5)
