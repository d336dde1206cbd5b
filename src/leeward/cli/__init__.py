"""The command line: one file per command, found and not listed.

A command is a module here that holds a click command named `command`. The first line of its docstring is
its line in the table of contents; it is read without importing the module, so that help stays quick. A
package with nothing but a docstring is a shelf: the modules on it are commands, too.
"""

import ast
import importlib
import json
import logging
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from leeward import __version__
from leeward.model.errors import LeewardError
from leeward.sweep.telling.spelling import shown

_BAD_USAGE = 2
_INTERRUPTED = 130
_NOBODY_READS = 141  # as a shell reports a process ended by SIGPIPE


class Contents(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module of this package, sorted."""
        return sorted(files())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the one command that is asked for."""
        file = files().get(cmd_name)
        if file is None:
            return None
        parts = file.relative_to(__path__[0]).with_suffix("").parts
        found = importlib.import_module(".".join((__name__, *(p for p in parts if p != "__init__")))).command
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; here, because click itself would take a broken pipe for a failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # what is left in the buffer must not fail again when the interpreter closes it
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return _NOBODY_READS

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of contents."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_line(file)) for name, file in sorted(files().items())])


@click.group(cls=Contents, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="leeward", message="%(prog)s %(version)s")
def leeward() -> None:
    """Child safety and moderation for federated social media.

    Looks for known media by hash lists. Shows a picture only if a person asks, reports to nobody by itself.
    """


def main() -> None:
    """The `leeward` program."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit status. Errors are told here and nowhere else."""
    as_json = "--json" in arguments
    logging.basicConfig(handlers=[logging.NullHandler()])  # libraries would print whole tracebacks
    try:
        status = leeward.main(list(arguments), prog_name="leeward", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        where = getattr(error, "ctx", None)
        path = where.command_path if where else "leeward"
        return _told(error.format_message().replace("\n\t", " "), f"see: {path} --help", as_json)
    except LeewardError as error:
        return _told(error.message, error.hint, as_json)
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    return status if isinstance(status, int) else 0


def _told(message: str, hint: str, as_json: bool) -> int:
    if as_json:
        text = json.dumps({"error": {"message": message, "hint": hint}})
    else:
        lines = (f"leeward: {message}" + (f"\n  {hint}" if hint else "")).split("\n")
        text = "\n".join(map(shown, lines))
    click.echo(text.encode("utf-8", "backslashreplace"), err=True)
    return _BAD_USAGE


def files() -> dict[str, Path]:
    """The file of each command, by the command's name."""
    return dict(_on(Path(__path__[0])))


def _on(shelf: Path) -> Iterator[tuple[str, Path]]:
    for module in pkgutil.iter_modules([str(shelf)]):
        file = shelf / (f"{module.name}/__init__.py" if module.ispkg else f"{module.name}.py")
        if module.ispkg and len(ast.parse(file.read_text("utf-8")).body) == 1:
            yield from _on(file.parent)
        elif not module.name.startswith("_"):
            yield module.name.replace("_", "-"), file


def _first_line(file: Path) -> str:
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return text.partition("\n")[0]
