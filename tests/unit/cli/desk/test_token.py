"""`leeward token`: what other programs show."""

from tests.unit.cli.conftest import House


def test_a_token_is_printed_once_listed_by_name_and_revoked(house: House) -> None:
    house.says("people", "add", "Ada", "--role", "moderator")
    made = house.tells("token", "make", "my console", "--person", "ada", "--scope", "cases", "--days", "30")
    assert made["token"].startswith("lwd_")
    (listed,) = house.tells("token", "list")["tokens"]
    assert (listed["owner"], listed["name"], listed["scopes"]) == ("Ada", "my console", ["cases"])
    assert "never used" in house.says("token", "list")
    assert made["token"] not in house.says("token", "list")
    house.says("token", "revoke", str(made["id"]))
    assert "revoked" in house.says("token", "list")
    assert "no such token" in house.refuses("token", "revoke", str(made["id"]))


def test_a_token_for_nobody_or_for_too_much_is_not_made(house: House) -> None:
    assert "Nobody has made" in house.says("token", "list")
    make = ("token", "make", "x", "--person")
    assert "nobody here is called" in house.refuses(*make, "ada", "--scope", "cases")
    house.says("people", "add", "Ada", "--role", "observer")
    assert "more than you may" in house.refuses(*make, "ada", "--scope", "cases")
    assert "367" in house.refuses(*make, "ada", "--scope", "own", "--days", "367")
    house.says("people", "leave", "ada")
    assert "has left" in house.refuses(*make, "ada", "--scope", "own")
