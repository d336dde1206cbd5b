"""`leeward policy brakes`: what holds rules back, and the words that let one go on."""

import pytest

from tests.scenes import Scene
from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import a_file


@pytest.fixture
def begun(house: House) -> House:
    """A house whose policy has the rule exact."""
    (house.folder / "leeward.toml").write_text(f'[live]\npolicy = "{a_file(house)}"\n', "utf-8")
    return house


def test_nothing_held_back_is_said(begun: House) -> None:
    assert begun.says("policy", "brakes") == "Nothing holds a rule back.\n"
    assert begun.tells("policy", "brakes") == {"brakes": []}


def test_what_is_held_back_is_shown_with_the_words_that_let_it_go_on(begun: House) -> None:
    said = begun.says("policy", "brakes", "set", "exact", "--as", "ada", "--why", "too much")
    assert said == "exact only notes from now on.\n"
    told = begun.tells("policy", "brakes", "set", "exact", "--as", "ada", "--why", "too much")
    assert told == {"rule": "exact", "is_new": False}
    first, second, third = begun.says("policy", "brakes").splitlines()
    assert first.startswith("exact (by-hand), since 2")
    assert first.endswith("ends when you lift it")
    assert "too much" in second
    assert "KNOWN MEDIA" in second
    words = third.partition("leeward ")[2].split()[:-1]
    assert begun.tells("policy", "brakes")["brakes"][0]["kind"] == "by-hand"
    assert begun.says(*words, "mended", "--as", "bob") == "exact goes on (by-hand).\n"
    assert begun.tells("policy", "brakes") == {"brakes": []}


def test_what_is_lifted_is_told_to_machines(begun: House) -> None:
    begun.says("policy", "brakes", "set", "exact", "--why", "too much", "--as", "ada")
    (one,) = begun.tells("policy", "brakes", "lift", "exact", "--why", "mended", "--as", "ada")["lifted"]
    assert (one["rule"], one["until"]) == ("exact", None)


def test_a_reason_and_a_rule_are_needed(begun: House) -> None:
    assert "--why" in begun.refuses("policy", "brakes", "set", "exact")
    assert "nothing holds exact back" in begun.refuses("policy", "brakes", "lift", "exact", "--why", "x")
    assert "did you mean exact?" in begun.refuses("policy", "brakes", "set", "exat", "--why", "x")


def test_who_did_it_and_why_stands_in_the_ledger(begun: House) -> None:
    begun.says("policy", "brakes", "set", "exact", "--why", "too much", "--as", "ada")

    async def noted(stage: Scene) -> list[tuple[object, ...]]:
        return await stage.ask("SELECT convert_from(data, 'UTF8') FROM ledger WHERE kind = 'brake.set'")

    ((entry,),) = begun.play(noted)
    assert '"person":"ada"' in str(entry)
    assert "too much" in str(entry)
