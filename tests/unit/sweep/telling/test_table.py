"""The table for people."""

import io

import pytest

from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Match, Signal
from leeward.sweep.outcomes import Count, Outcome, Spot, Tally
from leeward.sweep.telling.output import Output
from leeward.sweep.telling.summary import BankUsed, Summary
from leeward.sweep.telling.table import Page

PDQ = Signal("pdq", "ab" * 32, quality=100)
MATCH = Match("stand-ins", PDQ, "ab" * 32, "bridge-1", None, 6, 31, exact=False)
BANK = BankUsed("stand-ins", 1_000, 2)


def _outcome(path: str, look: Look = Look.LOOKED, reason: str | None = None, *matches: Match) -> Outcome:
    return Outcome(Spot(path, ""), path, Finding(look, reason, 1_000, None), matches)


def _page(
    *outcomes: Outcome, banks: tuple[BankUsed, ...] = (BANK,), width: int | None = None, links: int = 0
) -> str:
    stream, tally = io.BytesIO(), Tally()
    page = Page(Output(stream), width)
    for outcome in outcomes:
        tally.add(Count(outcome.finding.look, outcome.finding.reason, outcome.finding.size, outcome.banks))
    page.tell(outcomes)
    page.close(Summary(tally, banks, 2.0, len(outcomes), links, resumed=False))
    return stream.getvalue().decode()


def test_it_says_how_much_was_looked_at() -> None:
    assert "Looked at 1 of 2 files (2.0 KiB) in 2.0 s, 1 a second." in _page(
        _outcome("a"), _outcome("b", Look.UNREADABLE, "empty file")
    )


def test_it_says_where_the_matched_files_are_and_why() -> None:
    text = _page(_outcome("a b.jpg", Look.LOOKED, None, MATCH))
    assert "  stand-ins\n    a b.jpg   pdq, 6 bits away, entry bridge-1" in text
    assert "1  stand-ins  1,000 signals, 2 bad lines left out" in " ".join(text.split(" " * 7))
    assert "Do not open" in text
    assert MATCH.value not in text


def test_it_names_what_could_not_be_looked_at_by_reason() -> None:
    text = _page(_outcome("m", Look.TIMED_OUT, "too slow"), _outcome("x", Look.UNREADABLE, "empty file"))
    assert "1  timed out   too slow" in text
    assert "  timed out: too slow\n    m\n  unreadable: empty file\n    x\n" in text
    assert "is unknown, not clean" in text


def test_advice_is_broken_between_words() -> None:
    text = _page(_outcome("a", Look.LOOKED, None, MATCH), width=50)
    assert max(map(len, text.split("What to do next")[1].splitlines())) <= 50


def test_a_name_cannot_write_on_the_terminal() -> None:
    text = _page(_outcome("\x1b[2J\udcff\n[red]a[/red]", Look.LOOKED, None, MATCH), width=80)
    assert "\\x1b[2J\\xff\\x0a[red]a[/red]" in text


def test_without_a_terminal_there_are_no_colours_nor_blanks_at_the_end() -> None:
    text = _page(
        _outcome("a", Look.LOOKED, None, MATCH),
        _outcome("b", Look.UNREADABLE, "c"),
        _outcome("d", Look.UNREADABLE, "longer"),
    )
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


def test_long_paths_are_not_broken() -> None:
    path = "/".join(["folder"] * 60)
    assert path in _page(_outcome(path, Look.LOOKED, None, MATCH), width=80)


@pytest.mark.parametrize(
    ("banks", "said"), [((), "No bank was given"), ((BANK,), "Nothing here is in these banks")]
)
def test_it_does_not_promise_more_than_was_compared(banks: tuple[BankUsed, ...], said: str) -> None:
    assert said in _page(_outcome("a"), banks=banks)


def test_links_that_lead_out_are_told() -> None:
    assert "links that lead out of their folder were not followed" in _page(links=3).lower()
    assert "links that" not in _page(links=0).lower()


def test_a_scan_of_nothing_says_so() -> None:
    stream = io.BytesIO()
    Page(Output(stream), None).close(Summary(Tally(), (), 1.0, 0, 0, resumed=False))
    assert "Nothing was there to look at" in stream.getvalue().decode()


def test_what_an_earlier_run_could_not_look_at_is_named_too() -> None:
    stream, tally = io.BytesIO(), Tally()
    page = Page(Output(stream), None)
    count = Count(Look.UNREADABLE, "empty file", 0, ())
    tally.add(count)
    page.recall("old.jpg", count)
    page.close(Summary(tally, (), 1.0, 0, 0, resumed=True))
    assert "  unreadable: empty file\n    old.jpg" in stream.getvalue().decode()
