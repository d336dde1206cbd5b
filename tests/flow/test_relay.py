"""A real relay announces and forwards, and says in words where it cannot run."""

import subprocess
import sys
from pathlib import Path

import pytest

from demo.federation.actor import PUBLIC
from demo.federation.asking import ask
from demo.federation.parts import CHECKOUT
from demo.federation.pictures import drawn
from demo.federation.relay import Relay

pytestmark = pytest.mark.xdist_group("federation")
AS_NOBODY = (
    "import os, sys; sys.path.insert(0, sys.argv[1])\n"
    "from demo.federation.relay import why_not\n"
    "if os.getuid() == 0: os.setgroups([]); os.setuid(65534)\n"
    "print(why_not('127.77.7.7'))\n"
)


def test_a_relay_announces_posts_and_forwards_deletes_in_its_own_name(relay: Relay) -> None:
    with relay.subscriber("dora") as dora, relay.subscriber("eva") as eva:
        for subscriber in (dora, eva):
            subscriber.send(relay.inbox, subscriber.follow(PUBLIC))
            (accept,) = subscriber.wait_for("Accept")
            assert accept["actor"] == relay.actor
        note = dora.note("a bridge for all", [drawn(7)])
        dora.send(relay.inbox, dora.create(note))
        (announce,) = eva.wait_for("Announce")
        assert (announce["actor"], announce["object"]) == (relay.actor, note["id"])
        picture = eva.fetch(note["id"]).json()["attachment"][0]["url"]
        assert ask("GET", picture, trust=relay.trust).body == drawn(7).content
        dora.send(relay.inbox, dora.delete(note))
        (delete,) = eva.wait_for("Delete")
        carried = eva.site.received[-1]
        assert delete["actor"] == dora.id
        assert f'keyId="{relay.actor}#main-key"' in carried.headers["signature"]
        assert eva.is_true(carried)
        assert eva.fetch(note["id"]).status == 410
    assert relay.process.memory_bytes < 400e6


def test_the_relay_says_why_it_cannot_run() -> None:
    first_free = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text("ascii"))
    said = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(CHECKOUT)], capture_output=True, text=True, check=False
    ).stdout.strip()
    assert (said == "") is (first_free <= 443)
    if said:
        assert said == "the relay speaks on port 443 only, which this user may not take; run it as root"
