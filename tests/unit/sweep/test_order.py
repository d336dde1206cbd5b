"""What is asked, and when two scans are the same one."""

import dataclasses
from pathlib import Path

import pytest

from leeward.model.errors import UsageError
from leeward.sweep.order import ScanOrder, name_of_scan, with_thresholds

ORDER = ScanOrder(("a", "s3://b/c"), as_json=True)
OTHERS = [
    dataclasses.replace(ORDER, paths=("s3://b/c", "a")),
    dataclasses.replace(ORDER, as_json=False),
    dataclasses.replace(ORDER, output=Path("out")),
]
SAME = [
    dataclasses.replace(ORDER, resume=True),
    dataclasses.replace(ORDER, workers=7),
    dataclasses.replace(ORDER, paths=("./x/../a", "s3://b/c")),
]


def _name(order: ScanOrder, limit: int = 31, banks: tuple[str, ...] = ("x", "y")) -> str:
    return name_of_scan(order, {"signals": []}, {"pdq": limit}, banks)


@pytest.mark.parametrize("other", OTHERS, ids=["order of places", "form", "output"])
def test_what_changes_the_results_makes_another_scan(other: ScanOrder) -> None:
    assert _name(other) != _name(ORDER)


@pytest.mark.parametrize("same", SAME, ids=["resumed", "workers", "spelling"])
def test_what_changes_no_result_does_not(same: ScanOrder) -> None:
    assert _name(same) == _name(ORDER)


def test_other_limits_or_banks_make_another_scan() -> None:
    assert len({_name(ORDER), _name(ORDER, 30), _name(ORDER, banks=("x",))}) == 3
    assert _name(ORDER, banks=("y", "x")) == _name(ORDER)


def test_given_limits_are_put_over_the_usual_ones() -> None:
    assert with_thresholds({"pdq": 31, "vpdq": 31}, ["pdq=20"]) == {"pdq": 20, "vpdq": 31}


@pytest.mark.parametrize("text", ["pdq", "pdq=", "=3", "pdq=x", "pdq=-1", "pdq=3.5", "pdq=²"])
def test_a_limit_that_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as error:
        with_thresholds({}, [text])
    assert error.value.hint
