"""What of an entry somebody may read."""

import pytest

from leeward.ledger.entries import Entry, encode
from leeward.pipeline.recording import Note
from leeward.review.office.audit import searching
from leeward.review.office.audit.searching import Reading, Wanted, is_on, line, search
from leeward.review.people.rights import Role, Visitor
from leeward.store.desk.office.audit import Found
from tests.stores import START, Clock, opened, recorder

LEAD = Visitor(1, "ada", frozenset({Role.LEAD}), None)
OPERATOR = Visitor(2, "olga", frozenset({Role.OPERATOR}), None)


def _found(kind: str, person: str | None = None, case: int | None = None, data: bytes | None = b"-") -> Found:
    told = encode(Entry(kind, START, bytes(16), {"person": person})) if data else None
    return Found(7, 3, kind, told, None, case, person)


@pytest.mark.parametrize(
    ("visitor", "kind", "person", "is_open", "reading"),
    [
        (LEAD, "policy.edited", "bob", True, Reading.OPEN),
        (LEAD, "case.closed", "bob", False, Reading.BARE),
        (LEAD, "flags.muted", "bob", True, Reading.OPEN),
        (OPERATOR, "flags.muted", "bob", True, Reading.BARE),
        (OPERATOR, "flags.muted", "olga", True, Reading.OPEN),
        (LEAD, "person.signed-in", "bob", True, Reading.BARE),
        (LEAD, "person.signed-in", "ada", True, Reading.OPEN),
        (OPERATOR, "person.signed-in", "bob", True, Reading.OPEN),
        (LEAD, "shift.began", "bob", True, None),
        (LEAD, "budget.over", "bob", True, None),
        (LEAD, "shift.began", "ada", True, Reading.OPEN),
        (LEAD, "case.voiced", "bob", True, None),
        (LEAD, "verdict.said", "bob", True, None),
        (LEAD, "verdict.said", "ada", True, Reading.OPEN),
    ],
)
def test_how_much_of_an_entry_is_told(
    visitor: Visitor, kind: str, person: str, is_open: bool, reading: Reading | None
) -> None:
    told = line(_found(kind, person), visitor, is_open=is_open, people={})
    assert (told.reading if told else None) == reading
    if told and reading is Reading.BARE:
        assert (told.person, told.body) == ("", {})


def test_names_are_told_for_numbers_and_erased_entries_say_so() -> None:
    told = line(_found("person.signed-in", "12"), OPERATOR, is_open=True, people={"12": "bob"})
    assert told is not None
    assert told.person == "bob"
    erased = line(_found("case.closed", "bob", 5, data=None), LEAD, is_open=True, people={})
    assert erased is not None
    assert (erased.reading, erased.at, erased.person) == (Reading.ERASED, None, "")
    damaged = line(Found(1, 1, "a.b", b"no entry", None, None, None), LEAD, is_open=True, people={})
    assert damaged is not None
    assert (damaged.at, damaged.body) == (None, {})


async def test_a_day_is_found_among_many_whatever_was_erased(fresh_database: str) -> None:
    clock = Clock()
    async with opened(fresh_database) as store:
        for _ in range(5):
            async with store.transaction() as connection:
                await recorder(clock).record(connection, [Note("a.b", {"n": n}) for n in range(7)])
                await connection.execute("UPDATE ledger SET data = NULL WHERE id % 5 = 0")
            clock.pass_s(24 * 3600)
        async with store.session() as connection:
            for days in range(5):
                day = START.date().replace(day=START.day + days)
                found, _ = await search(connection, connection, Wanted(day=day), ())
                told = [line(one, LEAD, is_open=True, people={}) for one in found]
                kept = [one for one in told if one and one.at]
                assert len(found) >= 5
                assert all(one.at and one.at.date() == day for one in kept)
                assert all(is_on(one, day) for one in kept)
            far = Wanted(day=START.date().replace(month=8))
            assert await search(connection, connection, far, ()) == ([], None)
            every, more = await search(connection, connection, Wanted(), ())
            assert (len(every), more) == (35, None)
            first, more = await search(connection, connection, Wanted(before=4), ())
            assert (len(first), more) == (3, None)
    assert searching.A_PAGE >= 35
