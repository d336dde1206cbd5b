"""Metrics: numbers, ids and our own words, as Prometheus reads them."""

from dataclasses import replace

from prometheus_client.parser import text_string_to_metric_families

from leeward.canary.lamps import Lamp
from leeward.canary.metrics import text
from leeward.canary.screen import Screen
from tests.unit.canary.screens import a_server, well

LABELS = {"server", "way_in", "state", "look", "answer"}


def _samples(screen: Screen) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(text(screen).decode())
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_every_lamp_has_one_colour() -> None:
    found = _samples(replace(well(), servers=(a_server(Lamp.RED),)))
    lit = {key[1] for key, value in found.items() if key[0] == "leeward_canary_lamp" and value}
    assert lit == {("3", "red", "poll")}  # server, state, way in
    assert found["leeward_canary_passed_seconds", ("3", "poll")] == 7 * 60


def test_numbers_are_the_screens() -> None:
    found = _samples(well())
    assert found["leeward_media_waiting", ()] == 40
    assert found["leeward_media_waiting_seconds", ()] == 120
    assert found["leeward_media_looked_today", ("vanished",)] == 100
    assert found["leeward_rule_answers_last_day", ("unknown",)] == 30
    assert found["leeward_cases", ("waiting",)] == 4
    assert found["leeward_ledger_entries", ()] == 5000
    assert found["leeward_only_counted_today", ("3",)] == 12


def test_no_name_and_no_content_gets_out() -> None:
    told = text(replace(well(), problems={"list.a-list": "the list a-list"})).decode()
    for name in ("m.example", "a-list", "db.example", "direct", "/one"):
        assert name not in told
    for family in text_string_to_metric_families(told):
        assert family.name.startswith("leeward_")
        for sample in family.samples:
            assert set(sample.labels) <= LABELS


def test_two_scrapes_do_not_disturb_each_other() -> None:
    assert text(well()) == text(well())
