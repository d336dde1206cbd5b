"""The program itself."""

from leeward.review.people.rights import Right, Role
from tests.unit.web.api.programs import placed


async def test_a_program_learns_whose_it_is_and_what_it_may(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada = await place.program("ada", Role.MODERATOR, scopes=[Right.CASES], servers=[place.server])
        status, told = await ada.ask("GET /me")
        assert status == 200
        assert (told["name"], told["roles"], told["may"]) == ("ada", ["moderator"], ["cases"])
        assert told["servers"] == [place.server]
        assert told["token"]["name"] == "a test"


async def test_a_program_can_end_itself(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada = await place.program("ada", Role.MODERATOR, scopes=[Right.CASES])
        assert (await ada.ask("POST /me/revoke"))[0] == 204
        assert (await ada.ask("GET /me"))[0] == 401
