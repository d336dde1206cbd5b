"""What `leeward people` does: a password is set in a terminal, and opens the desk."""

from datetime import UTC, datetime

import pyotp
import pytest

from leeward.app.commands.people import Said, Team
from leeward.model.errors import UsageError
from leeward.review.people.signing import Attempt
from leeward.review.people.ways import Typed
from tests.desks import served_desk

PASSWORD = "four bridges over water"


async def test_a_password_set_here_opens_the_desk(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        team = Team(desk.room, "ada")
        await team.add("Ada", Said(("lead",)))
        secret, picture = await team.offer("ada")
        assert "\N{FULL BLOCK}" in picture or "\N{LOWER HALF BLOCK}" in picture
        now = datetime.now(UTC)
        code = pyotp.TOTP(secret.text).at(now)
        with pytest.raises(UsageError, match="not the same"):
            await team.set_password("ada", secret, Typed(PASSWORD, PASSWORD + "!", code))
        await team.set_password("ada", secret, Typed(PASSWORD, PASSWORD, code))
        later = pyotp.TOTP(secret.text).at(now, counter_offset=1)
        token = await desk.room.signing.by_password(Attempt("ADA", PASSWORD, later, "192.0.2.1"))
        visitor = await desk.room.sessions.recognise(token)
        assert visitor
        assert visitor.name == "Ada"
