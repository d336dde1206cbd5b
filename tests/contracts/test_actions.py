"""What every action promises."""

import pytest

from leeward.plugins import loader
from leeward.plugins.actions.protocol import Scope

ACTIONS = loader.names("actions")


def test_the_actions_that_the_rest_of_the_house_counts_on_are_there() -> None:
    wanted = {"hold_post", "release_post", "remove_post", "mark_sensitive", "limit_account", "deny_url"}
    assert wanted <= set(ACTIONS)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_named_like_its_file_and_described_for_people(name: str) -> None:
    action = loader.action(name)
    assert action.name == name
    assert 0 < len(action.title) < 60
    assert action.title[0].islower()
    assert not action.title.endswith(".")
    assert isinstance(action.scope, Scope)


@pytest.mark.parametrize("name", ACTIONS)
def test_a_person_is_told_in_sentences_what_to_do(name: str) -> None:
    steps = loader.action(name).steps
    assert steps
    assert all(step[0].isupper() and step.endswith(".") and len(step) < 120 for step in steps)


@pytest.mark.parametrize("name", ACTIONS)
def test_what_takes_an_action_back_is_an_action_of_the_same_scope_and_taken_back_by_it(name: str) -> None:
    action = loader.action(name)
    if action.undo is not None:
        undo = loader.action(action.undo)
        assert (undo.scope, undo.undo) == (action.scope, name)


def test_what_cannot_be_taken_back_is_known() -> None:
    """Only a person may order these: the policy refuses them."""
    final = {name for name in ACTIONS if loader.action(name).undo is None}
    assert final >= {"remove_post", "resolve_report", "file_report"}
    assert not final & {"hold_post", "mark_sensitive", "limit_account", "deny_url"}


def test_what_should_be_gone_afterwards_is_looked_after() -> None:
    verified = {name for name in ACTIONS if loader.action(name).verifies}
    assert verified >= {"remove_post", "deny_url", "suspend_account"}
    assert all(
        not loader.action(str(loader.action(name).undo)).verifies for name in verified - {"remove_post"}
    )
