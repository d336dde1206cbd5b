from pathlib import Path
from threading import Event, Thread

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster.lock import Share, only_one


def test_a_second_one_waits_until_the_first_is_done(tmp_path: Path) -> None:
    order: list[str] = []
    is_waiting = Event()

    def second() -> None:
        is_waiting.set()
        with only_one(tmp_path / "lock"):
            order.append("second")

    thread = Thread(target=second)
    with only_one(tmp_path / "lock"):
        thread.start()
        is_waiting.wait()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_the_last_of_several_users_learns_that_it_is_the_last(tmp_path: Path) -> None:
    shares = [Share(tmp_path / "users") for _ in range(3)]
    for share in shares:
        share.take()
        share.take()
    assert [share.give_back() for share in shares] == [False, False, True]


def test_who_uses_nothing_is_not_the_last_to_use_it(tmp_path: Path) -> None:
    share = Share(tmp_path / "users")
    assert not share.give_back()
    share.take()
    assert share.give_back()
    assert not share.give_back()


def test_a_lock_that_cannot_be_made_or_is_a_link_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    for file in (tmp_path / "nowhere" / "lock", tmp_path / "link"):
        with pytest.raises(DatabaseError), only_one(file):
            pass
    assert not (tmp_path / "target").exists()
