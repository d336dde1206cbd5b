"""What libraries say, without whom they say it about: their words may repeat addresses."""

import logging

import structlog

_LONGEST = 120  # characters

log = structlog.get_logger()


class _Told(logging.Handler):
    """The sentence as the library's authors wrote it, before anything is put into it."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line."""
        lines = str(record.msg).splitlines() or [""]
        cause = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log.log(record.levelno, "library", name=record.name, said=lines[0][:_LONGEST], cause=cause)


def tame() -> None:
    """Let every library's warnings come as one event each, from now on."""
    logging.basicConfig(handlers=[_Told()], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
