import asyncio
from functools import partial

import pytest

from leeward.model.errors import Busy, UsageError
from leeward.web.patience import Patience


async def _after(seconds: float, done: list[int]) -> int:
    await asyncio.sleep(seconds)
    done.append(1)
    return 7


async def test_what_is_quick_is_answered() -> None:
    assert await Patience().with_(partial(_after, 0, [])) == 7


async def test_its_errors_are_the_callers() -> None:
    async def wrong() -> None:
        raise UsageError("wrong")

    with pytest.raises(UsageError):
        await Patience().with_(wrong)


async def test_what_is_slow_is_told_so_and_goes_on() -> None:
    done: list[int] = []
    with pytest.raises(Busy):
        await Patience(0.01).with_(partial(_after, 0.05, done))
    assert not done
    await asyncio.sleep(0.1)
    assert done


async def test_while_too_much_is_late_nothing_more_is_begun() -> None:
    patience, done = Patience(0.01, most_late=2), list[int]()
    for _ in range(3):
        with pytest.raises(Busy):
            await patience.with_(partial(_after, 0.1, done))
    await asyncio.sleep(0.2)
    assert len(done) == 2
    assert await patience.with_(partial(_after, 0, done)) == 7


async def test_an_error_that_comes_late_bothers_nobody() -> None:
    async def wrong() -> None:
        await asyncio.sleep(0.02)
        raise UsageError("wrong")

    with pytest.raises(Busy):
        await Patience(0.01).with_(wrong)
    await asyncio.sleep(0.05)


async def test_who_hangs_up_breaks_nothing_off() -> None:
    done: list[int] = []
    asking = asyncio.create_task(Patience().with_(partial(_after, 0.05, done)))
    await asyncio.sleep(0.01)
    asking.cancel()
    await asyncio.sleep(0.1)
    assert done
