"""Finds and loads plug-ins by name: the only door to them."""

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from leeward.matcher.kinds import declare
from leeward.model.errors import ConfigError
from leeward.plugins.actions.protocol import Action
from leeward.plugins.connectors.protocol import Source
from leeward.plugins.exchanges.protocol import ListFormat
from leeward.plugins.scanners.protocol import Scanner
from leeward.plugins.signals.protocol import SignalType

if TYPE_CHECKING:  # a sandboxed worker loads signals by this door and must not load the network
    from leeward.plugins.servers.protocol import ServerProgram

_ROOM = "leeward.plugins"


# Kept: a folder is read for it, and every webhook asks.
@functools.cache
def names(family: str) -> tuple[str, ...]:
    """Every plug-in of a family ("signals", "exchanges", "connectors", "servers" …), by name."""
    package = importlib.import_module(f"{_ROOM}.{family}")
    found = (module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name for name in found if name != "protocol"))


def signal(name: str) -> SignalType:
    """Loads it, and tells the matcher how it is compared. Raises: ConfigError: there is no such signal."""
    found = cast(SignalType, _load("signals", name, "SIGNAL"))
    declare(found.name, found.bits, near=found.threshold > 0)
    return found


def exchange(name: str) -> ListFormat:
    """Raises: ConfigError: there is no such list format."""
    return cast(ListFormat, _load("exchanges", name, "EXCHANGE"))


def source(name: str) -> Source:
    """Raises: ConfigError: there is no such kind of place."""
    return cast(Source, _load("connectors", name, "SOURCE"))


def server(name: str) -> "ServerProgram":
    """Raises: ConfigError: there is no such server program."""
    return cast("ServerProgram", _load("servers", name, "SERVER"))


def action(name: str) -> Action:
    """Raises: ConfigError: there is no such action."""
    return cast(Action, _load("actions", name, "ACTION"))


def scanner(name: str) -> Scanner:
    """Raises: ConfigError: there is no such scanner of words."""
    return cast(Scanner, _load("scanners", name, "SCANNER"))


def signals() -> Iterator[SignalType]:
    """Every signal plug-in there is, by name."""
    return (signal(name) for name in names("signals"))


@functools.cache
def _load(family: str, name: str, attribute: str) -> object:
    if name not in names(family):
        raise ConfigError(f"there is no {name!r} among the {family}", f"known: {', '.join(names(family))}")
    return getattr(importlib.import_module(f"{_ROOM}.{family}.{name}"), attribute)
