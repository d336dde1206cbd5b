"""Check and try lists of words and links, and find the line that a digest is of."""

import importlib
import pkgutil

import click


class _Found(click.Group):
    """One module here for each command, found and not listed; `try_` is called try."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module, sorted."""
        return sorted(one.name.rstrip("_") for one in pkgutil.iter_modules(__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one that is asked for."""
        names = [one.name for one in pkgutil.iter_modules(__path__) if one.name.rstrip("_") == cmd_name]
        found = importlib.import_module(f"{__name__}.{names[0]}").command if names else None
        return found if isinstance(found, click.Command) else None


@click.group(cls=_Found)
def command() -> None:
    """Check and try lists of words and links, and find the line that a digest is of.

    How lists are written: docs/howto/terms.md. Nothing of a list is ever shown.
    """
