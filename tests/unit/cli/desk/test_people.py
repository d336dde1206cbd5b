"""`leeward people`: who may sign in."""

import pytest

from tests.scenes import Scene, card
from tests.unit.cli.conftest import House


def test_the_first_one_gets_a_link_that_is_shown_once(house: House) -> None:
    assert "leeward people add" in house.says("people", "list")
    made = house.tells("people", "add", "Ada", "--role", "lead", "--role", "operator")["link"]
    assert made.startswith("http://localhost:"), "by a name that passkeys work for"
    address, _, token = made.partition("/desk/link#")
    assert len(token) == 43
    assert "?" not in address
    (ada,) = house.tells("people", "list")["people"]
    assert (ada["name"], ada["roles"], ada["servers"]) == ("Ada", ["lead", "operator"], None)
    assert token not in house.says("people", "list")


def test_two_that_look_alike_are_not_added(house: House) -> None:
    house.says("people", "add", "Ada", "--role", "lead")
    assert "is called" in house.refuses("people", "add", "  aDA ", "--role", "moderator")


@pytest.mark.parametrize("name", ["", "   ", "a job", "x" * 61, "a\x00b"])
def test_what_is_no_name_is_none(house: House, name: str) -> None:
    assert "no name" in house.refuses("people", "add", name, "--role", "lead")


def test_roles_and_servers_are_given_anew_and_end(house: House) -> None:
    house.play(lambda stage: stage.add_server(card()))
    house.says("people", "add", "bob", "--role", "moderator", "--server", "home.example")
    assert house.tells("people", "list")["people"][0]["servers"] == ["home.example"]
    house.says("people", "roles", "BOB", "--role", "observer", "--server", "https://home.example")
    assert "observer; home.example; no way in yet" in house.says("people", "list")
    assert "is not protected" in house.refuses(
        "people", "roles", "bob", "--role", "lead", "--server", "far.example"
    )
    house.says("people", "leave", "bob")
    assert "left on" in house.says("people", "list")
    assert "has left" in house.refuses("people", "link", "bob")


def test_an_account_is_one_at_a_protected_server(house: House) -> None:
    house.play(lambda stage: stage.add_server(card()))
    house.says("people", "add", "cy", "--role", "moderator", "--account", "https://home.example/@Cy")
    assert house.tells("people", "list")["people"][0]["ways"] == ["server"]
    for account in ("https://far.example/@cy", "cy", "https://home.example/users/cy"):
        assert "no account" in house.refuses("people", "add", "di", "--role", "lead", "--account", account)
    taken = ("people", "add", "di", "--role", "lead", "--account", "@cy@home.example")
    assert "somebody else's" in house.refuses(*taken)


def test_only_whoever_sees_a_case_opens_it_to_others(house: House) -> None:
    async def play(stage: Scene) -> int:
        await stage.add_server(card())
        return await stage.add_case()

    case = house.play(play)
    for name, role in (("ada", "lead"), ("bob", "moderator"), ("ole", "operator")):
        house.says("people", "add", name, "--role", role)
    words = ("people", "grant", str(case), "bob", "--why", "a second pair of eyes", "--as")
    assert "is open to them for 24 hours" in house.says(*words, "ada")
    assert "there is no case" in house.refuses(*words, "ole")
    assert "nobody here is called" in house.refuses(*words, "eve")


def test_a_password_is_typed_by_people(house: House) -> None:
    assert "nobody is there" in house.refuses("people", "add", "ada", "--role", "lead", "--password")
    assert house.tells("people", "list")["people"] == []


def test_what_is_missing_is_asked_for_in_one_line(house: House) -> None:
    told = house.refuses("people", "roles", "ada")
    assert "Choose from: observer, moderator, child-safety, lead, operator\n" in told
