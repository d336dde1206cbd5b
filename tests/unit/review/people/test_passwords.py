"""Passwords."""

import pytest

from leeward.model.errors import UsageError
from leeward.review.people.passwords import LONGEST, SHORTEST, Passwords


async def test_the_same_password_fits_however_its_characters_are_put_together() -> None:
    passwords = Passwords()
    kept = await passwords.hashed("pont d'été sur l'eau")
    assert await passwords.fits(kept, "pont d'e\u0301te\u0301 sur l'eau")
    assert not await passwords.fits(kept, "pont d'ete sur l'eau")


async def test_two_hashes_of_one_password_differ() -> None:
    passwords = Passwords()
    assert await passwords.hashed("a" * SHORTEST) != await passwords.hashed("a" * SHORTEST)


@pytest.mark.parametrize("length", [0, SHORTEST - 1, LONGEST + 1])
async def test_length_is_the_only_rule(length: int) -> None:
    with pytest.raises(UsageError, match="at least 12"):
        await Passwords().hashed("a" * length)


@pytest.mark.parametrize("kept", [None, b"", b"no hash at all"])
async def test_nothing_fits_where_there_is_no_password(kept: bytes | None) -> None:
    assert not await Passwords().fits(kept, "nobody has this password")
