"""A policy in a file of a house, for the tests of the commands."""

from tests.unit.cli.conftest import House

GOOD = """policy = 1
name = "Small"

[[rule]]
id = "exact"
title = "Listed"
mode = "enforce"
when = "match.exact"
then = ["hold"]
because = "It is listed."

[[test]]
name = "a listed file is held"
rule = "exact"
expect = "fired"
then = ["hold"]
facts = { "match.exact" = true }
"""


def a_file(house: House, text: str = GOOD, name: str = "policy.toml") -> str:
    """The path of a file that says so."""
    file = house.folder / name
    file.write_text(text, "utf-8")
    return str(file)
