"""vPDQ of a clip: the PDQ of one frame a second; two clips match by the share of frames that match."""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from leeward.model.errors import BadSignal
from leeward.model.signals import Signal

MOST_FRAMES = 1_000_000  # of one value
_HASH = re.compile(r"[0-9a-f]{64}")
_QUALITY = re.compile(r"[0-9]{1,3}")
_TIME = re.compile(r"[0-9]{1,12}(\.[0-9]{0,12})?(e[+-]?[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class Vpdq:
    """As computed: one signal a frame. As listed: one JSON text a clip.

    Source: facebook/ThreatExchange vpdq; python-threatexchange extensions/vpdq/vpdq_util.py.
    """

    name: str = "vpdq"
    title: str = "vPDQ of a clip (perceptual, one frame a second)"
    bits: int = 256
    threshold: int = 31
    frame_kind: str = "pdq"

    def normalise(self, text: str) -> str:
        """The JSON list of "hash,quality,seconds" texts, in lower case, times to a thousandth.

        Raises: BadSignal: it is none, or has no frame.
        """
        try:
            frames = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadSignal("not the JSON list of a vPDQ") from error
        if not isinstance(frames, list) or not 0 < len(frames) <= MOST_FRAMES:
            raise BadSignal(f"not a JSON list of 1 to {MOST_FRAMES} vPDQ frames")
        return json.dumps([_frame(frame, number) for number, frame in enumerate(frames)])

    def examples(self) -> Sequence[str]:
        """Made-up frames: stripes, and stripes that move."""
        return (
            json.dumps([f"{'f0' * 32},100,0.000"]),
            json.dumps([f"{'f0' * 32},100,0.000", f"{'0f' * 32},96,1.000"]),
        )

    def of_frames(self, frames: Sequence[Signal]) -> Iterable[Signal]:
        """The same values under this name, each with its view, frame and time."""
        return (replace(frame, kind=self.name) for frame in frames if frame.kind == self.frame_kind)


def _frame(frame: object, number: int) -> str:
    parts = frame.lower().replace(" ", "").split(",") if isinstance(frame, str) else []
    if len(parts) != 3 or not _HASH.fullmatch(parts[0]):
        raise BadSignal(f"frame {number} of a vPDQ is not hash,quality,seconds")
    if not _QUALITY.fullmatch(parts[1]) or int(parts[1]) > 100:
        raise BadSignal(f"frame {number} of a vPDQ has no quality from 0 to 100")
    seconds = float(parts[2]) if _TIME.fullmatch(parts[2]) else math.nan
    if not 0 <= seconds <= 1e12:
        raise BadSignal(f"frame {number} of a vPDQ has no time in seconds")
    return f"{parts[0]},{int(parts[1])},{seconds:.3f}"


SIGNAL = Vpdq()
