"""The real sandbox, with one worker, and pictures to show it."""

import io
import time
from dataclasses import asdict

from PIL import Image

from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.pipeline.ingest.lookers import Lookers
from leeward.plugins import loader
from leeward.sandbox.pool import Pool, PoolSettings

_TASK, _WARM = "leeward.pipeline.ingest.task:look", "leeward.pipeline.ingest.task:warm"


def lookers() -> Lookers:
    """Use as an asynchronous context manager."""
    limits = Limits()
    settings = PoolSettings(1, limits.memory_bytes, limits.seconds, limits.clip_seconds)
    ask: dict[str, Json] = {
        "limits": asdict(limits),
        "signals": [*loader.names("signals")],
        "dihedral": False,
    }
    return Lookers(lambda: Pool(_TASK, _WARM, settings, time.monotonic), ask)


def reencoded(content: bytes, width: int = 400) -> bytes:
    """The same picture in other bytes: smaller, and worse."""
    picture = Image.open(io.BytesIO(content))
    file = io.BytesIO()
    picture.resize((width, width * picture.height // picture.width)).save(file, "JPEG", quality=60)
    return file.getvalue()
