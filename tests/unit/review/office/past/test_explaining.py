"""The decisions of a case in words, with all that they were made from but what is private."""

from pathlib import Path

import pytest

from leeward.app.station import Station
from leeward.model.errors import CaseError
from leeward.policy.parse import parse_bundle
from leeward.policy.source.bundle import Bundle
from leeward.policy.values import Frame
from leeward.review.office.past import explaining
from leeward.store.arrivals import looks
from leeward.store.arrivals.looks import MatchRow
from leeward.store.connection import Connection
from leeward.store.policies import brakes, decisions
from leeward.store.policies.brakes import NewBrake
from leeward.store.policies.decisions import Maker, NewCase
from tests.pasts import add_items, decision
from tests.stores import START
from tests.unit.policy.texts import policy_text, rule
from tests.unit.review.office.past.test_backtesting import opened

SECRET = rule("secret-name", when='"author.followers < 3"', because='"few"')
BUNDLE = Bundle(
    "policy.toml",
    {
        "policy.toml": policy_text(
            rule("listed"), rule("young", when='"author.age_days < 7"', because='"b"')
        ),
        "private/mine.toml": policy_text(SECRET),
    },
)
POLICY = parse_bundle(BUNDLE)
FRAME: Frame = {"match.exact": True, "match.list": "stand-ins", "author.followers": 1}


async def _a_case(connection: Connection, server: int, first: int = 0) -> int:
    await decisions.add_policy(connection, POLICY.digest, BUNDLE.to_text(), START)
    (item,) = await add_items(connection, server, first, 1)
    await decisions.add(connection, [decision(POLICY, item, FRAME)], Maker(POLICY.digest, "9.9"), START)
    new = NewCase(item, server, "held", ("hold",), is_exact=True)
    case, _ = await decisions.open_case(connection, new, START)
    return case


async def test_each_rule_is_told_term_by_term_with_policy_and_code(
    fresh_database: str, tmp_path: Path
) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        case = await _a_case(connection, server)
        (told,) = await explaining.decisions(one, case)
        text = "\n".join(told.lines)
        assert "Rule listed fired: It is in stand-ins." in text
        assert "match.exact: true" in text
        assert "Rule young could not be decided: nobody knows author.age_days." in text
        assert "by Leeward 9.9" in text
        assert (told.policy, told.version, told.round, told.at) == (POLICY.digest, None, 1, "looked")
        with pytest.raises(CaseError):
            await explaining.decisions(one, 99)


async def test_a_private_rule_is_told_of_by_its_digest_unless_asked_for(
    fresh_database: str, tmp_path: Path
) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        case = await _a_case(connection, server)
        secret = POLICY.rule("secret-name")
        assert secret
        assert await _text(one, case) == (False, True)
        assert await _text(one, case, with_private=True) == (True, False)


async def _text(one: Station, case: int, *, with_private: bool = False) -> tuple[bool, bool]:
    """Whether the private rule's name is told, and whether its digest is."""
    secret = POLICY.rule("secret-name")
    assert secret
    (told,) = await explaining.decisions(one, case, with_private=with_private)
    text = repr(told)
    assert ("author.followers" in text) is with_private
    return "secret-name" in text, secret.digest[:12] in text


async def test_what_was_held_back_is_told_with_why(fresh_database: str, tmp_path: Path) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        await add_items(connection, server, 100, 10)
        case = await _a_case(connection, server)  # the eleventh: its first rule was held back
        (told,) = await explaining.decisions(one, case)
        assert told.demoted == {"listed": "nobody had promoted it as it was written then"}
        braked = NewBrake("c", "listed", "listed", "limit", START, None, "it hit more than 3 posts an hour")
        assert await brakes.add(connection, braked)
        (told,) = await explaining.decisions(one, case)
        assert "Held back, so in shadow: listed: it hit more than 3 posts an hour." in "\n".join(told.lines)


async def test_lists_are_told_with_the_version_that_answered(fresh_database: str, tmp_path: Path) -> None:
    async with opened(fresh_database, tmp_path) as (one, connection, server):
        case = await _a_case(connection, server)
        media = await connection.fetchval(
            "INSERT INTO media (item, position, native_id, kind, copies) "
            "SELECT item, 0, 'm', 'image', '[]' FROM cases WHERE id = $1 RETURNING id",
            case,
        )
        match = MatchRow(media, "stand-ins", "f" * 64, "md5", True, 0, 0, "stored", b"entry")
        await looks.add_matches(connection, [match, match])
        (told,) = await explaining.decisions(one, case)
        assert [line for line in told.lines if "stand-ins, version" in line] == [
            "  A match with the list stand-ins, version ffffffffffff."
        ]
