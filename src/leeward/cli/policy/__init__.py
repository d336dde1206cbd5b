"""Check and test a policy, try it on what was decided, put its rules in force."""

import importlib
import pkgutil

import click


class _Found(click.Group):
    """One module here for each command, found and not listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module but those whose names begin with _."""
        return sorted(one.name for one in pkgutil.iter_modules(__path__) if not one.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is asked for."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found = importlib.import_module(f"{__name__}.{cmd_name}").command
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Found)
def command() -> None:
    """Check and test a policy, try it on what was decided, put its rules in force.

    How one is written: docs/howto/policy.md.
    """
