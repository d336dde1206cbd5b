"""Moving pictures drawn for the tests."""

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

from leeward.model.pictures import Pixels


def scene(number: int, moment: float, width: int, height: int) -> Pixels:
    """Waves that drift; every scene has its own direction and brightness."""
    y, x = np.mgrid[0:height, 0:width]
    across = np.sin((x * (1 + number % 3) + 40 * moment) * 6.3 / width * 2)
    down = np.cos((y * (1 + number % 2)) * 6.3 / height * 3 + moment)
    grey = 50 + 70 * (number % 3) + 45 * across * down
    return np.stack([grey, grey * 0.8, 250 - grey], axis=-1).clip(0, 255).astype(np.uint8)


def clip(
    form: str = "mp4",
    codec: str = "libx264",
    scenes: tuple[float, ...] = (3.0,),
    rate: Fraction = Fraction(10),
    size: tuple[int, int] = (160, 96),
) -> bytes:
    """A whole file; scenes: seconds of each."""
    content = io.BytesIO()
    with av.open(content, "w", format=form) as container:
        stream = cast(VideoStream, container.add_stream(codec, rate=rate))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        for samples in _frames(scenes, rate, size):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(samples, format="rgb24")))
        container.mux(stream.encode(None))
    return content.getvalue()


def _frames(scenes: tuple[float, ...], rate: Fraction, size: tuple[int, int]) -> Iterator[Pixels]:
    for number, seconds in enumerate(scenes):
        for index in range(round(seconds * rate)):
            yield scene(number, index / float(rate), *size)
