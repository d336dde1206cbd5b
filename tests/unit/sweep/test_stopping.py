"""Asked to stop once, and twice."""

import os
import signal

import pytest

from leeward.sweep.stopping import Stop

SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_while_somebody_looks_the_first_signal_is_noted_and_the_second_interrupts(
    number: int, status: int
) -> None:
    stop = Stop()
    before = signal.getsignal(number)
    with stop.listening():
        with stop.kindly():
            os.kill(os.getpid(), number)
            assert (stop.by, stop.exit_status) == (number, status)
            with pytest.raises(KeyboardInterrupt):
                os.kill(os.getpid(), number)
        assert (stop.by, stop.exit_status) == (number, status)
    assert signal.getsignal(number) == before


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_while_nobody_looks_the_first_signal_interrupts(number: int, status: int) -> None:
    stop = Stop()
    with stop.listening(), pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), number)
    assert (stop.by, stop.exit_status) == (number, status)
