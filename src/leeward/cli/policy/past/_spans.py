"""What the commands about past decisions have in common: how far back, and how far they are."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_MOST_DAYS = 36_500


def _since(_ctx: click.Context, _param: click.Parameter, value: str | None) -> timedelta | None:
    """A length of time, such as 90d."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d{1,6})([hdw])", value, re.ASCII)
    length = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if not timedelta() < length <= timedelta(days=_MOST_DAYS):
        raise click.BadParameter(f"{value!r} is no length of time to look back: write 12h, 90d or 4w")
    return length


def since_option(default: str | None) -> Callable[..., Callable[..., object]]:
    """`--since`. default: None: from the beginning."""
    said = "How far back, such as 12h, 90d or 4w."
    return click.option(
        "--since",
        metavar="TIME",
        callback=_since,
        default=default,
        show_default=default is not None,
        help=said if default else f"{said} Without it: from the beginning.",
    )


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """How far it is, on standard error, where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("decisions"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
