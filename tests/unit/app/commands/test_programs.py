"""What the command line does with tokens."""

from pathlib import Path

import pytest

from leeward.app.commands import programs
from leeward.app.commands.programs import Asked
from leeward.app.station import station
from leeward.config import Config
from leeward.model.errors import NotAllowed, UsageError
from leeward.review.people.rights import Role
from leeward.review.people.roster import Place
from leeward.review.room import Room


async def test_a_token_is_of_a_person_and_within_what_they_may(fresh_database: str, tmp_path: Path) -> None:
    config = Config.model_validate({"data_dir": tmp_path, "database": {"url": fresh_database}})

    async def deed(room: Room) -> None:
        await room.roster.add("Ada", Place(frozenset({Role.MODERATOR})), "a test")
        made = await programs.make(room, Asked("console", "ADA", ["cases"], 30))
        found = await room.tokens.recognise(made.token)
        assert found is not None
        assert found[0].name == "Ada"
        with pytest.raises(NotAllowed):
            await programs.make(room, Asked("console", "ada", ["people"], 30))
        with pytest.raises(UsageError, match="nobody here"):
            await programs.make(room, Asked("console", "bo", ["cases"], 30))
        assert [one.name for one in await programs.listed(room)] == ["console"]
        await programs.revoke(room, made.id, "op")
        assert [one.is_revoked for one in await programs.listed(room)] == [True]

    async with station(config) as opened:
        await programs.within(opened, deed)
