"""The desk's role in private clusters."""

from pathlib import Path
from time import time

from leeward.store.cluster import roles
from leeward.store.cluster.build import ADMIN
from leeward.store.cluster.private import Private
from tests.databases import ask

QUESTION = "SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'leeward_desk'"
MEMBER = "SELECT pg_has_role('leeward', 'leeward_desk', 'MEMBER')"


def test_a_cluster_has_a_role_that_nobody_can_sign_in_as(database_home: Path) -> None:
    cluster = Private(database_home, time)
    url = cluster.ensure().tools.url()
    assert ask(url, QUESTION) == [(False, False, False)]
    assert ask(url, MEMBER) == [(True,)]
    cluster.stop()


def test_a_cluster_from_before_there_was_a_desk_gets_it_at_the_next_start(database_home: Path) -> None:
    cluster = Private(database_home, time)
    tools = cluster.ensure().tools
    ask(tools.url(ADMIN, ADMIN), "DROP ROLE leeward_desk")
    assert ask(tools.url(), QUESTION) == []
    cluster.stop()
    again = Private(database_home, time)
    assert ask(again.ensure().tools.url(), QUESTION) == [(False, False, False)]
    roles.ensure(again.ensure().tools)
    assert ask(again.ensure().tools.url(), MEMBER) == [(True,)]
    again.stop()
