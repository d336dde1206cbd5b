"""A policy in a file, and a database without one; for the tests of how the one comes into the other."""

from collections.abc import Sequence
from pathlib import Path

from leeward.pipeline.recording import Recorder
from leeward.review.office.policies.adopting import InForce, adopt
from leeward.review.office.policies.reading import passing, read
from leeward.store.connection import Store
from leeward.store.policies import versions
from leeward.store.policies.versions import Version
from tests.stores import Clock, recorder

RECORDER: Recorder = recorder(Clock())


def rule(name: str = "exact", when: str = "match.exact", mode: str = "enforce", more: str = "") -> str:
    """One rule that holds."""
    return f"""
[[rule]]
id = "{name}"
title = "About {name}"
mode = "{mode}"
when = "{when}"
then = ["hold"]
because = "It is so."
{more}
"""


def text(*rules: str, name: str = "mine", head: str = "") -> str:
    """A whole file."""
    return f'policy = 1\nname = "{name}"\n{head}\n' + "".join(rules or (rule(),))


def write(file: Path, *rules: str, **given: str) -> Path:
    """The file, written."""
    file.write_text(text(*rules, **given), "utf-8")
    return file


async def start(store: Store, file: Path) -> InForce:
    """What a process does when it starts with this file."""
    async with store.transaction() as connection:
        return await adopt(connection, passing(read(file)), RECORDER)


async def every(store: Store) -> list[Version]:
    """All versions."""
    async with store.session() as connection:
        return await versions.every(connection)


async def kinds(store: Store) -> Sequence[str]:
    """How each version came to be."""
    return [str(one.kind) for one in await every(store)]


async def promoted(store: Store) -> frozenset[str]:
    """Names of all rules that were ever promoted."""
    async with store.session() as connection:
        return frozenset(row["rule"] for row in await connection.fetch("SELECT rule FROM promotions"))
