"""How far back, and how far it is."""

from datetime import timedelta

import click
import pytest
from click.testing import CliRunner

from leeward.cli.policy.past._spans import progress, since_option


@click.command()
@since_option(None)
def plain(since: timedelta | None) -> None:
    """Prints it."""
    click.echo(repr(since))


@pytest.mark.parametrize(
    ("told", "meant"),
    [("12h", timedelta(hours=12)), ("90d", timedelta(days=90)), ("4w", timedelta(weeks=4))],
)
def test_a_length_of_time_is_a_number_and_a_unit(told: str, meant: timedelta) -> None:
    assert CliRunner().invoke(plain, ["--since", told]).output == f"{meant!r}\n"


@pytest.mark.parametrize("told", ["", "0d", "-1d", "90", "d", "1y", "9999999d", "999999w", "\u0663d", "1.5d"])
def test_anything_else_is_refused_with_an_example(told: str) -> None:
    came = CliRunner().invoke(plain, ["--since", told])
    assert came.exit_code == 2
    assert "write 12h, 90d or 4w" in came.output


def test_without_it_there_is_no_bound() -> None:
    assert CliRunner().invoke(plain, []).output == "None\n"


def test_where_nobody_watches_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as told:
        told(1, 2)
    assert capsys.readouterr() == ("", "")
