"""Rules as cards: what each may do now, what it did, what people said; private ones only that they are."""

from datetime import timedelta
from pathlib import Path

from leeward.pipeline import braking
from leeward.policy.parse import parse_bundle
from leeward.policy.watch.brakes import by_hand
from leeward.review.office.policies.cards import Card, cards
from leeward.review.office.policies.finding import files_of
from tests.desks import Served
from tests.offices import judged, office


async def _cards(desk: Served, folder: Path, *, with_private: bool = True) -> dict[str, Card]:
    policy = parse_bundle(files_of(folder / "policy.toml").bundle)
    async with desk.store.session() as connection:
        found = await cards(connection, policy, desk.clock(), with_private=with_private)
    return {one.name: one for one in found}


async def test_each_rule_tells_what_it_did_and_what_people_said(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await judged(desk)
        found = await _cards(desk, tmp_path)
        young, many = found["young"], found["many"]
        assert (young.mode, young.now, young.waits, young.share) == ("enforce", "enforce", False, 20)
        assert (young.counts.hits, young.counts.noted, young.counts.unknown) == (15, 0, 17)
        assert 0 < young.precision.hits <= young.precision.of
        assert (many.now, many.counts.hits, many.counts.noted) == ("shadow", 0, 26)
        assert (young.when, young.then) == ("author.age_days < 7", ("hold",))
        desk.clock.pass_s(timedelta(days=40).total_seconds())
        later = (await _cards(desk, tmp_path))["young"]
        assert (later.counts.hits, later.precision.of) == (0, 0)


async def test_of_a_private_rule_others_learn_its_digest_and_numbers(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        assert (await _cards(desk, tmp_path))["hidden-name"].title == "About hidden-name"
        found = await _cards(desk, tmp_path, with_private=False)
        (hidden,) = [one for one in found.values() if one.is_private]
        assert hidden.name.startswith("private-")
        assert (hidden.title, hidden.when, hidden.because, hidden.then) == ("", "", "", ())


async def test_a_rule_that_is_held_back_shows_by_what(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        policy = parse_bundle(files_of(tmp_path / "policy.toml").bundle)
        rule = policy.rule("exact")
        assert rule is not None
        async with desk.store.transaction() as connection:
            recorder = desk.room.ground.recorder
            await braking.strike(connection, recorder, policy, [by_hand(rule, "too keen")], "ada")
        exact = (await _cards(desk, tmp_path))["exact"]
        assert (exact.mode, exact.now, [one.kind for one in exact.brakes]) == (
            "enforce",
            "shadow",
            ["by-hand"],
        )
