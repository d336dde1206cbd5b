"""Animated PNG with a header that lies."""

import io
import zlib

import pytest
from PIL import Image

from leeward.media.formats.apng import honest


def animated(frames: int) -> bytes:
    pictures = [Image.linear_gradient("L").rotate(90 * turn) for turn in range(frames)]
    content = io.BytesIO()
    pictures[0].save(content, "PNG", save_all=True, append_images=pictures[1:])
    return content.getvalue()


def telling(content: bytes, frames: int) -> bytes:
    at = content.index(b"acTL")
    body = b"acTL" + frames.to_bytes(4, "big") + content[at + 8 : at + 12]
    return content[:at] + body + zlib.crc32(body).to_bytes(4, "big") + content[at + 16 :]


def test_too_few_told_frames_are_put_right() -> None:
    assert honest(telling(animated(3), 1)) == animated(3)


@pytest.mark.parametrize(
    "content",
    [animated(3), telling(animated(3), 9), animated(1), animated(3)[:60], b""],
    ids=["honest", "too many", "a still", "cut short", "empty"],
)
def test_everything_else_stays_as_it_is(content: bytes) -> None:
    assert honest(content) == content
