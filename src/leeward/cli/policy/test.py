"""Run the tests that stand in a policy."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from leeward.cli.policy._words import FILE, as_json_option, config_option, own_file
from leeward.config import load
from leeward.policy.source.bundle import Bundle
from leeward.policy.source.inline import Result
from leeward.review.office.policies import reading
from leeward.sweep.telling.spelling import counted, shown

_PASSED, _FAILED = 0, 1


@click.command(epilog="Exit status: 0 all tests pass; 1 one fails, or there is none; 2 it cannot be read.")
@click.argument("file", type=FILE, required=False)
@as_json_option
@config_option
def command(file: Path | None, as_json: bool, config_file: Path | None) -> int:
    """Run the tests that stand in a policy, in its private files and in what it extends.

    FILE: the configured one, if it is not named. Leeward puts no policy in force whose tests fail.
    """
    file = file or own_file(load(config_file))
    bundle = reading.read(file).bundle
    results = reading.results(bundle)
    if as_json:
        told = [{"name": one.test.name, "problems": one.problems} for one in results]
        click.echo(json.dumps({"tests": told}))
    else:
        for line in _results(file, bundle, results):
            click.echo(shown(line))
    return _PASSED if results and all(one.has_passed for one in results) else _FAILED


def _results(file: Path, bundle: Bundle, results: tuple[Result, ...]) -> Iterator[str]:
    for one in results:
        if one.has_passed:
            continue
        where = file if one.test.file == bundle.main else file.parent / one.test.file
        yield f"{where}:{one.test.line}: {one.test.name}"
        yield from (f"    {problem}" for problem in one.problems)
        yield from (f"      {line}" for line in one.story)
    failed = sum(not one.has_passed for one in results)
    yield f"{counted(len(results), 'test')}, {failed} failed" if results else f"{file} has no test"
