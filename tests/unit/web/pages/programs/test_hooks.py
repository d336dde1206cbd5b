"""The page of hooks."""

import re

from leeward.review.people.rights import Role
from tests.unit.web.api.programs import opened, placed, sent

FORM = {"url": "https://program.example/told", "event-case.moved": "on"}


async def test_a_secret_is_shown_once_and_the_hook_can_be_tried_and_ended(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.desk.cookie("ada", Role.MODERATOR)
        made = (await sent(place.desk, "ada", "/desk/hooks", FORM)).body.decode()
        (secret,) = re.findall(r"whsec_[\w+/=]+", made)
        listed = (await opened(place.desk, "ada", "/desk/hooks")).body.decode()
        assert "https://program.example/told" in listed
        assert secret not in listed
        assert (await sent(place.desk, "ada", "/desk/hooks/1/test", {})).status == 303
        calls = (await opened(place.desk, "ada", "/desk/hooks/1")).body.decode()
        assert "call_1" in calls
        assert "not tried yet" in calls
        assert (await sent(place.desk, "ada", "/desk/hooks/1/end", {})).status == 303
        assert "ended by ada" in (await opened(place.desk, "ada", "/desk/hooks")).body.decode()


async def test_what_is_no_address_is_told_so_and_kept_in_the_form(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.desk.cookie("ada", Role.MODERATOR)
        answer = await sent(place.desk, "ada", "/desk/hooks", FORM | {"url": "ftp://program.example"})
        assert answer.status == 400
        assert "this is no address" in answer.body.decode()
        assert "ftp://program.example" in answer.body.decode()


async def test_anothers_hook_is_nobodys_business(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        for name in ("ada", "bo"):
            await place.desk.cookie(name, Role.MODERATOR)
        await sent(place.desk, "ada", "/desk/hooks", FORM)
        assert (await opened(place.desk, "bo", "/desk/hooks/1")).status == 409
        assert (await opened(place.desk, "bo", f"/desk/hooks/{10**40}")).status == 400
        for deed in ("test", "end"):
            assert (await sent(place.desk, "bo", f"/desk/hooks/1/{deed}", {})).status == 409
