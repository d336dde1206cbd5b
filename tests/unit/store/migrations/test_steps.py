"""A step is one transaction of its whole file; `test_migrating` runs them."""

from leeward.store.migrations.steps import script


def test_nothing_happens_before_it_is_run() -> None:
    script("/nowhere/0001_nothing.py")
