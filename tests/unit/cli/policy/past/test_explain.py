"""`leeward policy explain`: a case's decisions, rule by rule."""

from leeward.policy.parse import parse
from leeward.store.policies import decisions
from leeward.store.policies.decisions import Maker, NewCase
from tests.pasts import add_items, decision
from tests.scenes import Scene, card
from tests.stores import START
from tests.unit.cli.conftest import House
from tests.unit.policy.texts import policy_text, rule

TEXT = policy_text(rule("listed"))
POLICY = parse(TEXT)


async def _case(stage: Scene) -> int:
    server = await stage.add_server(card())
    async with stage.store.transaction() as connection:
        (item,) = await add_items(connection, server, 0, 1)
        await decisions.add_policy(connection, POLICY.digest, TEXT, START)
        made = decision(POLICY, item, {"match.exact": True, "match.list": "stand-ins"})
        await decisions.add(connection, [made], Maker(POLICY.digest, "9.9"), START)
        new = NewCase(item, server, "held", ("hold",), is_exact=True)
        return (await decisions.open_case(connection, new, START))[0]


async def _undecided(stage: Scene) -> int:
    await stage.add_server(card())
    return await stage.add_case()


def test_a_case_is_explained_in_words_and_for_machines(house: House) -> None:
    case = str(house.play(_case))
    said = house.says("policy", "explain", case)
    assert "Rule listed fired: It is in stand-ins." in said
    assert POLICY.digest[:12] in said
    assert said.endswith("What you can tell the author of the post: docs/howto/cases.md.\n")
    (told,) = house.tells("policy", "explain", case)["decisions"]
    assert (told["policy"], told["code"], told["actions"]) == (POLICY.digest, "9.9", ["hold"])


def test_a_case_without_a_decision_and_no_case_are_told_apart(house: House) -> None:
    case = str(house.play(_undecided))
    assert house.says("policy", "explain", case) == "Nothing was decided about it.\n"
    assert "no case 99" in house.refuses("policy", "explain", "99")
