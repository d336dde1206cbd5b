"""Errors carry a message for people and what to do next."""

import pytest

from leeward.model import errors
from leeward.model.look import Look


def test_a_failed_look_carries_its_value_and_reason() -> None:
    error = errors.NotLooked(Look.TIMED_OUT, "took longer than 60 s")
    assert (error.look, error.reason, str(error)) == (
        Look.TIMED_OUT,
        "took longer than 60 s",
        "took longer than 60 s",
    )


@pytest.mark.parametrize(
    "kind", [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, errors.LeewardError)]
)
def test_every_error_of_ours_has_one_root_and_a_sentence(kind: type[errors.LeewardError]) -> None:
    assert issubclass(kind, errors.LeewardError)
    assert kind.__doc__
