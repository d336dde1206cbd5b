"""JSON from ThreatExchange (Graph API) and HMA: a document, an array, or one object a line."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from leeward.model.banks import BadLine, CutOff, ListItem, Unused
from leeward.plugins.exchanges.protocol import BOM, holds
from leeward.plugins.exchanges.threatexchange_json.documents import Broken, values
from leeward.plugins.exchanges.threatexchange_json.shapes import identity, is_withdrawn, items

MARKS = (b'"signals"', b'"indicator"', b'"raw_indicator"')


class ThreatexchangeJson:
    """Saved answers of `/threat_updates` and `/threat_descriptors` (ThreatExchange), and of HMA's
    `/c/bank/<name>/content/<id>?include_signals=true`; many of them may stand in one file.

    Source: python-threatexchange 1.2.17 (fb_threatexchange/descriptor.py, threat_updates.py) and
    Hasher-Matcher-Actioner (OpenMediaMatch/schemas/curation.py). HMA has no bulk export.
    """

    name = "threatexchange_json"
    title = "JSON of ThreatExchange and HMA (document, array or JSON lines)"

    def recognises(self, name: str, head: bytes) -> float:
        """JSON that has one of the field names which all these shapes have."""
        if not head.removeprefix(BOM).lstrip().startswith((b"{", b"[")):
            return 0.0
        return 1.0 if any(mark in head for mark in MARKS) else 0.4

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """An update that says should_delete takes away what stood under its id further up."""
        gone = _tombstones(stream) if holds(stream, b"should_delete") else {}
        for place, (line, value) in enumerate(values(stream)):
            if isinstance(value, Broken):
                yield (CutOff if value.is_end else BadLine)(name, line, value.reason)
            elif place < gone.get(identity(value), -1):
                yield Unused("withdrawn", line)
            else:
                yield from items(name, line, value)


def _tombstones(stream: BinaryIO) -> Mapping[str | None, int]:
    """Id to the place of its last tombstone. The stream is rewound."""
    gone: dict[str | None, int] = {}
    for place, (_, value) in enumerate(values(stream)):
        if is_withdrawn(value) and identity(value) is not None:
            gone[identity(value)] = place
    stream.seek(0)
    return gone


EXCHANGE = ThreatexchangeJson()
