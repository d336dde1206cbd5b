"""Alarm rounds over a real database, telling a real webhook."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest
from pytest_httpserver import HTTPServer

from leeward.canary.alarming import Alarming
from leeward.canary.screen import Screen
from leeward.canary.telling import channels
from leeward.config import Alarm
from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.store.connection import Store
from leeward.store.watch import alarms
from tests.stores import Clock, opened
from tests.unit.canary.screens import well

DAY_S = 24 * 3600.0
RED = {"canary.3.poll": "missed"}


@dataclass
class Desk:
    """What is wrong, and what the webhook was told."""

    http: HTTPServer
    store: Store
    clock: Clock
    problems: dict[str, str] = field(default_factory=dict)

    async def screen(self) -> Screen:
        return replace(well(), problems=dict(self.problems))

    def told(self) -> list[tuple[str, str]]:
        """(alarm, state) of what was taken since the last time."""
        found = [
            json.loads(request.get_data()) for request, answer in self.http.log if answer.status_code == 200
        ]
        self.http.clear_log()
        return sorted((one["alarm"], one["state"]) for one in found)

    def answers(self, status: int) -> None:
        self.http.clear()
        self.http.expect_request("/alarms", method="POST").respond_with_data("", status)


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


@pytest.fixture
def desk(httpserver: HTTPServer, store: Store) -> Desk:
    desk = Desk(httpserver, store, Clock(), dict(RED))
    desk.answers(200)
    return desk


@pytest.fixture
async def alarming(desk: Desk) -> AsyncIterator[Alarming]:
    async with Client(ClientSettings("Leeward/test", allowed=("127.0.0.1",))) as client:
        ways = channels(Alarm(webhook=desk.http.url_for("/alarms")), client)
        yield Alarming(desk.store, desk.screen, ways, desk.clock)


async def test_an_alarm_is_told_once_and_again_after_a_day(desk: Desk, alarming: Alarming) -> None:
    for _ in range(3):
        await alarming.alarm_round()
        desk.clock.pass_s(60)
    assert desk.told() == [("canary.3.poll", "open")]
    desk.clock.pass_s(DAY_S)
    await alarming.alarm_round()
    await alarming.alarm_round()
    assert desk.told() == [("canary.3.poll", "open")]


async def test_the_end_of_an_alarm_is_told_once(desk: Desk, alarming: Alarming) -> None:
    await alarming.alarm_round()
    desk.problems.clear()
    desk.told()
    for _ in range(3):
        desk.clock.pass_s(300)
        await alarming.alarm_round()
    assert desk.told() == [("canary.3.poll", "over")]
    async with desk.store.session() as connection:
        assert await alarms.opened(connection) == []


async def test_what_could_not_be_told_is_tried_again_and_shown(desk: Desk, alarming: Alarming) -> None:
    desk.answers(500)
    await alarming.alarm_round()
    async with desk.store.session() as connection:
        assert "it answers 500" in (await alarms.troubles(connection))["webhook"]
    desk.answers(200)
    await alarming.alarm_round()
    assert desk.told() == [], "not at once"
    desk.clock.pass_s(121)
    await alarming.alarm_round()
    assert desk.told() == [("canary.3.poll", "open")]
    async with desk.store.session() as connection:
        assert await alarms.troubles(connection) == {}


async def test_an_alarm_that_returns_after_its_end_was_told_is_told_anew(
    desk: Desk, alarming: Alarming
) -> None:
    for problems in (RED, {}, RED):
        desk.problems = dict(problems)
        await alarming.alarm_round()
        desk.clock.pass_s(300)
    assert desk.told() == [("canary.3.poll", "open"), ("canary.3.poll", "open"), ("canary.3.poll", "over")]


async def test_with_nobody_to_tell_alarms_are_kept_for_the_screen(desk: Desk, alarming: Alarming) -> None:
    silent = replace(alarming, channels={})
    await silent.alarm_round()
    async with desk.store.session() as connection:
        assert [one.name for one in await alarms.opened(connection)] == ["canary.3.poll"]
    desk.problems.clear()
    await silent.alarm_round()
    async with desk.store.session() as connection:
        assert await alarms.opened(connection) == []
