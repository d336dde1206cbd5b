"""A draft tried on the past: what changes by rule, whose posts, and without what is private."""

from pathlib import Path
from typing import Any

import pytest

from leeward.model.errors import UsageError
from leeward.policy.source.bundle import Bundle
from leeward.review.office.past import trial
from leeward.review.office.past.trial import Asked, as_asked
from tests.desks import Served
from tests.offices import PRIVATE, judged, office, written
from tests.stores import a_server
from tests.unit.review.office.policies.files import rule, text

FRESH = rule("fresh", "author.age_days < 2", "enforce")


async def _tried(desk: Served, asked: Asked) -> Any:
    told = []
    found = await trial.run(desk.room.ground, as_asked(asked), lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    return found


async def test_newly_no_longer_and_unchanged_are_told_by_rule(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 60)
        draft = written(FRESH).replace("author.age_days < 7", "author.age_days < 2")
        found = await _tried(desk, Asked(draft, 1))
        rules = {one["rule"]: one for one in found["rules"]}
        assert found["posts"] == 60
        assert (rules["fresh"]["newly"], rules["fresh"]["no_longer"]) == (rules["fresh"]["fired"], 0)
        assert rules["young"]["newly"] == 0
        assert rules["young"]["no_longer"] > 0
        assert rules["exact"]["newly"] == rules["exact"]["no_longer"] == 0
        assert found["caught"]["newly"] > 0
        share = found["judged"]["newly"]
        assert 0 <= share["low"] <= share["hits"] / share["of"] <= share["high"] <= 1
        assert found["failed_tests"] == []
        assert found["gone"] == []


async def test_a_rule_that_is_gone_is_named_and_its_confirmed_posts_are_missed(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 60)
        found = await _tried(desk, Asked(text(rule("young", "author.age_days < 7")), 1))
        assert found["gone"] == ["exact", "many"]
        assert found["judged"]["no_longer"]["hits"] > 0


async def test_private_rules_take_part_only_for_who_may_read_them(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 20)
        plain = await _tried(desk, Asked(written(), 1))
        assert not [one for one in plain["rules"] if one["rule"].startswith("private")]
        assert plain["caught"]["newly"] == plain["caught"]["no_longer"] == 0
        whole = Bundle("policy.toml", {"policy.toml": written(), "private/own.toml": text(PRIVATE)})
        found = await _tried(desk, Asked(whole.to_text(), 1, with_private=True))
        assert [one["rule"] for one in found["rules"]][-1].startswith("private ")
        assert "hidden-name" not in str(found)


async def test_only_posts_of_ones_own_servers_are_counted(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 12)
        other = await a_server(desk.store, "https://other.example")
        await judged(desk, 7, other)
        assert (await _tried(desk, Asked(written(), 1, servers=(other,))))["posts"] == 7
        assert (await _tried(desk, Asked(written(), 1, servers=())))["posts"] == 0
        assert (await _tried(desk, Asked(written(), 1)))["posts"] == 19


async def test_posts_with_a_child_safety_case_count_only_for_whoever_may_see_them(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        cases = await judged(desk, 12)
        async with desk.store.transaction() as connection:
            await connection.execute("UPDATE cases SET queue = 'child-safety' WHERE id = $1", cases[0])
        plain = await _tried(desk, Asked(written(), 1))
        assert (plain["posts"], plain["without_child_safety"]) == (11, True)
        told: list[tuple[int, int]] = []
        asked = as_asked(Asked(written(), 1))
        await trial.run(desk.room.ground, asked, lambda done, of: told.append((done, of)))
        assert told[-1] == (11, 11), "nor is it counted in how far it is"
        whole = await _tried(desk, Asked(written(), 1, child_safety=True))
        assert (whole["posts"], whole["without_child_safety"]) == (12, False)


async def test_a_promotion_is_tried_as_it_would_be(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk, 40)
        found = await _tried(desk, Asked("", 1, rule="many", share=100, with_private=True))
        assert found["caught"]["newly"] > 0
        assert found["caught"]["no_longer"] == 0
        few = await _tried(desk, Asked("", 1, rule="many", share=1, with_private=True))
        assert few["caught"]["newly"] <= found["caught"]["newly"]
        with pytest.raises(UsageError, match="no version 9"):
            await _tried(desk, Asked(written(), 9))
