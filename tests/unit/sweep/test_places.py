"""Every file of every place, each once."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from leeward.model.errors import SourceError
from leeward.model.look import Look
from leeward.plugins.connectors.protocol import Found, Lost, Named, Passed, Step
from leeward.sweep.places import Places, by_spelling


def _found(path: str, identity: str = "") -> Found:
    return Found(path, lambda: -1, "", identity)


class Drawn:
    """Places made up for a test."""

    name = "drawn"
    title = "drawn"

    def __init__(self, steps: Mapping[str, Sequence[Step]]) -> None:
        self.steps = steps

    def claims(self, where: str) -> bool:
        return not where.startswith("unknown:")

    def walk(self, where: str) -> Iterator[Step]:
        if where not in self.steps:
            raise SourceError(f"{where} cannot be listed")
        yield from self.steps[where]


def _places(steps: Mapping[str, Sequence[Step]], *wheres: str, skip: str | None = None) -> Places:
    return Places(by_spelling([Drawn(steps)]), wheres, skip)


def _walked(places: Places) -> list[str]:
    return [step.path for step in places.walk()]


def test_the_order_given_is_kept() -> None:
    assert _walked(_places({"b": [_found("b/1")], "a": [_found("a/1")]}, "b", "a")) == ["b/1", "a/1"]


def test_the_same_file_by_two_places_is_one() -> None:
    steps = {"a": [_found("a/b/1", "/a/b/1"), _found("a/2", "/a/2")], "a/b": [_found("link/1", "/a/b/1")]}
    assert _walked(_places(steps, "a", "a/b", "a")) == ["a/b/1", "a/2"]


def test_the_same_line_of_a_list_twice_is_one_file() -> None:
    steps: dict[str, list[Step]] = {
        "-": [Named("a"), Named("b"), Named("a")],
        "a": [_found("a")],
        "b": [_found("b")],
    }
    assert _walked(_places(steps, "-")) == ["a", "b"]


def test_one_bad_line_of_a_list_does_not_stop_the_others() -> None:
    steps: dict[str, list[Step]] = {
        "-": [Named("nowhere"), Named("unknown:x"), Named("b")],
        "b": [_found("b")],
    }
    lost, unknown, found = _places(steps, "-").walk()
    assert isinstance(lost, Lost)
    assert isinstance(unknown, Lost)
    assert (lost.path, lost.look) == ("nowhere", Look.UNREADABLE)
    assert found.path == "b"


def test_a_wrong_place_is_told_before_the_first_file() -> None:
    with pytest.raises(SourceError, match="cannot be listed"):
        _places({"a": [_found("a")]}, "a", "nowhere").walk()


def test_a_place_that_is_not_there_is_an_error_of_the_command_line() -> None:
    with pytest.raises(SourceError, match="no such file") as error:
        _places({"a": [Lost("a", Look.VANISHED, "no such file")]}, "a").walk()
    assert error.value.hint


@pytest.mark.parametrize("look", [Look.UNREADABLE, Look.UNSUPPORTED])
def test_a_place_that_is_there_and_cannot_be_looked_at_is_told(look: Look) -> None:
    assert _walked(_places({"a": [Lost("a", look, "closed")]}, "a")) == ["a"]


def test_links_that_lead_out_are_counted_and_told_as_not_looked_at() -> None:
    places = _places({"a": [Passed("a/x", outside=True), Passed("a/y", outside=False)]}, "a")
    assert _walked(places) == ["a/x"]
    assert places.links_outside == 1


def test_our_own_output_is_not_scanned() -> None:
    places = _places({"a": [_found("a/out", "/a/out"), _found("a/1", "/a/1")]}, "a", skip="/a/out")
    assert _walked(places) == ["a/1"]


def test_what_nobody_claims_is_refused() -> None:
    with pytest.raises(SourceError, match="no place"):
        _places({}, "unknown:a").walk()
