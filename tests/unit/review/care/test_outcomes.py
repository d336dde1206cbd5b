"""What decisions brought: exact numbers of a staged week."""

from leeward.review.care.outcomes import Outcomes
from leeward.review.people.rights import Role, Visitor
from leeward.store.desk.care.outcomes import Outcome
from tests.caring import Caring, Still, caring

DAY = 60 * 24


async def _staged(stage: Caring, clock: Still) -> tuple[Visitor, Visitor]:
    """A week of ada and bob: Friday noon, after a week that does not count."""
    ada, bob = await stage.person("ada", Role.MODERATOR), await stage.person("bob", Role.CHILD_SAFETY)
    old = await stage.decided(ada)
    await stage.order(old, "remove_post")
    await stage.probe(old, "https://m.example/old.png", "gone")
    clock.pass_minutes(7 * DAY)
    one, two = await stage.decided(ada), await stage.decided(ada, "released")
    three = await stage.decided(bob, queue="child-safety")
    await stage.order(one, "remove_post")
    await stage.order(one, "resolve_report")
    await stage.order(two, "remove_post", "refused")
    await stage.order(three, "remove_post")
    await stage.probe(one, "https://m.example/1.png", "gone", 0)
    await stage.probe(one, "https://far.example/1.png", "still there", 0)
    await stage.probe(one, "https://x.example/1.png", "unknown", 0)
    await stage.probe(three, "https://m.example/3.png", "gone", 0)
    await stage.say(ada, [one, old, two], unlooked=False)
    await stage.say(bob, [three], unlooked=True)
    again = await stage.decided(ada)
    await stage.do("UPDATE cases SET remembers = $2 WHERE id = $1", again, one)
    let_go = await stage.case()
    await stage.do("UPDATE cases SET remembers = $2, let_go_at = $3 WHERE id = $1", let_go, three, clock())
    clock.pass_minutes(60)
    await stage.probe(one, "https://far.example/1.png", "gone", 1)
    await stage.probe(three, "https://m.example/3.png", "still there", 1)
    await stage.appeal(one, bob, "released")
    await stage.appeal(two, bob, "confirmed")
    return ada, bob


async def test_a_week_is_counted_to_the_last_case(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, bob = await _staged(stage, clock)
        _, own, desk = await Outcomes(ground).of_week(ada, 0)
        assert own == Outcome(
            decided=2,
            upheld=1,
            effective=1,
            reports=1,
            closed=3,
            addresses=2,
            hosts=2,
            appeals=2,
            changed=1,
            saved=3,
        )
        assert desk == Outcome(
            decided=5,
            upheld=3,
            effective=2,
            reports=1,
            closed=6,
            addresses=2,
            hosts=2,
            appeals=2,
            changed=1,
            saved=5,
        )
        _, others, _ = await Outcomes(ground).of_week(bob, 0)
        assert others is not None
        assert (others.decided, others.addresses, others.saved, others.appeals) == (3, 0, 2, 0)


async def test_the_week_before_has_its_own_numbers(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        ada, _ = await _staged(stage, clock)
        week, own, desk = await Outcomes(ground).of_week(ada, 1)
        assert week.ago == 1
        assert own == desk
        assert own is not None
        assert (own.decided, own.addresses, own.effective, own.saved) == (1, 1, 1, 0)


async def test_whoever_decides_nothing_is_told_of_the_desk_only(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        await _staged(stage, clock)
        observer = await stage.person("eve", Role.OBSERVER)
        _, own, desk = await Outcomes(ground).of_week(observer, 0)
        assert own is None
        assert desk.decided == 5


async def test_what_happens_on_other_servers_is_not_counted(fresh_database: str) -> None:
    async with caring(fresh_database) as (stage, ground, clock):
        await _staged(stage, clock)
        elsewhere = await stage.server("other.example")
        eve = await stage.person("eve", Role.LEAD, servers=[elsewhere])
        _, _, desk = await Outcomes(ground).of_week(eve, 0)
        assert desk == Outcome(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
