"""Versions over time: who, why, and what differs; private files only for who may read them."""

from pathlib import Path

import pytest

from leeward.model.errors import UsageError
from leeward.review.people.rights import Role
from tests.offices import office, sits, written
from tests.unit.review.office.policies.files import rule, text


async def test_each_version_tells_who_why_and_what_it_changed(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada = (await sits(desk, "ada", Role.LEAD)).visitor
        own = text(rule("hidden-name", "author.followers < 9"))
        drafts = {"policy.toml": written(rule("fresh", "author.age_days < 2")), "private/own.toml": own}
        await desk.room.policies.put(ada, 1, drafts, "more care")
        newest, first = await desk.room.versions.history(ada)
        assert (newest.number, newest.author, newest.why) == (2, "ada", "more care")
        assert (newest.added, newest.changed, newest.removed) == (("fresh",), ("hidden-name",), ())
        assert (first.kind, first.promoted) == ("first", ())
        told = await desk.room.versions.one(ada, 2)
        assert told.since is None
        assert told.before is not None
        lines = [(one.sign, one.text) for one in told.before.lines]
        assert ("+", 'id = "fresh"') in lines
        assert ("-", 'when = "author.followers < 3"') in lines
        assert told.before.changes is not None
        assert "rule fresh" in [one.name for one in told.before.changes]
        back = await desk.room.versions.one(ada, 1)
        assert back.before is None
        assert back.since is not None
        assert ("-", 'id = "fresh"') not in [(one.sign, one.text) for one in back.since.lines]
        with pytest.raises(UsageError, match="no version 7"):
            await desk.room.versions.one(ada, 7)


async def test_private_files_are_nobodys_else_to_read(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        ada = (await sits(desk, "ada", Role.LEAD)).visitor
        bob = (await sits(desk, "bob", Role.MODERATOR)).visitor
        own = text(rule("hidden-name", "author.followers < 9"))
        await desk.room.policies.put(ada, 1, {"private/own.toml": own}, "so")
        told = str((await desk.room.versions.history(bob), await desk.room.versions.one(bob, 2)))
        assert "private-" in told
        shown = await desk.room.versions.one(bob, 2)
        assert shown.before is not None
        visible = str((shown.files, shown.before, shown.since, await desk.room.versions.history(bob)))
        assert "hidden-name" not in visible
        assert "followers <" not in visible
