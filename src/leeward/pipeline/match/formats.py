"""Which list format a file is in."""

from pathlib import Path
from typing import BinaryIO

from leeward.model.errors import BankError
from leeward.plugins import loader
from leeward.plugins.exchanges.protocol import ListFormat

HEAD = 1 << 16  # bytes that a format may judge by
UTF16 = "this file is UTF-16, or no text at all; a list in UTF-16: save it as UTF-8 (Excel: CSV UTF-8)"


def recognise(file: Path, stream: BinaryIO) -> ListFormat:
    """The format that is surest of this list. The stream is at its start, and again afterwards.

    Raises: BankError: the list is empty, or no format knows it.
    """
    head = stream.read(HEAD)
    stream.seek(0)
    if not head.strip():
        raise BankError(f"{file}: the list is empty", "check that its download was complete")
    formats = [loader.exchange(name) for name in loader.names("exchanges")]
    best = max(formats, key=lambda one: one.recognises(file.name, head))
    if best.recognises(file.name, head) <= 0:
        known = "".join(f"\n    {one.title}" for one in formats)
        hint = UTF16 if b"\0" in head else f"known forms (docs/howto/bank.md):{known}"
        raise BankError(f"{file}: no list format that is known here", hint)
    return best
