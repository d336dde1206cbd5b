"""Rules: each thing that is wrong has its name, at the edge and not before."""

from dataclasses import replace

import pytest

from leeward.canary.lamps import Lamp
from leeward.canary.rules import Limits, problems
from leeward.canary.screen import Ledger, ListState, Looks, Queue, Screen
from leeward.config import Alarm
from tests.unit.canary.screens import a_process, a_server, ago, well

LIMITS = Limits(Alarm(), list_days=30)
GONE = a_process("two", is_alive=False)
MANY = {"looked": 79, "vanished": 21}


def _queue(**units: float) -> Screen:
    return replace(well(), queue=Queue({}, 1, ago(**units), None))


def _hour(looks: dict[str, int]) -> Screen:
    return replace(well(), looks=Looks({}, looks))


def _list(one: ListState) -> Screen:
    return replace(well(), lists=(one,))


def _ledger(**units: float) -> Screen:
    return replace(well(), ledger=Ledger(1, 2, ago(**units), None))


def test_a_screen_on_which_all_is_well_has_no_problem() -> None:
    assert problems(well(), LIMITS) == {}


@pytest.mark.parametrize(
    ("screen", "name"),
    [
        (replace(well(), servers=(a_server(Lamp.RED, "did not come out"),)), "canary.3.poll"),
        (_queue(minutes=10, seconds=1), "queue"),
        (replace(well(), queue=Queue({}, 0, None, ago(minutes=11))), "decisions"),
        (_hour(MANY), "unknown"),
        (_list(ListState("old", 9, ago(days=30, seconds=1))), "list.old"),
        (_list(ListState("lost", 9, None)), "list.lost"),
        (_list(ListState("bad", 0, ago(days=1), "it ends in the middle")), "list.bad"),
        (replace(well(), impatient={"waiting": 1}), "cases.waiting"),
        (replace(well(), orders={"stopped": 30}), "fuse"),
        (_ledger(minutes=5, seconds=1), "ledger"),
        (
            replace(well(), processes=(a_process(), a_process("two", is_alive=False))),
            "process.two.web-worker",
        ),
        (replace(well(), processes=()), "workers"),
        (replace(well(), processes=(a_process(free=4 << 30),)), "disk.one"),
        (replace(well(), processes=(replace(a_process(free=1 << 29), disk_size=1 << 30),)), "disk.one"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_wrong_has_a_name_and_a_sentence(screen: Screen, name: str) -> None:
    found = problems(screen, LIMITS)
    assert list(found) == [name]
    assert len(found[name]) > 10


@pytest.mark.parametrize(
    "screen",
    [
        replace(well(), servers=(a_server(Lamp.YELLOW, "one was missed"),)),
        replace(well(), servers=(a_server(Lamp.OFF, "canaries are switched off"),)),
        _queue(minutes=10),
        _hour({"looked": 80, "vanished": 20}),
        _hour({"vanished": 19}),
        _hour({}),
        _list(ListState("a", 9, ago(days=30))),
        _ledger(minutes=5),
        replace(well(), processes=(a_process(), a_process(is_alive=False))),
        replace(well(), servers=(), processes=()),
    ],
    ids=[
        *("yellow", "off", "queue", "a fifth", "few", "none", "list", "ledger"),
        *("it came back", "nothing to guard"),
    ],
)
def test_up_to_the_edge_all_is_well(screen: Screen) -> None:
    assert problems(screen, LIMITS) == {}


def test_limits_are_the_operators(  # the same screen, another patience
) -> None:
    strict = Limits(Alarm(queue_minutes=1, unknown_percent=5, disk_percent=60), list_days=1)
    assert set(problems(well(), strict)) == {"queue", "unknown", "list.a-list", "disk.one"}


def test_without_a_worker_the_web_alone_does_not_do() -> None:
    web = replace(a_process(), roles=("web",))
    assert set(problems(replace(well(), processes=(web,)), LIMITS)) == {"workers"}


def test_a_lamp_names_server_and_way_in() -> None:
    found = problems(replace(well(), servers=(a_server(Lamp.RED, "not sent: no"),)), LIMITS)
    assert found["canary.3.poll"] == "m.example: canaries through poll are missed: not sent: no"
