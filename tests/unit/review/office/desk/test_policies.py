"""The policy on the desk: who may read what, try, and change what holds for all servers."""

from pathlib import Path

import pytest

from leeward.model.errors import ConfigError, NotAllowed, PolicyError, UsageError
from leeward.review.people.rights import Right, Role, Visitor
from leeward.store.policies import brakes
from tests.desks import Served
from tests.offices import GUARD, RULES, judged, office, sits, work, written
from tests.stores import a_server
from tests.unit.review.office.policies.files import every, rule, text

NEW = rule("fresh", "author.age_days < 2", "enforce")


async def _ada(desk: Served) -> Visitor:
    return (await sits(desk, "ada", Role.LEAD)).visitor


async def _kinds(desk: Served) -> list[str]:
    async with desk.store.session() as connection:
        return [row["kind"] for row in await connection.fetch("SELECT kind FROM ledger ORDER BY id")]


async def test_a_draft_put_in_force_is_a_version_a_file_and_an_entry(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada, policies = await _ada(desk), desk.room.policies
        changed = await policies.put(ada, 1, {"policy.toml": written(NEW)}, "more care")
        assert (changed.number, [one.id for one in changed.waiting]) == (2, ["fresh"])
        assert (tmp_path / "policy.toml").read_text("utf-8") == written(NEW)
        newest = (await every(desk.store))[-1]
        assert (newest.author, newest.why, newest.kind, newest.unwritten) == (
            "ada",
            "more care",
            "edited",
            None,
        )
        assert (await _kinds(desk))[-1] == "policy.edited"
        assert (await policies.now()).number == 2
        page = await policies.page(ada)
        assert [one.waits for one in page.cards if one.name == "fresh"] == [True]


async def test_two_who_write_at_once_do_not_overwrite_each_other(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada, policies = await _ada(desk), desk.room.policies
        await policies.put(ada, 1, {"policy.toml": written(NEW)}, "mine")
        with pytest.raises(UsageError, match="version 2 is in force by now"):
            await policies.put(ada, 1, {"policy.toml": written()}, "no, mine")
        with pytest.raises(UsageError, match="reason"):
            await policies.put(ada, 2, {"policy.toml": written()}, " ")


async def test_what_is_wrong_fails_its_tests_or_has_lost_edits_is_not_put_in_force(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada, policies = await _ada(desk), desk.room.policies
        with pytest.raises(PolicyError):
            await policies.put(ada, 1, {"policy.toml": "policy = 1"}, "so")
        with pytest.raises(PolicyError):
            await policies.try_(ada, {"policy.toml": "policy = 1"})
        failing = written(rule("all", "media.count > 0", "enforce"))
        with pytest.raises(ConfigError, match="its own test"):
            await policies.put(ada, 1, {"policy.toml": failing}, "so")
        (tmp_path / "policy.toml").write_text(written() + "# by hand\n", "utf-8")
        with pytest.raises(ConfigError, match="edits that were never in force"):
            await policies.put(ada, 1, {"policy.toml": written(NEW)}, "so")
        assert len(await every(desk.store)) == 1


async def test_a_rule_is_tried_promoted_held_back_and_let_go_on(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 20)
        ada, policies = await _ada(desk), desk.room.policies
        number = await policies.try_rule(ada, "many", 25)
        await work(desk, number)
        candidate = await policies.candidate(ada, "many")
        assert candidate.errand is not None
        assert (candidate.errand.id, candidate.shares) == (number, (10, 25, 50, 100))
        changed = await policies.promote(ada, "many", 25, "it was right")
        assert (changed.number, 'mode = "enforce"\nshare' in written()) == (2, False)
        many = next(one for one in (await policies.page(ada)).cards if one.name == "many")
        assert (many.now, many.share) == ("enforce", 25)
        with pytest.raises(UsageError, match="no such rule"):
            await policies.candidate(ada, "mny")
        with pytest.raises(UsageError, match="reason"):
            await policies.promote(ada, "exact", 10, "")
        assert "policy.promoted" in await _kinds(desk)


async def test_brakes_are_lifted_and_guards_switched_with_a_name(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada, policies = await _ada(desk), desk.room.policies
        await policies.hold(ada, "exact-match", "too keen")  # of the policy that this process follows
        await policies.lift(ada, "exact-match", "mended")
        async with desk.store.session() as connection:
            assert await brakes.opened(connection, desk.clock()) == []
        with pytest.raises(UsageError, match="no guard wave"):
            await policies.switch_on(ada, "wave", 3)
        with pytest.raises(UsageError, match="on nowhere"):
            await policies.switch_off(ada, "wave")
        assert (await _kinds(desk))[-2:] == ["brake.set", "brake.lifted"]


async def test_going_back_writes_the_files_back(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada, policies = await _ada(desk), desk.room.policies
        await policies.put(ada, 1, {"policy.toml": text(*RULES, GUARD)}, "shorter")
        assert (await policies.revert(ada, 1, "it was better")).number == 3
        assert (tmp_path / "policy.toml").read_text("utf-8") == written()


async def test_a_moderator_reads_and_tries_without_private_rules_and_changes_nothing(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 20)
        bob, policies = (await sits(desk, "bob", Role.MODERATOR)).visitor, desk.room.policies
        _, files = await policies.files(bob)
        assert [one.name for one in files] == ["policy.toml"]
        page = await policies.page(bob)
        assert not page.may_change
        assert "hidden-name" not in str(page.cards)
        number = await policies.try_(bob, {"policy.toml": written(NEW)}, 30)
        await work(desk, number)
        errand = await policies.trial(bob, number)
        assert errand.result is not None
        assert "private" not in str(errand.result["rules"])
        assert (await policies.tried(bob, number)) == {"policy.toml": written(NEW)}
        for deed in (
            policies.put(bob, 1, {}, "so"),
            policies.promote(bob, "many", 10, "so"),
            policies.revert(bob, 1, "so"),
            policies.lift(bob, "many", "so"),
            policies.hold(bob, "many", "so"),
            policies.switch_on(bob, "wave", 1),
            policies.switch_off(bob, "wave"),
        ):
            with pytest.raises(NotAllowed):
                await deed


async def test_a_trial_tells_nothing_of_cases_that_are_not_theirs(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        cases, policies = await judged(desk, 40), desk.room.policies
        bob = (await sits(desk, "bob", Role.MODERATOR)).visitor
        number = await policies.try_(bob, {"policy.toml": written(NEW)}, 30)
        await work(desk, number)
        before = (await policies.trial(bob, number)).result
        assert before is not None
        shown = [one for one in before["examples"] if one["case"]]
        assert {one["case"] for one in shown} <= {*cases}
        gone = shown[0]["case"]
        async with desk.store.transaction() as connection:
            await connection.execute("UPDATE cases SET queue = 'child-safety' WHERE id = $1", gone)
        after = (await policies.trial(bob, number)).result
        assert after is not None
        hidden = [one for one in after["examples"] if one["is_hidden"]]
        assert [(one["case"], one["decision"], one["verdict"]) for one in hidden] == [(None, None, None)]
        assert {one["case"] for one in after["examples"]} == {one["case"] for one in shown} - {gone} | {None}
        again = await policies.again(bob, number)
        await work(desk, again)
        less = (await policies.trial(bob, again)).result
        assert less is not None
        assert (before["posts"], less["posts"], less["without_child_safety"]) == (40, 39, True)
        eve = (await sits(desk, "eve", Role.MODERATOR, Role.CHILD_SAFETY)).visitor
        whole = await policies.try_(eve, {"policy.toml": written(NEW)}, 30)
        await work(desk, whole)
        found = (await policies.trial(eve, whole)).result
        assert found is not None
        assert (found["posts"], found["without_child_safety"]) == (40, False)


async def test_whoever_sees_some_servers_changes_nothing_for_all(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        one = await a_server(desk.store)
        two = await a_server(desk.store, "https://other.example")
        own, _ = await judged(desk, 8, one), await judged(desk, 8, two)
        cleo = (await sits(desk, "cleo", Role.LEAD, servers=[one])).visitor
        policies = desk.room.policies
        assert cleo.may(Right.PROMOTE)
        assert set((await policies.page(cleo)).places) == {one}
        with pytest.raises(NotAllowed, match="all servers"):
            await policies.put(cleo, 1, {"policy.toml": written(NEW)}, "so")
        number = await policies.try_(cleo, {"policy.toml": text(rule("none", "media.count > 99"))})
        await work(desk, number)
        errand = await policies.trial(cleo, number)
        assert errand.result is not None
        assert errand.result["posts"] == 8
        assert {one["case"] for one in errand.result["examples"]} <= {*own, None}
        whole = (await sits(desk, "dora", Role.LEAD, servers=[one, two])).visitor
        assert (await policies.page(whole)).may_change


async def test_trials_are_ones_own_and_can_be_done_again_or_given_up(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada, bob = await _ada(desk), (await sits(desk, "bob", Role.LEAD)).visitor
        policies = desk.room.policies
        number = await policies.try_(ada, {"policy.toml": written(NEW)})
        with pytest.raises(UsageError, match="no such trial"):
            await policies.trial(bob, number)
        await policies.stop(ada, number)
        await work(desk, number)
        assert (await policies.trial(ada, number)).state == "stopped"
        more = await policies.again(ada, number)
        await work(desk, more)
        assert [str(one.state) for one in await policies.trials(ada)] == ["done", "stopped"]
