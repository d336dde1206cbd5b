"""`leeward policy backtest`: what a policy would have done, told before it does it."""

from leeward.app.station import now
from leeward.model.cases import State
from leeward.policy.parse import parse
from leeward.store.casework import cases
from leeward.store.casework.cases import Move
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewCase
from tests.pasts import add_items, decision
from tests.scenes import Scene, card
from tests.unit.cli.conftest import House
from tests.unit.policy.texts import policy_text, rule

OLD = policy_text(rule("listed"))
YOUNG = rule("young", when='"author.age_days < 7"', then='["hold"]', because='"b"', mode='"shadow"')
WORDS = rule("words", when="'\"a\" in text.lists'", then='["queue:words"]', because='"b"', mode='"shadow"')
NEW = policy_text(rule("listed", mode='"off"'), YOUNG, WORDS)


async def _month(stage: Scene) -> None:
    """Two posts of a young local account; one listed, and released by a person."""
    server = await stage.add_server(card())
    policy = parse(OLD)
    async with stage.store.transaction() as connection:
        listed, other = await add_items(connection, server, 0, 2)
        await decisions.add_policy(connection, policy.digest, OLD, now())
        frame = {"author.age_days": 3, "author.is_local": True, "match.exact": False}
        made = [decision(policy, other, frame), decision(policy, listed, {**frame, "match.exact": True})]
        await decisions.add(connection, made, Maker(policy.digest, "test"), now())
        new = NewCase(listed, server, "held", ("hold",), is_exact=True)
        case, _ = await decisions.open_case(connection, new, now())
        await cases.judge(connection, case, Move(State.DECIDED, State.RELEASED, "ada", now()))


def _files(house: House) -> tuple[str, str]:
    paths = (house.folder / "old.toml", house.folder / "new.toml")
    for path, text in zip(paths, (OLD, NEW), strict=True):
        path.write_text(text, "utf-8")
    return str(paths[0]), str(paths[1])


def test_the_report_says_who_is_hit_how_rightly_and_what_nobody_knew(house: House) -> None:
    house.play(_month)
    old, new = _files(house)
    said = house.says("policy", "backtest", new, "--against", old, "--as-enforced", "young")
    words = [line.split() for line in said.splitlines()]
    assert "2 posts tried" in said
    assert ["hold", "1", "0", "1"] in words
    assert ["by", "the", "other", "policy", "0", "of", "1:", "0%", "(95", "%:", "0%", "to", "79%)"] in words
    assert "newly caught          nobody judged any" in said
    assert "1 account: 1 local, 0 known for a year" in said
    assert "nobody knew text.lists of any of these posts: that is unknown, not no" in said
    assert "(no case): newly caught by young" in said
    assert "example" in said
    assert "m.example" not in said


def test_machines_get_the_same_and_shadow_stays_shadow(house: House) -> None:
    house.play(_month)
    old, new = _files(house)
    told = house.tells("policy", "backtest", new, "--against", old)
    assert told["posts"] == 2
    assert (told["caught"]["newly"], told["caught"]["no_longer"]) == (0, 1)
    assert told["judged"]["no_longer"] == {"hits": 0, "of": 1, "low": 0.0, "high": 0.7935}
    assert {one["rule"]: one["fired"] for one in told["rules"]} == {"young": 2, "words": 0}
    assert told["failed_tests"] == []


def test_a_policy_whose_own_test_fails_is_told_of_and_fails(house: House) -> None:
    file = house.folder / "mine.toml"
    file.write_text(
        OLD + '\n[[test]]\nname = "never"\nthen = ["nothing"]\nfacts = { "match.exact" = true }\n', "utf-8"
    )
    assert "own test fails: never" in house.says("policy", "backtest", str(file), status=1)
    assert house.tells("policy", "backtest", str(file), status=1)["failed_tests"] == ["never"]


def test_what_cannot_be_tried_is_refused(house: House) -> None:
    old, _ = _files(house)
    assert "no rule lsited" in house.refuses("policy", "backtest", old, "--as-enforced", "lsited")
    assert "no version 99" in house.refuses("policy", "backtest", old, "--against", "99")
    assert house.refuses("policy", "backtest", old, "--against", str(house.folder / "none.toml"))
    assert house.refuses("policy", "backtest", str(house.folder / "none.toml"))
