"""What an administrator does about complaints."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from leeward.ledger.entries import decode
from leeward.model.servers import ServerCard
from leeward.pipeline.complaints import add
from leeward.policy.community.events import Group, Held
from tests.scenes import NOON, Scene
from tests.unit.cli.conftest import House
from tests.unit.plugins.servers.mastodon.shown import WORD, admin_account, report, status

LIST = "/api/v1/admin/reports"


async def _begun(stage: Scene) -> None:
    """The database is there."""
    await stage.ask("SELECT 1")


def _report(number: int, *, is_upheld: bool = True) -> dict[str, Any]:
    far = {
        "id": f"9{number}",
        "acct": f"zoe@far{number}.example",
        "uri": f"https://far{number}.example/u/zoe",
    }
    return report(
        str(number),
        action_taken=True,
        account=admin_account("7", domain="forum.example", username="forum.example"),
        target_account=admin_account(f"9{number}", domain=f"far{number}.example", suspended=is_upheld),
        statuses=[status(f"s{number}", account=far, media_attachments=[])],
        created_at=f"2026-0{1 + number % 6}-{10 + number}T11:00:00.000Z",
        updated_at=f"2026-0{1 + number % 6}-{10 + number}T15:00:00.000Z",
    )


def _connected(house: House, server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEEWARD_NET__ALLOW_PRIVATE", '["127.0.0.1"]')

    async def add_server(stage: Scene) -> None:
        card = ServerCard("mastodon", "4.6.0", "mastodon", (), ())
        number = await stage.add_server(card, server.url_for("").rstrip("/"))
        await stage.ask("UPDATE servers SET token = NULL WHERE id = $1", number)

    house.play(add_server)


def test_records_begin_with_the_servers_settled_reports(
    house: House, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _connected(house, httpserver, monkeypatch)
    pages = [
        [_report(number) for number in range(8, 4, -1)],
        [_report(number) for number in range(4, 0, -1)],
        [],
    ]
    for at, page in zip(("", "5", "1"), pages, strict=True):
        query = {"resolved": "true", "limit": "40", **({"max_id": at} if at else {})}
        httpserver.expect_request(LIST, query_string=query).respond_with_json(page)
    assert house.tells("community", "sources") == {"sources": []}
    said = house.says("community", "bootstrap")
    assert "8 settled reports" in said
    assert "8 complaints added to the records." in said
    (found,) = house.tells("community", "sources")["sources"]
    assert (found["source"], found["upheld"], found["judged"]) == ("domain:forum.example", 8, 8)
    assert found["weight"] > 0.3
    assert house.tells("community", "bootstrap")["servers"][0]["added"] == 0
    assert "domain:forum.example  general: 8 of 8 upheld" in house.says("community", "sources")
    assert house.says("community", "replay").startswith("The same")
    kept = house.play(lambda stage: stage.ask("SELECT flag::text FROM flag_history"))
    assert WORD not in str(kept)


def test_an_interrupted_bootstrap_goes_on_where_it_was(
    house: House, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _connected(house, httpserver, monkeypatch)
    first = {"resolved": "true", "limit": "40"}
    httpserver.expect_ordered_request(LIST, query_string=first).respond_with_json([_report(8), _report(7)])
    busy = {**first, "max_id": "7"}
    httpserver.expect_ordered_request(LIST, query_string=busy).respond_with_json({}, status=503)
    said = house.says("community", "bootstrap", status=1)
    assert "run it again" in said
    assert house.tells("community", "sources") == {"sources": []}
    httpserver.expect_ordered_request(LIST, query_string=busy).respond_with_json([_report(6)])
    end = {**first, "max_id": "6"}
    httpserver.expect_ordered_request(LIST, query_string=end).respond_with_json([])
    assert house.tells("community", "bootstrap")["servers"][0]["added"] == 3
    httpserver.check_assertions()


def test_a_source_is_trusted_by_name(house: House) -> None:
    house.play(_begun)
    assert house.says("community", "sources").startswith("Nobody has a record yet")
    assert house.says("community", "trust", "Forum.example", "--as", "ada") == (
        "domain:forum.example is trusted, says ada.\n"
    )
    house.says("community", "trust", "local:12@m.example", "--group", "child-safety", "--as", "ada")
    found = {(one["source"], one["group"]): one for one in house.tells("community", "sources")["sources"]}
    assert set(found) == {
        ("domain:forum.example", "general"),
        ("domain:forum.example", "child-safety"),
        ("local:12@m.example", "child-safety"),
    }
    assert all(one["is_named"] and one["weight"] > 0.4 for one in found.values())
    asked = "SELECT data FROM ledger WHERE kind = 'flags.trusted' ORDER BY id"
    rows = house.play(lambda stage: stage.ask(asked))
    bodies = [decode(bytes(data)).body for (data,) in rows]  # type: ignore[call-overload]
    assert bodies[0] == {"source": "domain:forum.example", "person": "ada", "group": None}


@pytest.mark.parametrize("source", ["", "x" * 400, "a\x1b[31m"])
def test_what_is_no_source_is_refused(house: House, source: str) -> None:
    house.play(_begun)
    assert "no source" in house.refuses("community", "trust", source, "--as", "ada")


def test_a_person_stops_all_and_lets_it_go_on(house: House) -> None:
    house.play(_begun)
    assert "Complaints hold nothing until " in house.says("community", "pause", "--hours", "2", "--as", "ada")
    assert house.says("community", "pause", "--hours", "0", "--as", "ada") == "They hold again.\n"
    kinds = house.play(lambda stage: stage.ask("SELECT kind FROM flag_events"))
    assert kinds == [("paused",), ("paused",)]


def test_a_log_that_was_changed_by_hand_is_found(house: House) -> None:
    async def changed(stage: Scene) -> None:
        async with stage.store.transaction() as connection:
            await add(connection, [Held(NOON + timedelta(days=1), "7", Group.GENERAL, ("domain:o.example",))])

    house.play(changed)
    assert "item 7, general" in house.says("community", "replay", status=1)
    assert len(house.tells("community", "replay", status=1)["differences"]) == 1
