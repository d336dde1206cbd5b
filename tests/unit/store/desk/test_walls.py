"""Walls, by statements that ask for everything."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product

import asyncpg
import pytest
import pytest_asyncio

from leeward.model.errors import DatabaseError
from leeward.store.connection import Connection, Store
from leeward.store.desk import walls
from leeward.store.desk.walls import OPEN, WALLED, Settings, behind
from leeward.store.migrations.migrating import migrate
from tests.databases import Databases
from tests.stores import START, a_server, opened

ALL = Settings(person="1", sees="*", child_safety="on", grants="")
FIRST = Settings(person="1", sees="1", child_safety="off", grants="")

# one row for each server in every table: $1 the server's id, which is also that of its item, case and person
ROWS = (
    """INSERT INTO people (name, known_as, roles, made_at, made_by)
       VALUES ('p' || $1, 'p' || $1, '{moderator}', $2, 't')""",
    "INSERT INTO memberships (person, server) VALUES ($1, $1)",
    """INSERT INTO items (server, native_id, uri, way_in, post, seen_at)
       VALUES ($1, 'n', 'https://' || $1 || '.example/1', 'poll', '{}', $2)""",
    """INSERT INTO media (item, position, native_id, kind, copies) VALUES ($1, 0, 'm', 'image', '[]')""",
    """INSERT INTO matches (media, bank, bank_digest, kind, is_exact, distance, threshold, view, entry)
       VALUES ($1, 'bridges', 'd', 'pdq', true, 0, 31, 'whole', 'e')""",
    "INSERT INTO policies (digest, text, first_at) VALUES ('d', 't', $2) ON CONFLICT DO NOTHING",
    """INSERT INTO decisions (item, round, policy, code, frame, evaluation, actions, decided_at)
       VALUES ($1, 0, 'd', '1', '{}', '{}', '{}', $2)""",
    """INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by,
       verdict, verdict_at) VALUES ($1, $1, 'waiting', 'held', '{}', $2, $2, 'a job', 'confirmed', $2)""",
    """INSERT INTO orders (key, "case", server, action, target, subject, state, made_at)
       VALUES ('k' || $1, $1, $1, 'hold_post', 't', '{}', 'done', $2)""",
    """INSERT INTO probes ("case", times, round, what, place, url, expects, due_at)
       VALUES ($1, 0, 0, 'url', 'original', 'u', 'gone', $2)""",
    """INSERT INTO denied (url, "case", since) VALUES ('u', $1, $2)""",
    """INSERT INTO appeals ("case", of, filed_by, filed_at) VALUES ($1, $1, 'somebody', $2)""",
    """INSERT INTO dossiers ("case", body, person, said_at) VALUES ($1, 'b', $1, $2)""",
    """INSERT INTO voices ("case", times, person, name, verdict, actions, said_at)
       VALUES ($1, 0, 'p' || $1, 'p' || $1, 'confirmed', '{}', $2)""",
    """INSERT INTO verdicts (cases, person, kind, without_looking, said_at, due_at)
       VALUES (ARRAY[$1::bigint], $1, 'allow', true, $2, $2)""",
    "INSERT INTO evidence (media, state, asked_at) VALUES ($1, 'wanted', $2) ON CONFLICT DO NOTHING",
    """INSERT INTO ledger (kind, leaf, item, "case") VALUES ('case.opened', 'l', $1, $1)""",
    "INSERT INTO flags (server, native_id, flag, told_at, is_open) VALUES ($1, 'f', '{}', $2, true)",
    "INSERT INTO flag_posts (server, post, flag) VALUES ($1, 'p', 'f')",
    "INSERT INTO flag_events (at, kind, server, body) VALUES ($2, 'trusted', $1, '{}')",
    "INSERT INTO authors (server, uri, first_at) VALUES ($1, 'u', $2)",
    "INSERT INTO origins (server, domain, first_at) VALUES ($1, 'd', $2)",
    "INSERT INTO newcomers (server, uri, is_counted) VALUES ($1, 'u', true)",
    "INSERT INTO hours (server, what, domain, hour, number) VALUES ($1, 'posts', '', $2, 1)",
    """INSERT INTO guards (guard, server, domain, is_on, since, until, said, began_by)
       VALUES ('g', $1, '', true, $2, $2, 's', 'a job')""",
    """INSERT INTO views (person, "case", media, level, way, severity, queue, began_at)
       VALUES ($1, $1, $1, 1, 'whole', 0.1, 'held', $2)""",
    """INSERT INTO passes ("case", person, kind, said_at) VALUES ($1, $1, 'skip', $2)""",
    "INSERT INTO comfort (person, settings) VALUES ($1, '{}')",
    "INSERT INTO shifts (person, kind, began_at, seen_at) VALUES ($1, 'work', $2, $2)",
    """INSERT INTO case_grants ("case", person, given_by, given_at, until, why)
       VALUES ($1, $1, 'l', $2, $2, 'w')""",
)

# the column of each table that says whose a row is: of server, item, case, media and person 1, or of 2
WHOSE = dict.fromkeys(WALLED, '"case"') | {
    **dict.fromkeys(("servers", "people", "cases", "items", "media"), "id"),
    **dict.fromkeys(("flags", "flag_posts", "flag_events", "authors", "origins"), "server"),
    **dict.fromkeys(("newcomers", "hours", "guards", "memberships", "orders"), "server"),
    **dict.fromkeys(("decisions", "matches", "evidence"), "id"),
    **dict.fromkeys(("views", "passes", "comfort", "shifts", "case_grants", "verdicts"), "person"),
}


@pytest_asyncio.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    """Two servers, with a row in every table for each."""
    async with opened(fresh_database) as found:
        for number in (1, 2):
            assert await a_server(found, f"https://{number}.example") == number
            async with found.transaction() as connection:
                for statement in ROWS:
                    await connection.execute(statement.replace("$1", str(number)).replace("$2", f"'{START}'"))
        yield found


async def _all(connection: Connection, table: str) -> set[int]:
    return {row[0] for row in await connection.fetch(f"SELECT {WHOSE[table]} FROM {table}")}


async def test_the_test_has_a_row_of_both_servers_in_every_walled_table(store: Store) -> None:
    async with store.session() as connection:
        for table in WALLED:
            assert await _all(connection, table) == {1, 2}, table


@pytest.mark.parametrize("seen", ["1", "2"])
async def test_without_any_condition_everybody_sees_only_their_own(store: Store, seen: str) -> None:
    async with behind(store, Settings(seen, seen, "off", "")) as connection:
        for table in WALLED:
            assert await _all(connection, table) == {int(seen)}, table


async def test_whoever_sees_every_server_still_does_not_see_what_is_personal(store: Store) -> None:
    personal = {"views", "passes", "comfort", "shifts", "case_grants"}
    async with behind(store, ALL) as connection:
        for table in WALLED:
            assert await _all(connection, table) == ({1} if table in personal else {1, 2}), table


async def test_whoever_has_no_server_sees_nothing_but_what_is_personal(store: Store) -> None:
    async with behind(store, Settings("9", "", "on", "")) as connection:
        for table in WALLED:
            assert await _all(connection, table) == set(), table


async def test_a_broken_setting_shows_nothing(store: Store) -> None:
    settings = ("leeward.sees", "leeward.person", "leeward.grants", "leeward.child_safety")
    values = ("", "nonsense", "1,", "**", "1 OR 1=1", "{", "NULL")
    for setting, value, table in product(settings, values, WALLED):
        try:
            async with behind(store, Settings("", "", "", "")) as connection:
                await connection.execute("SELECT set_config($1, $2, true)", setting, value)
                assert await _all(connection, table) == set(), (setting, value, table)
        except (asyncpg.DataError, DatabaseError):
            continue  # PostgreSQL does not understand it, and answers nothing at all


async def test_without_any_settings_the_role_sees_nothing(store: Store) -> None:
    for table in WALLED:
        async with store.transaction() as connection:
            await connection.execute("SELECT set_config('role', session_user || '_desk', true)")
            assert await _all(connection, table) == set(), table


async def test_the_same_statement_is_planned_anew_behind_the_walls(store: Store) -> None:
    """Of one connection, whose driver keeps prepared statements."""
    asked = "SELECT count(*) FROM cases"
    for _ in range(8):
        async with store.transaction() as connection:
            assert await connection.fetchval(asked) == 2
        async with behind(store, FIRST) as connection:
            assert await connection.fetchval(asked) == 1


async def test_nothing_of_it_is_left_on_the_connection(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        async with behind(store, FIRST):
            raise ZeroDivisionError
    async with store.session() as connection:
        assert await connection.fetchval("SELECT current_user = session_user")
        assert not await connection.fetchval("SELECT current_setting('leeward.sees', true)")
        assert await connection.fetchval("SELECT current_setting('transaction_read_only')") == "off"


async def test_nothing_is_written_behind_the_walls(store: Store) -> None:
    for table in sorted({*WALLED, *OPEN}):
        with pytest.raises((asyncpg.PostgresError, DatabaseError)):
            async with behind(store, ALL) as connection:
                await connection.execute(f"DELETE FROM {table}")


async def test_what_is_not_named_is_never_read(store: Store) -> None:
    async with store.session() as connection:
        rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'leeward'")
    shut = {row[0] for row in rows} - {*WALLED, *OPEN}
    assert {
        "evidence_pieces",
        "credentials",
        "visits",
        "invitations",
        "api_tokens",
        "sealed",
        "golden",
    } <= shut
    for table in shut:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with behind(store, ALL) as connection:
                await connection.fetch(f"SELECT 1 FROM {table}")


async def test_a_servers_secrets_are_never_read(store: Store) -> None:
    for column in ("token", "secret"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with behind(store, ALL) as connection:
                await connection.fetch(f"SELECT {column} FROM servers")


async def test_every_readable_table_with_a_server_a_case_or_a_person_is_walled(store: Store) -> None:
    """Also one that is added later: what is open must have nothing that belongs to somebody."""
    async with store.session() as connection:
        rows = await connection.fetch(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'leeward' "
            "AND column_name IN ('server', 'case', 'cases', 'person', 'item', 'media')"
        )
    assert not {row[0] for row in rows} & OPEN


async def _make_child_safety(store: Store) -> None:
    async with store.transaction() as connection:
        await connection.execute("UPDATE cases SET queue = 'child-safety' WHERE id = 1")


OF_THE_CASE = ("cases", "orders", "probes", "denied", "queue", "appeals", "dossiers", "voices", "ledger")
OF_THE_POST = ("items", "media", "decisions", "matches", "evidence")


async def test_a_child_safety_case_and_its_post_are_not_there_for_a_moderator(store: Store) -> None:
    await _make_child_safety(store)
    async with behind(store, FIRST) as connection:
        for table in (*OF_THE_CASE, *OF_THE_POST):
            assert await _all(connection, table) == set(), table
    async with behind(store, replace(FIRST, child_safety="on")) as connection:
        for table in (*OF_THE_CASE, *OF_THE_POST):
            assert await _all(connection, table) == {1}, table


async def test_a_post_that_was_held_for_another_reason_first_shows_nothing_of_what_was_found_later(
    store: Store,
) -> None:
    async with store.transaction() as connection:
        await connection.execute("UPDATE cases SET let_go_at = now() WHERE id = 1")
        await connection.execute(
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by) "
            "VALUES (1, 1, 'waiting', 'child-safety', '{}', $1, $1, 'a job')",
            START,
        )
    async with behind(store, FIRST) as connection:
        assert await _all(connection, "cases") == {1}
        for table in OF_THE_POST:
            assert await _all(connection, table) == set(), table


async def test_complaints_of_child_safety_posts_are_not_there_for_a_moderator(store: Store) -> None:
    complaints = ("flags", "flag_posts", "flag_events")
    async with store.transaction() as connection:
        await connection.execute('UPDATE flags SET flag = \'{"posts": ["n"]}\'')
        await connection.execute("UPDATE flag_posts SET post = 'https://' || server || '.example/1'")
        await connection.execute("UPDATE flag_events SET item = server::text")
    async with behind(store, FIRST) as connection:
        for table in complaints:
            assert await _all(connection, table) == {1}, table
    await _make_child_safety(store)
    async with behind(store, FIRST) as connection:
        for table in complaints:
            assert await _all(connection, table) == set(), table
    for settings in (replace(FIRST, child_safety="on"), replace(FIRST, grants="1")):
        async with behind(store, settings) as connection:
            for table in complaints:
                assert await _all(connection, table) == {1}, table


async def test_a_grant_opens_one_case_and_its_server(store: Store) -> None:
    await _make_child_safety(store)
    async with behind(store, Settings("2", "", "off", "1")) as connection:
        for table in (*OF_THE_CASE, *OF_THE_POST, "servers"):
            assert await _all(connection, table) == {1}, table
        assert await _all(connection, "flags") == set()


async def test_what_another_said_is_hidden_until_the_case_is_decided(store: Store) -> None:
    async with store.transaction() as connection:
        await connection.execute("UPDATE cases SET verdict = NULL, verdict_at = NULL")
        await connection.execute("INSERT INTO ledger (kind, leaf, \"case\") VALUES ('case.voiced', 'l', 1)")
    kinds = 'SELECT kind FROM ledger WHERE "case" = 1'
    async with behind(store, replace(FIRST, person="7")) as connection:
        assert await _all(connection, "voices") == await _all(connection, "verdicts") == set()
        assert [row[0] for row in await connection.fetch(kinds)] == ["case.opened"]
    async with behind(store, FIRST) as connection:
        assert await _all(connection, "verdicts") == {1}
    async with store.transaction() as connection:
        await connection.execute("UPDATE cases SET verdict_at = $1, state = 'confirmed'", START)
    async with behind(store, replace(FIRST, person="7")) as connection:
        assert await _all(connection, "voices") == await _all(connection, "verdicts") == {1}
        assert [row[0] for row in await connection.fetch(kinds)] == ["case.opened", "case.voiced"]


async def test_there_is_no_trouble_once_everything_is_there(store: Store) -> None:
    assert await walls.trouble(store) is None


async def test_rights_that_went_astray_are_told_and_set_right(store: Store, fresh_database: str) -> None:
    for wrong in (
        "GRANT SELECT ON visits TO leeward_desk",
        "REVOKE SELECT ON cases FROM leeward_desk",
        "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
    ):
        async with store.transaction() as connection:
            await connection.execute(wrong)
        found = await walls.trouble(store)
        assert found
        assert "other things than it should" in found.said
        await migrate(fresh_database)
        if "DISABLE" not in wrong:
            assert await walls.trouble(store) is None


async def test_a_user_who_may_not_make_roles_says_what_an_administrator_does(databases: Databases) -> None:
    databases.do("CREATE ROLE harbour LOGIN")
    databases.do("CREATE DATABASE harbour OWNER harbour TEMPLATE template0")
    url = databases.url("harbour", "harbour")
    try:
        await migrate(url)
        async with Store(url) as store:
            found = await walls.trouble(store)
            assert found
            assert found.remedy == 'CREATE ROLE "harbour_desk" NOLOGIN; GRANT "harbour_desk" TO "harbour"'
            made, given = found.remedy.split("; ")
            databases.do(made)
            await migrate(url)
            found = await walls.trouble(store)
            assert found
            assert found.remedy == given
            databases.do(given)
            assert await walls.trouble(store) is None
            databases.do("ALTER ROLE harbour_desk BYPASSRLS")
            found = await walls.trouble(store)
            assert found
            assert found.remedy == 'ALTER ROLE "harbour_desk" NOSUPERUSER NOBYPASSRLS'
    finally:
        databases.do("DROP DATABASE harbour WITH (FORCE)")
        databases.do("DROP ROLE IF EXISTS harbour_desk")
        databases.do("DROP ROLE harbour")


async def test_a_user_who_may_make_roles_needs_nobody(databases: Databases) -> None:
    databases.do("CREATE ROLE quay LOGIN CREATEROLE")
    databases.do("CREATE DATABASE quay OWNER quay TEMPLATE template0")
    url = databases.url("quay", "quay")
    try:
        await asyncio.gather(migrate(url), migrate(url))
        async with Store(url) as store:
            assert await walls.trouble(store) is None
    finally:
        databases.do("DROP DATABASE quay WITH (FORCE)")
        databases.do("DROP ROLE IF EXISTS quay_desk")
        databases.do("DROP ROLE quay")


async def test_settings_that_would_have_to_be_quoted_are_refused(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        with pytest.raises(ValueError, match="plain"):
            async with behind(store, Settings("1'; SELECT '", "*", "on", "")):
                pass
