"""The table of roles and rights."""

import pytest

from leeward.review.people.rights import CHILD_SAFETY, RIGHTS, Right, Role, Visitor, rights


def _visitor(*roles: Role, scopes: frozenset[Right] | None = None) -> Visitor:
    return Visitor(1, "ada", frozenset(roles), None, scopes=scopes)


def test_every_role_is_in_the_table_and_every_right_is_somebodys() -> None:
    assert RIGHTS.keys() == set(Role)
    assert frozenset().union(*RIGHTS.values()) == set(Right)


def test_without_a_role_one_may_nothing() -> None:
    assert rights(()) == {Right.NOTHING}


def test_running_the_program_shows_no_case() -> None:
    assert not RIGHTS[Role.OPERATOR] & {Right.CASES, Right.MEDIA, Right.DECIDE, Right.CHILD_SAFETY}


def test_an_observer_sees_no_case() -> None:
    assert RIGHTS[Role.OBSERVER] == {Right.NOTHING, Right.OWN, Right.NUMBERS}


@pytest.mark.parametrize("role", Role)
def test_only_a_lead_and_child_safety_see_such_cases(role: Role) -> None:
    assert _visitor(role).sees(CHILD_SAFETY) == (role in {Role.LEAD, Role.CHILD_SAFETY})


def test_several_roles_add_up() -> None:
    both = _visitor(Role.LEAD, Role.OPERATOR)
    assert both.may(Right.PEOPLE)
    assert both.may(Right.CASES)


def test_a_program_may_what_its_person_and_its_token_may() -> None:
    token = _visitor(Role.MODERATOR, scopes=frozenset({Right.CASES, Right.PEOPLE}))
    assert token.rights == {Right.NOTHING, Right.CASES}
    assert not token.may(Right.MEDIA)


def test_only_the_operator_adds_people() -> None:
    assert [role for role in Role if Right.PEOPLE in RIGHTS[role]] == [Role.OPERATOR]
