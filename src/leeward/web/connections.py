"""One connection: how much may be sent before a request is whole, and for how long."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD = 64 * 1024  # bytes of a request's line and headers
WHOLE_S = 20.0  # for one request to arrive
MOST_OPEN = 512  # connections: half of the open files that a process usually may have


class Connection(HttpToolsProtocol):
    """A connection of the web's server that nobody can keep open, or fill, without asking for something."""

    _timer: asyncio.TimerHandle | None = None
    _since = 0.0
    _head = 0  # bytes
    _is_in_head = True

    @property
    def waits_since(self) -> float | None:
        """Since when its request is arriving, on the loop's clock; None: it is being answered."""
        return self._since if self._timer else None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Makes room, if there is none, where somebody has been the slowest to ask."""
        super().connection_made(transport)
        self._begin_waiting()
        if len(self.connections) > MOST_OPEN:
            ours = [one for one in self.connections if isinstance(one, Connection)]
            slow = [(one.waits_since, id(one), one) for one in ours if one.waits_since is not None]
            min(slow)[-1].transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._end_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Refuses a head that does not end."""
        self._begin_waiting()
        if self._is_in_head:
            self._head += len(data)
        super().data_received(data)
        if self._is_in_head and self._head > MOST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of this request is too large.")

    def on_message_begin(self) -> None:
        """Another request."""
        self._begin_waiting()
        self._head, self._is_in_head = 0, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What follows is a body, which the site limits."""
        self._is_in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It has arrived."""
        self._end_waiting()
        self._head, self._is_in_head = 0, True
        super().on_message_complete()

    def _begin_waiting(self) -> None:
        if self._timer is None:
            self._since = self.loop.time()
            self._timer = self.loop.call_later(WHOLE_S, self._give_up)

    def _end_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self.transport.abort()
