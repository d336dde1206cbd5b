"""A policy with a past on a desk: versions, decisions, cases that people judged, brakes, complaints."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from leeward.config import Config, Live
from leeward.model.events import Reporter
from leeward.pipeline.complaints import add
from leeward.policy.community.events import Complaint, Group, Judged, Review
from leeward.policy.parse import parse_bundle
from leeward.policy.source.bundle import Bundle
from leeward.policy.values import Frame
from leeward.review.office.policies.adopting import adopt
from leeward.review.office.policies.reading import passing, read
from leeward.review.office.running import Running
from leeward.review.people.rights import Role
from leeward.store.connection import Connection
from leeward.store.policies import brakes, decisions
from leeward.store.policies.brakes import Counted
from leeward.store.policies.decisions import Maker, NewCase
from leeward.vault.keys import ledger_signing_key
from leeward.worker.sequencing import Sequencer
from tests.desks import Served, served_desk
from tests.pasts import add_items, decision
from tests.stores import a_server
from tests.unit.review.office.policies.files import rule, text
from tests.unit.web.pages.care.seats import Seat

GUARD = """
[[guard]]
id = "wave"
title = "A wave of posts"
watch = "posts"
each = false
hours = 6
"""
TEST = """
[[test]]
name = "nobody is held for nothing"
then = ["nothing"]
facts = { "match.exact" = false, "author.age_days" = 900, "media.count" = 1, "author.followers" = 9 }
"""
RULES = (
    rule("exact", "match.exact"),
    rule("young", "author.age_days < 7", "enforce", "share = 20"),
    rule("many", "media.count > 3", "shadow"),
)
PRIVATE = rule("hidden-name", "author.followers < 3")


def written(*more: str) -> str:
    """The main file."""
    return text(*RULES, *more, GUARD, TEST, name="Small art server")


def config(folder: Path, url: str) -> Config:
    """Names a policy of two files in this folder, one of them private."""
    (folder / "private").mkdir(exist_ok=True)
    (folder / "policy.toml").write_text(written(), "utf-8")
    (folder / "private" / "own.toml").write_text(text(PRIVATE), "utf-8")
    file = folder / "policy.toml"
    given = {"data_dir": folder, "state_dir": folder, "database": {"url": url}}
    return Config.model_validate({**given, "live": Live(policy=file)})


async def began(desk: Served) -> None:
    """Put the configured policy in force."""
    file = desk.room.ground.config.live.policy
    assert file is not None
    async with desk.store.transaction() as connection:
        await adopt(connection, passing(read(file)), desk.room.ground.recorder)


async def judged(desk: Served, number: int = 40, server: int | None = None) -> list[int]:
    """Posts that were decided, each with a case; people judged most of them. Gives the cases."""
    at = desk.clock() - timedelta(days=10)
    bundle = Bundle("policy.toml", {"policy.toml": written(), "private/own.toml": text(PRIVATE)})
    policy, chance = parse_bundle(bundle), Random(3)
    home = server or await a_server(desk.store)
    async with desk.store.transaction() as connection:
        await decisions.add_policy(connection, policy.digest, bundle.to_text(), at)
        items = await add_items(connection, home, home * 1000, number)
        maker = Maker(policy.digest, "0.3")
        made = [decision(policy, item, _frame(chance)) for item in items]
        await decisions.add(connection, made, maker, at)
        cases = [await _case(connection, home, item, desk, place) for place, item in enumerate(items)]
        counted = [
            Counted(one.core, one.mode != "shadow", 900, 4 + place * 11, 17 * place)
            for place, one in enumerate(policy.rules)
        ]
        await brakes.count(connection, counted, at.replace(minute=0, second=0, microsecond=0))
    return cases


async def _case(connection: Connection, server: int, item: int, desk: Served, place: int) -> int:
    at = desk.clock() - timedelta(days=5)
    new = NewCase(item, server, "held", ("hold",), is_exact=False)
    case, _ = await decisions.open_case(connection, new, at)
    verdict = ("confirmed", "confirmed", "released", None)[place % 4]
    if verdict:
        await connection.execute(
            "UPDATE cases SET state = 'closed', verdict = $2, verdict_by = 'ada', verdict_at = $3 "
            "WHERE id = $1",
            case,
            verdict,
            at,
        )
    return case


def _frame(chance: Random) -> Frame:
    return {
        "match.exact": chance.random() < 0.3,
        "author.age_days": chance.choice((1, 3, 400)),
        "author.followers": chance.choice((1, 40, 5000)),
        "author.is_local": True,
        "media.count": chance.choice((1, 5)),
    }


async def complained(desk: Served, cases: Sequence[int], server: int, name: str = "far.example") -> None:
    """Reports of the posts of these cases by another server and two local accounts; every other one right."""
    at = desk.clock() - timedelta(days=4)
    born = at - timedelta(days=900)
    voices = [Reporter(f"domain:{name}", name)]
    voices += [Reporter(f"local:{n}@m{server}.example", "", born, True, ("made-together",)) for n in (1, 2)]
    async with desk.store.transaction() as connection:
        rows = await connection.fetch("SELECT id, item FROM cases WHERE id = ANY($1::bigint[])", [*cases])
        items = [str(row["item"]) for row in rows]
        for place, item in enumerate(items):
            author = f"https://m.example/users/{place}"
            told = [Complaint(at, item, Group.GENERAL, author, f"a{place}.example", one) for one in voices]
            await add(connection, told, server)
            review = Review.REJECTED if place % 4 == 3 else Review.UPHELD
            await add(connection, [Judged(at, item, review)], server)


async def placed(desk: Served) -> None:
    """Give the ledger's entries their places, as a worker does."""
    key = ledger_signing_key(desk.room.ground.key)
    await Sequencer(desk.store, key, desk.clock).run()


async def sits(desk: Served, name: str, *roles: Role, servers: Sequence[int] | None = None) -> Seat:
    """Somebody new who is signed in, and sees these servers only; None: all."""
    token = await desk.cookie(name, *roles, servers=servers)
    visitor = await desk.room.sessions.recognise(token)
    assert visitor is not None
    return Seat(desk, visitor, token)


async def work(desk: Served, errand: int) -> None:
    """Do an errand, as a worker does."""
    await Running(desk.room.ground).carry_out({"errand": errand})


@asynccontextmanager
async def office(url: str, folder: Path) -> AsyncIterator[Served]:
    """A desk with a policy in force, one rule of it private."""
    async with served_desk(url, config(folder, url)) as desk:
        await began(desk)
        yield desk
