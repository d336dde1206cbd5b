"""Hooks, made by programs; what they are told is tested with the telling."""

from leeward.review.people.rights import Role
from tests.unit.web.api.programs import placed

NEW = {"url": "https://program.example/told", "events": ["case.moved"]}


async def test_a_hook_is_made_tried_and_ended(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada, bo = await place.program("ada", Role.MODERATOR), await place.program("bo", Role.MODERATOR)
        status, made = await ada.ask("POST /hooks", NEW)
        assert (status, made["secret"].startswith("whsec_")) == (201, True)
        (hook,) = (await ada.ask("GET /hooks"))[1]
        assert (hook["id"], hook["events"], hook["owner"]) == (made["id"], ["case.moved"], "ada")
        assert "secret" not in hook
        status, called = await ada.ask(f"POST /hooks/{made['id']}/test")
        assert status == 200
        (call,) = (await ada.ask(f"GET /hooks/{made['id']}/calls"))[1]
        assert (call["id"], call["event"], call["case"]) == (called["call"], "test", 0)
        for deed in ("GET /hooks/{}/calls", "POST /hooks/{}/test", "POST /hooks/{}/end"):
            assert (await bo.ask(deed.format(made["id"])))[0] == 409
        assert (await ada.ask(f"POST /hooks/{made['id']}/end"))[0] == 204


async def test_an_address_that_cannot_be_asked_is_refused(fresh_database: str) -> None:
    async with placed(fresh_database) as place:
        ada = await place.program("ada", Role.MODERATOR)
        changes: list[dict[str, object]] = [{"url": "nowhere"}, {"events": []}, {"events": ["case.secret"]}]
        for wrong in changes:
            assert (await ada.ask("POST /hooks", NEW | wrong))[0] == 400
