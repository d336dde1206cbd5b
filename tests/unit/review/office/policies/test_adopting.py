"""What is configured comes in force once, by one process, and nothing flips back."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from leeward.ledger.entries import decode
from leeward.model.errors import ConfigError
from leeward.policy.parse import parse
from leeward.review.office.policies import adopting
from leeward.review.office.policies.adopting import Making, adopt, drafts_of, here, put
from leeward.review.office.policies.reading import default, read
from leeward.store.connection import Store
from leeward.store.policies import versions
from leeward.store.policies.versions import Kind
from tests.stores import opened
from tests.unit.review.office.policies.files import RECORDER, every, kinds, promoted, rule, start, text, write


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


async def _bodies(store: Store) -> list[dict[str, object]]:
    async with store.session() as connection:
        rows = await connection.fetch("SELECT data FROM ledger WHERE kind LIKE 'policy.%' ORDER BY id")
    return [cast("dict[str, object]", decode(row["data"]).body) for row in rows]


async def test_the_first_policy_is_in_force_as_it_says(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml", rule(), rule("noted", mode="shadow"))
    found = await start(store, file)
    assert (found.number, await kinds(store)) == (1, ["first"])
    assert await promoted(store) == {"exact"}
    (body,) = await _bodies(store)
    assert (body["added"], body["promoted"], body["policy"]) == (
        ["exact", "noted"],
        ["exact"],
        found.policy.digest,
    )


async def test_the_same_again_is_nothing_new_nor_are_its_comments(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    await start(store, file)
    file.write_text("# a comment\n" + file.read_text("utf-8"), "utf-8")
    assert (await start(store, file)).number == 1
    assert await kinds(store) == ["first"]


async def test_an_edited_file_comes_in_force_and_its_new_rules_wait(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml", rule(), rule("b", "match.perceptual"))
    await start(store, file)
    write(file, rule(more="queue = 'q'"), rule("c"), rule("b", "match.perceptual", mode="shadow"))
    found = await start(store, file)
    assert (found.number, await kinds(store)) == (2, ["first", "edited"])
    async with store.session() as connection:
        waits = adopting.waiting(found.policy.rules, await versions.promoted(connection))
    assert [one.id for one in waits] == ["exact", "c"]
    body = (await _bodies(store))[1]
    assert (body["added"], body["changed"], body["removed"]) == (["c"], ["exact", "b"], [])


async def test_words_and_mode_may_change_without_waiting(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    await start(store, file)
    file.write_text(file.read_text("utf-8").replace("About", "On").replace("so.", "listed."), "utf-8")
    found = await start(store, file)
    async with store.session() as connection:
        assert not adopting.waiting(found.policy.rules, await versions.promoted(connection))


async def test_of_two_that_start_at_once_one_makes_the_version(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    found = await asyncio.gather(*(start(store, file) for _ in range(5)))
    assert {one.number for one in found} == {1}
    write(file, rule("other"))
    found = await asyncio.gather(*(start(store, file) for _ in range(5)))
    assert ({one.number for one in found}, await kinds(store)) == ({2}, ["first", "edited"])


async def test_a_stale_copy_is_refused_with_the_way_out(store: Store, tmp_path: Path) -> None:
    fresh, stale = write(tmp_path / "mine.toml"), write(tmp_path / "stale.toml")
    await start(store, fresh)
    write(fresh, rule("other"))
    await start(store, fresh)
    with pytest.raises(ConfigError, match="is version 1 of the policy, and version 2 is in force") as caught:
        await start(store, stale)
    assert "leeward policy revert 1" in caught.value.hint
    assert len(await every(store)) == 2


async def test_who_has_no_file_takes_what_is_in_force(store: Store, tmp_path: Path) -> None:
    await start(store, write(tmp_path / "mine.toml"))
    async with store.transaction() as connection:
        found = await adopt(connection, default(), RECORDER)
    assert (found.number, found.policy.name) == (1, "mine")


async def test_a_new_default_of_a_new_program_lets_nothing_fall_silent(store: Store) -> None:
    async with store.transaction() as connection:
        await adopt(connection, default(), RECORDER)
        newer = replace(default(), policy=parse(text(rule(more="queue = 'better'")), "default.toml"))
        found = await adopt(connection, newer, RECORDER)
        assert found.number == 2
        assert not adopting.waiting(found.policy.rules, await versions.promoted(connection))
        again = await adopt(connection, default(), RECORDER)
    assert (again.number, await kinds(store)) == (2, ["first", "edited"])


async def test_what_a_new_program_only_reads_otherwise_waits_for_nobody_but_who_did(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.toml")
    await start(store, file)
    write(file, rule(), rule("new"))
    await start(store, file)
    now = read(file)
    otherwise = parse(text(rule(more="queue = 'q'"), rule("new", more="queue = 'q'")))
    async with store.transaction() as connection:
        found = await adopt(connection, replace(now, policy=otherwise), RECORDER)
        waits = adopting.waiting(found.policy.rules, await versions.promoted(connection))
    assert ([one.id for one in waits], len(await every(store))) == (["new"], 3)


async def test_a_private_rule_has_no_name_in_the_ledger(store: Store, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    write(tmp_path / "private" / "own.toml", rule("bridge-of-sighs"))
    found = await start(store, write(tmp_path / "mine.toml"))
    (body,) = await _bodies(store)
    digest = found.policy.rules[1].digest
    assert body["added"] == ["exact", f"private-{digest[:12]}"]
    assert "sighs" not in json.dumps(body)


async def _put_back_and_killed(store: Store, file: Path) -> None:
    """Version 1 is in force again, and a kill came before its files were written."""
    old = (await every(store))[0]
    async with store.transaction() as connection:
        kept = await versions.one(connection, old.number)
        assert kept is not None
        found = replace(read(write(file.with_name("kept.toml"))), file=file)
        await put(connection, found, RECORDER, Making(Kind.REVERTED, "ada", unwritten=here(file)))


async def test_what_a_kill_left_unwritten_is_written_by_the_next_start(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    await start(store, file)
    write(file, rule("other"))
    await start(store, file)
    await _put_back_and_killed(store, file)
    assert (await start(store, file)).number == 3
    assert file.read_text("utf-8") == text()
    assert (await every(store))[-1].unwritten is None
    assert (await start(store, file)).number == 3


async def test_a_kill_between_two_files_is_finished_too(store: Store, tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    write(private / "a.toml", rule("a"))
    file = write(tmp_path / "mine.toml")
    await start(store, file)
    write(file, rule("other"))
    write(private / "a.toml", rule("a2"))
    write(private / "b.toml", rule("b"))
    await start(store, file)
    async with store.transaction() as connection:
        kept = await versions.one(connection, 1)
        assert kept is not None
        wanted = {"mine.toml": text(), "private/a.toml": text(rule("a"))}
        found = read(file)
        found = replace(found, bundle=replace(found.bundle, files=wanted), policy=parse(text()))
        assert found.text == kept.text
        await put(connection, found, RECORDER, Making(Kind.REVERTED, "ada", unwritten=here(file)))
    write(file)  # the first of three was written, then it was killed
    await start(store, file)
    assert (private / "a.toml").read_text("utf-8") == text(rule("a"))
    assert not (private / "b.toml").exists()
    assert len(await every(store)) == 3


async def test_edits_made_after_the_kill_are_lost_to_nobody(store: Store, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    await start(store, file)
    write(file, rule("other"))
    await start(store, file)
    await _put_back_and_killed(store, file)
    write(file, rule("third"))
    found = await start(store, file)
    assert (found.number, found.policy.rules[0].id) == (4, "third")
    assert file.read_text("utf-8") == text(rule("third"))


async def test_drafts_leave_the_files_alone_until_they_are_placed(tmp_path: Path) -> None:
    file = write(tmp_path / "mine.toml")
    drafts = drafts_of(file, text(rule("new")))
    assert file.read_text("utf-8") == text()
    drafts.place()
    assert file.read_text("utf-8") == text(rule("new"))
