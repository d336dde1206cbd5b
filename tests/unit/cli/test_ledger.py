"""`leeward ledger`: three exit statuses, and what strangers need."""

import json

import pytest

from leeward.cli import run
from tests.databases import blocking
from tests.unit.cli.conftest import House
from tests.unit.review.office.audit.test_ledgering import at, change, grow


def _grown(house: House, number: int, *then: str) -> None:
    async def work() -> None:
        async with at(house.url, house.folder) as opened:
            await grow(opened, number)
            await change(opened, *then)

    blocking(work())


def test_a_good_ledger_is_status_0_and_says_what_it_was_compared_with(house: House) -> None:
    _grown(house, 5)
    text = house.says("ledger", "verify")
    assert text.splitlines()[:2] == [
        "The ledger is as it was written.",
        "  entries: 5; under a good signed head: 5",
    ]
    assert "no head kept elsewhere" in text
    (house.folder / "heads").write_text(house.says("ledger", "head"))
    words = ("ledger", "verify", "--head", str(house.folder / "heads"))
    assert "compared with 1 head kept elsewhere" in house.says(*words)
    assert house.tells(*words)["heads_elsewhere"] == 1


def test_a_changed_ledger_is_status_1_and_names_the_entry(house: House) -> None:
    _grown(house, 5, "UPDATE ledger SET data = data || ' ' WHERE number = 3")
    text = house.says("ledger", "verify", status=1)
    assert text.startswith("THE LEDGER WAS CHANGED, OR IS DAMAGED.\n  entry 3 ")
    told = house.tells("ledger", "verify", status=1)
    assert (told["ok"], told["size"]) == (False, 5)


def test_what_cannot_be_checked_is_status_2(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (house.folder / "heads").write_text("no head")
    assert "ledger head" in house.refuses("ledger", "verify", "--head", str(house.folder / "heads"))
    monkeypatch.setenv("LEEWARD_DATABASE__URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert "cannot be reached" in house.refuses("ledger", "verify")


def test_a_proof_is_one_object_and_of_a_case_one_a_line(house: House) -> None:
    assert "nothing was signed" in house.refuses("ledger", "head")
    _grown(house, 5)
    proof = json.loads(house.says("ledger", "prove", "4"))
    assert proof["number"] == 4
    assert proof["public_key"] == house.tells("ledger", "key")["public_key"]
    assert proof["head"] == json.loads(house.says("ledger", "head"))
    assert house.says("ledger", "key").startswith(proof["public_key"])
    assert "no case 9" in house.refuses("ledger", "prove", "--case", "9")
    assert "either an entry or a case" in house.refuses("ledger", "prove")
    assert "no entry 5" in house.refuses("ledger", "prove", "5")


def test_help_says_the_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "verify", "--help"]) == 0
    assert "1 something was changed" in " ".join(capsys.readouterr().out.split())
