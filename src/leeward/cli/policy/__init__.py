"""Check and test a policy, try it on what was decided, put its rules in force."""

import importlib
import pkgutil

import click


class _Found(click.Group):
    """One module here, or on a shelf here, for each command: found and not listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module but those whose names begin with _."""
        return sorted(_modules())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is asked for."""
        module = _modules().get(cmd_name)
        found = importlib.import_module(module).command if module else None
        return found if isinstance(found, click.Command) else None


def _modules() -> dict[str, str]:
    """By name; a package is a shelf."""
    found = pkgutil.walk_packages(__path__, f"{__name__}.")
    named = ((one.name.rpartition(".")[2], one.name) for one in found if not one.ispkg)
    return {name: module for name, module in named if not name.startswith("_")}


@click.group(cls=_Found)
def command() -> None:
    """Check and test a policy, try it on what was decided, put its rules in force.

    How one is written: docs/howto/policy.md.
    """
