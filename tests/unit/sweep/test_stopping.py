"""Asked to stop once, and twice."""

import os
import signal

import pytest

from leeward.sweep.stopping import Stop


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_the_first_signal_is_noted_and_the_second_interrupts(number: int, status: int) -> None:
    stop = Stop()
    before = signal.getsignal(number)
    with stop.listening():
        os.kill(os.getpid(), number)
        assert (stop.by, stop.exit_status) == (number, status)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) == before
