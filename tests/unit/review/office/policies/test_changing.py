"""People change the policy: nothing is lost or falls silent unsaid, and every step can be taken back."""

import asyncio
import tomllib
from pathlib import Path

import pytest

from leeward.model.errors import ConfigError, PolicyError, UsageError
from leeward.policy.rules import Mode
from leeward.policy.source.bundle import Extended
from leeward.review.office.policies import changing
from leeward.review.office.policies.changing import By, Changed
from leeward.review.office.policies.finding import shipped
from leeward.review.office.policies.policing import RuleStanding, standings
from leeward.store.policies import versions
from leeward.store.policies.versions import Version
from tests.unit.review.office.policies.files import rule, text, write
from tests.unit.review.office.policies.policy_house import ADA, PolicyHouse

QUIET = """
[[test]]
name = "nothing is done"
then = ["nothing"]
facts = { "match.exact" = true }
"""


@pytest.fixture
def house(fresh_database: str, tmp_path: Path) -> PolicyHouse:
    return PolicyHouse(fresh_database, tmp_path)


async def _use(house: PolicyHouse, file: Path | None = None) -> Changed:
    async with house.asks() as opened:
        return await changing.use(opened, file, ADA)


async def _revert(house: PolicyHouse, number: int) -> Changed:
    async with house.asks() as opened:
        return await changing.revert(opened, number, By("bob", ""))


async def _promote(house: PolicyHouse, name: str, share: int | None = None) -> Changed:
    async with house.asks() as opened:
        return await changing.promote(opened, name, share, ADA)


async def _newest(house: PolicyHouse) -> Version:
    async with house.asks() as opened, opened.store.session() as connection:
        found = await versions.newest(connection)
    assert found is not None
    return found


async def _rule(house: PolicyHouse, name: str) -> RuleStanding:
    async with house.asks() as opened, opened.store.session() as connection:
        every = await standings(connection, opened.policy, opened.recorder.clock())
    return next(one for one in every if one.rule.id == name)


async def test_a_file_comes_in_force_with_who_and_why(house: PolicyHouse) -> None:
    house.write()
    assert (await _use(house)).is_new
    house.write(rule(), rule("new"))
    changed = await _use(house)
    assert (changed.number, changed.is_new, [one.id for one in changed.waiting]) == (2, True, ["new"])
    newest = await _newest(house)
    assert (newest.author, newest.why, newest.kind) == ("ada", "so", "edited")
    again = await _use(house)
    assert (again.number, again.is_new) == (2, False)
    assert await house.start() == 2


async def test_other_words_around_the_same_rules_are_a_version_if_somebody_says_so(
    house: PolicyHouse,
) -> None:
    house.write()
    await house.start()
    house.file.write_text("# why\n" + house.read(), "utf-8")
    changed = await _use(house)
    assert (changed.number, changed.is_new, (await _newest(house)).text) == (2, True, house.read())


async def test_a_file_that_is_not_the_configured_one_is_refused(house: PolicyHouse) -> None:
    house.write()
    other = write(house.folder / "other.toml")
    with pytest.raises(UsageError, match=r"mine\.toml is the policy that is configured"):
        await _use(house, other)
    assert (await _use(house, house.file)).is_new


async def test_without_a_configured_one_any_file_may_be_named_and_stays(
    fresh_database: str, tmp_path: Path
) -> None:
    house = PolicyHouse(fresh_database, tmp_path, has_file=False)
    assert (await _use(house)).policy.name == "Leeward's default"
    house.write()
    assert (await _use(house, house.file)).number == 2
    assert await house.start() == 2
    assert (await _use(house)).number == 3
    assert await house.start() == 3


@pytest.mark.parametrize(
    ("content", "error"),
    [(text(rule(), QUIET), ConfigError), ("policy = 9", PolicyError), ("[[[", PolicyError)],
    ids=["test fails", "no policy", "no TOML"],
)
async def test_what_cannot_be_used_changes_nothing(
    house: PolicyHouse, content: str, error: type[Exception]
) -> None:
    house.write()
    await house.start()
    house.file.write_text(content, "utf-8")
    with pytest.raises(error):
        await _use(house)
    assert (await _newest(house)).number == 1


async def test_a_version_comes_back_with_its_files_and_promotions(house: PolicyHouse) -> None:
    private = house.folder / "private"
    private.mkdir()
    write(private / "old.toml", rule("old"))
    house.write(rule("a"))
    before = house.read()
    await house.start()
    (private / "old.toml").unlink()
    write(private / "new.toml", rule("new"))
    house.write(rule("a", "match.verified"), name="second")
    await house.start()
    changed = await _revert(house, 1)
    assert (changed.number, changed.waiting) == (3, ())
    assert house.read() == before
    assert sorted(one.name for one in private.iterdir()) == ["old.toml"]
    newest = await _newest(house)
    assert (newest.kind, newest.author, newest.why) == ("reverted", "bob", "back to version 1")
    assert newest.unwritten is None
    assert await house.start() == 3
    assert not (await _revert(house, 1)).is_new


async def test_edits_that_were_never_in_force_are_not_lost(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    house.write(rule("b"))
    await house.start()
    house.write(rule("c"))
    with pytest.raises(ConfigError, match="edits that were never in force") as caught:
        await _revert(house, 1)
    assert "leeward policy use" in caught.value.hint
    assert (house.read(), (await _newest(house)).number) == (text(rule("c")), 2)


async def test_a_stale_file_is_brought_up_to_date_by_going_back(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    house.write(rule("b"))
    await house.start()
    house.write()
    with pytest.raises(ConfigError, match="version 1 of the policy, and version 2 is in force"):
        await house.start()
    await _revert(house, 1)
    assert await house.start() == 3


async def test_a_file_that_is_gone_comes_back(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    house.write(rule("b"))
    await house.start()
    house.file.unlink()
    await _revert(house, 1)
    assert house.read() == text()


async def test_a_version_that_never_was_is_refused(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    for number in (7, 1 << 70):
        with pytest.raises(UsageError, match="there is no version"):
            await _revert(house, number)


async def test_a_rule_waits_until_somebody_promotes_it(house: PolicyHouse) -> None:
    house.write()
    await house.start()
    house.write(rule(), rule("new"))
    await house.start()
    told = await _rule(house, "new")
    assert (told.mode, told.why) == (Mode.SHADOW, "nobody has promoted it yet: leeward policy promote new")
    before = house.read()
    changed = await _promote(house, "new")
    assert (changed.number, changed.waiting, house.read()) == (3, (), before)
    assert (await _rule(house, "new")).mode is Mode.ENFORCE
    again = await _promote(house, "new")
    assert (again.number, again.is_new) == (3, False)
    assert await house.start() == 3


async def test_a_rule_in_shadow_is_written_in_force_with_all_comments_kept(house: PolicyHouse) -> None:
    house.write(rule(mode="shadow"), head="# a comment")
    await house.start()
    changed = await _promote(house, "exact")
    assert (changed.number, changed.waiting) == (2, ())
    assert house.read() == text(rule(), head="# a comment")
    assert await house.start() == 2
    assert ((await _newest(house)).kind, (await _newest(house)).unwritten) == ("promoted", None)


async def test_a_share_comes_first_and_all_follow(house: PolicyHouse) -> None:
    house.write(rule(mode="shadow"))
    await house.start()
    await _promote(house, "exact", 10)
    told = await _rule(house, "exact")
    assert (told.mode, told.rule.share) == (Mode.ENFORCE, 10)
    assert told.why == "for 10 of 100 accounts; the others are only noted"
    assert not (await _promote(house, "exact")).is_new
    await _promote(house, "exact", 100)
    assert (await _rule(house, "exact")).why == ""
    assert await house.start() == 3


async def test_a_private_rule_is_promoted_in_its_own_file(house: PolicyHouse) -> None:
    (house.folder / "private").mkdir()
    own = write(house.folder / "private" / "own.toml", rule("own", mode="shadow"))
    house.write()
    before = house.read()
    await house.start()
    await _promote(house, "own")
    assert own.read_text("utf-8") == text(rule("own"))
    assert house.read() == before


async def test_what_the_default_says_is_changed_in_a_file_of_ones_own(
    fresh_database: str, tmp_path: Path
) -> None:
    house = PolicyHouse(fresh_database, tmp_path, has_file=False)
    await house.start()
    with pytest.raises(UsageError, match="no file of its own") as caught:
        await _promote(house, "exact-match", 5)
    assert "leeward policy show --text" in caught.value.hint


async def test_a_rule_is_promoted_in_nothing_but_what_is_in_force(house: PolicyHouse) -> None:
    house.write(rule(mode="shadow"))
    await house.start()
    house.write(rule(mode="shadow"), rule("unseen"))
    with pytest.raises(ConfigError, match="is not what is in force"):
        await _promote(house, "exact")
    with pytest.raises(UsageError, match="no rule unseen"):
        await _promote(house, "unseen")


async def test_a_rule_whose_promotion_breaks_a_test_waits_on(house: PolicyHouse) -> None:
    house.write(rule(mode="shadow"), QUIET)
    await house.start()
    with pytest.raises(ConfigError, match=r"with the rule exact in force.*'nothing is done' fails: expected"):
        await _promote(house, "exact")
    assert ((await _newest(house)).number, house.read()) == (1, text(rule(mode="shadow"), QUIET))
    assert not [one for one in house.folder.iterdir() if one.name.endswith(".new")]


async def test_before_there_is_a_policy_nothing_is_promoted_or_put_back(house: PolicyHouse) -> None:
    house.write()
    with pytest.raises(UsageError, match="no policy was ever in force"):
        await _promote(house, "exact")
    with pytest.raises(UsageError, match="there is no version 1"):
        await _revert(house, 1)


async def test_of_two_who_promote_at_once_both_are_told_what_is_so(house: PolicyHouse) -> None:
    house.write(rule(mode="shadow"), rule("b", mode="shadow"))
    await house.start()
    first, second = await asyncio.gather(_promote(house, "exact"), _promote(house, "b"))
    assert {first.number, second.number} == {2, 3}
    assert house.read() == text(rule(), rule("b"))
    assert await house.start() == 3


async def test_a_rule_that_leeward_brings_is_changed_in_a_copy_of_ones_own(house: PolicyHouse) -> None:
    brought = shipped(Extended("base/words.toml", 1))
    assert brought is not None
    told = tomllib.loads(brought)
    name = next(one["id"] for one in told["rule"] if one["mode"] != "enforce")
    head = f'extends = ["base/words@{told["version"]}"]'
    house.write(rule(), head=head)
    await house.start()
    with pytest.raises(UsageError, match=r"stands in base/words\.toml, which Leeward brings") as caught:
        await _promote(house, name)
    assert "copy the rule" in caught.value.hint
    house.write(rule(), rule(name, "match.perceptual", "shadow"), head=head)
    await house.start()
    assert (await _promote(house, name)).number == 3
    assert house.read() == text(rule(), rule(name, "match.perceptual"), head=head)
