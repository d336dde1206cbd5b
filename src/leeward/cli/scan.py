"""Look for known media in files, folders, archives and buckets."""

import sys
from pathlib import Path
from typing import Any

import click

from leeward.app.commands import scanning
from leeward.sweep.order import ScanOrder

_FILE = click.Path(path_type=Path, readable=False)
_STATUS = """Exit status: 0 nothing matched and everything was looked at; 3 something matched;
4 nothing matched but something, or everything, could not be looked at; 2 bad usage or configuration."""


@click.command(epilog=_STATUS)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--bank",
    "banks",
    metavar="FILE",
    multiple=True,
    type=_FILE,
    help="A hash list, or a built bank's name; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file as it is done, then a summary.")
@click.option("--output", metavar="FILE", type=_FILE, help="Write to FILE, readable by its owner only.")
@click.option("--resume", is_flag=True, help="Go on with the same scan where it was interrupted.")
@click.option("--workers", metavar="N", type=click.IntRange(1, 256), help="Decoder processes.")
@click.option("--threshold", "thresholds", metavar="pdq=31", multiple=True, help="Most bits apart, 0 to 31.")
@click.option("--dihedral", is_flag=True, help="Also compare mirrored and turned pictures.")
@click.option("--strict", is_flag=True, help="Stop on the first bad line of a hash list.")
@click.option("--config", "config_file", metavar="FILE", type=_FILE, help="Use this configuration file.")
def command(**given: Any) -> int:
    """Look for known media in files, folders, archives and buckets.

    PATH is a file, a folder (links in it are not followed), a .zip or .tar archive, s3://bucket/prefix
    (with AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment), or
    - for a list of paths on standard input.
    """
    if given["output"] == Path("-"):  # as for most programs: standard output
        given["output"] = None
    return scanning.scan(ScanOrder(**given, command=_as_typed()))


def _as_typed() -> tuple[str, ...]:
    program, *words = sys.argv
    return (sys.executable, "-m", "leeward", *words) if program.endswith("__main__.py") else (program, *words)
