"""What waits, dealt to programs as to people."""

from leeward.review.people.rights import Role
from tests.unit.web.api.programs import placed


async def test_held_posts_are_told_of_the_servers_that_are_theirs(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case, bo = await place.case(), await place.program("bo", Role.MODERATOR, servers=[])
        ada = await place.program("ada", Role.MODERATOR)
        await place.stage.ask(
            'INSERT INTO orders (key, "case", server, action, target, subject, state, made_at, ended_at) '
            "VALUES ('k', $1, $2, 'hold_post', 't', '{}', 'done', $3, $3) RETURNING 1",
            *(case, place.server, place.desk.clock()),
        )
        status, told = await ada.ask("GET /held")
        assert (status, [one["case"] for one in told["posts"]], told["more"]) == (200, [case], "")
        assert (await bo.ask("GET /held"))[1]["posts"] == []
        assert (await ada.ask("GET /held?after=nonsense"))[0] == 409


async def test_numbers_are_those_of_the_first_page(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        await place.case()
        observer = await place.program("ob", Role.OBSERVER)
        status, told = await observer.ask("GET /home")
        assert status == 200
        assert sum(one["number"] for one in told["bands"]) == 1
        assert "case" not in str(told)


async def test_a_case_is_dealt_held_and_let_go(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        ada, bo = await place.program("ada", Role.MODERATOR), await place.program("bo", Role.MODERATOR)
        assert await ada.ask("POST /deal") == (200, {"case": case})
        assert await bo.ask("POST /deal") == (200, {"case": None})
        assert [one["case"] for one in (await ada.ask("GET /claims"))[1]] == [case]
        status, told = await bo.ask(f"POST /cases/{case}/claim")
        assert (status, "ada" in told["error"]) == (409, True)
        assert (await ada.ask(f"POST /cases/{case}/release", {"why": "skip"}))[0] == 204
        status, told = await bo.ask(f"POST /cases/{case}/claim")
        assert (status, told["case"], told["also"]) == (200, case, [])
        assert await bo.ask("POST /hand-over") == (200, {"number": 1})
        assert (await bo.ask("GET /claims"))[1] == []


async def test_a_case_of_another_server_is_not_dealt(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        case = await place.case()
        other = await place.stage.server("https://other.example")
        ada = await place.program("ada", Role.MODERATOR, servers=[other])
        assert await ada.ask("POST /deal") == (200, {"case": None})
        theirs, nobodys = await ada.ask(f"POST /cases/{case}/claim"), await ada.ask("POST /cases/999/claim")
        assert theirs[0] == nobodys[0] == 409
        assert theirs[1]["error"].replace(str(case), "") == nobodys[1]["error"].replace("999", "")
