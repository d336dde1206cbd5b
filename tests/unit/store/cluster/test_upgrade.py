import os
from pathlib import Path

from leeward.store.cluster import place, programs, upgrade
from leeward.store.cluster.private import Private
from tests.databases import ask

WEEK_S = 7 * 24 * 3600.0


def test_the_data_of_the_highest_version_are_the_truth(tmp_path: Path) -> None:
    assert upgrade.truth(tmp_path) is None
    for name in ("9", "15", "18.new-x", "20.replaced", "socket", "wheel-18.6"):
        (tmp_path / name).mkdir()
    assert upgrade.truth(tmp_path) == tmp_path / "15"


def test_drafts_go_at_once_and_replaced_data_after_a_week(tmp_path: Path) -> None:
    for name in ("15", "18", "18.new-x", "new-y", "socket"):
        (tmp_path / name).mkdir()
    upgrade.sweep(tmp_path, 1_000.0)
    assert sorted(os.listdir(tmp_path)) == ["15.replaced", "18", "socket"]
    upgrade.sweep(tmp_path, 1_000.0 + WEEK_S)
    assert (tmp_path / "15.replaced").exists()
    upgrade.sweep(tmp_path, 1_001.0 + WEEK_S)
    assert sorted(os.listdir(tmp_path)) == ["18", "socket"]


def test_data_replaced_a_second_time_take_the_place_of_the_first(tmp_path: Path) -> None:
    for name in ("15", "15.replaced", "18"):
        (tmp_path / name).mkdir()
    (tmp_path / "15" / "newer").touch()
    upgrade.sweep(tmp_path, 0.0)
    assert (tmp_path / "15.replaced" / "newer").exists()


def test_everything_is_carried_over_with_its_owner_and_its_extensions(database_home: Path) -> None:
    settled = place.settle(database_home)
    chosen = programs.packaged(settled.folder)[0]
    cluster = Private(database_home, lambda: 0.0, lambda place, major: [chosen])
    live = cluster.ensure()
    ask(live.tools.url(), "CREATE EXTENSION pg_trgm")
    ask(live.tools.url(), "CREATE TABLE bridge AS SELECT 'Øresund' AS name")
    cluster.stop()
    older = live.folder.with_name(
        "17"
    )  # the same programs under two names: this is about the way, not versions
    live.folder.rename(older)
    lasting = upgrade.carry_over(settled, older, upgrade.Change(chosen, chosen))
    assert lasting == live.folder
    assert older.exists()
    upgrade.sweep(settled.folder, 0.0)
    assert cluster.ensure().folder == lasting
    assert ask(live.tools.url(), "SELECT name FROM bridge WHERE name % 'øresund'") == [("Øresund",)]
    assert ask(live.tools.url(), "SELECT tableowner FROM pg_tables WHERE tablename = 'bridge'") == [
        ("leeward",)
    ]
    cluster.stop()
