"""A fact knows whether not knowing it means that nobody looked."""

from leeward.policy.facts import known


def test_facts_of_scanning_are_told_from_others() -> None:
    of_scanning = {fact.name for fact in known() if fact.is_of_scanning}
    assert {"match.exact", "media.unlooked", "text.lists", "url.hits"} <= of_scanning
    assert "author.age_days" not in of_scanning
