import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import build, own
from leeward.store.cluster.engine import EngineKind
from leeward.store.cluster.programs import OLDEST
from tests.databases import Databases, ask

FIT = {"major": 16, "version": "16.2", "encoding": "UTF8", "is_standby": False, "may_create": True}
SECRET = "drawn-bridge"


def test_an_own_database_is_told_by_version_and_place(empty_database: str) -> None:
    engine = own.examine(empty_database)
    assert engine.kind is EngineKind.OWN
    assert int(engine.version.split(".")[0]) >= OLDEST
    assert "fresh_" in engine.where
    assert engine.url == empty_database
    assert engine.url not in repr(engine)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://leeward:{SECRET}@127.0.0.1:1/bridges",
        f"postgresql://leeward@127.0.0.1:1/bridges?password={SECRET}",
        f"postgresql://leeward:{SECRET}@no-such-host.invalid/bridges",
        f"postgresql://leeward:{SECRET}@/bridges?host=/no/such/folder",
    ],
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"bridges.*cannot be reached") as caught:
        own.examine(url)
    assert SECRET not in f"{caught.value.message}{caught.value.hint}"


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://leeward:{SECRET}@localhost/x",
        SECRET,
        f"postgresql://leeward:{SECRET}/x@localhost:port/x",
        f"postgresql+asyncpg://leeward:{SECRET}@localhost/x",
        f"postgresql://leeward@localhost/x?{SECRET}",
        f"postgresql://leeward:{SECRET}@[::1/x",
    ],
)
def test_what_is_no_url_is_an_error_that_repeats_nothing_of_it(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"database\.url is not understood") as caught:
        own.examine(url)
    assert SECRET not in f"{caught.value.message}{caught.value.hint}"
    assert caught.value.__cause__ is None


def test_a_user_that_is_not_let_in_is_told_so(databases: Databases) -> None:
    with pytest.raises(DatabaseError, match="does not let Leeward in"):
        own.examine(databases.url("postgres", "stranger"))


def test_a_database_that_belongs_to_somebody_else_is_refused(databases: Databases) -> None:
    with pytest.raises(DatabaseError, match="may not make schemas"):
        own.examine(databases.url("postgres"))


def test_a_database_in_another_encoding_is_refused(databases: Databases) -> None:
    provider = "LOCALE_PROVIDER libc" if _major(databases) >= 15 else ""
    databases.do(f"CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' {provider} TEMPLATE template0")
    try:
        with pytest.raises(DatabaseError, match="SQL_ASCII"):
            own.examine(databases.url("ascii", build.ADMIN))
    finally:
        databases.do("DROP DATABASE ascii")


def _major(databases: Databases) -> int:
    url = databases.url(build.ADMIN, build.ADMIN)
    ((number,),) = ask(url, "SELECT current_setting('server_version_num')")
    return int(str(number)) // 10_000


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"major": 13, "version": "13.22"}, "13.22; Leeward needs 14 or newer"),
        ({"is_standby": True}, "standby"),
        ({}, ""),
        ({"major": 14}, ""),
    ],
    ids=["too old", "standby", "fit", "just fit"],
)
def test_what_is_not_fit_is_refused(fact: dict[str, object], said: str) -> None:
    if not said:
        own.refuse_unfit("it", FIT | fact)
        return
    with pytest.raises(DatabaseError, match=said):
        own.refuse_unfit("it", FIT | fact)
