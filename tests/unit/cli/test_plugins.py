"""`leeward plugins` lists what is there."""

import json

from click.testing import CliRunner

from leeward.cli.plugins import command
from leeward.plugins import loader


def test_every_plug_in_is_listed_for_people_and_machines() -> None:
    listed = json.loads(CliRunner().invoke(command, ["--json"]).output)
    assert set(listed["signals"]) == set(loader.names("signals"))
    assert set(listed["list formats"]) == set(loader.names("exchanges"))
    assert set(listed["scanners"]) == set(loader.names("scanners"))
    assert set(listed["sources"]) == set(loader.names("connectors"))
    assert set(listed["servers"]) == set(loader.names("servers"))
    assert set(listed["actions"]) == set(loader.names("actions"))
    shown = CliRunner().invoke(command, []).output
    assert all(name in shown for name in loader.names("signals"))
