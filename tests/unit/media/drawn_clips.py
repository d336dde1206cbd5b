"""Moving pictures drawn for the tests."""

import io
from collections.abc import Iterator, Sequence
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


def tracks(
    form: str,
    scenes: Sequence[tuple[int, float]],
    sizes: Sequence[tuple[int, int]] = (),
) -> bytes:
    """A whole file with one track for each scene: its number and its seconds, 10 frames each."""
    content = io.BytesIO()
    with av.open(content, "w", format=form) as container:
        made = []
        for track, (number, seconds) in enumerate(scenes):
            stream = container.add_stream("mpeg4", rate=10)
            stream.width, stream.height = size = sizes[track] if sizes else (160, 96)
            stream.pix_fmt = "yuv420p"
            stream.bit_rate = 4_000_000
            made.append((stream, [scene(number, at / 10, *size) for at in range(round(seconds * 10))]))
        for stream, pictures in made:
            for samples in pictures:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(samples, format="rgb24")))
            container.mux(stream.encode(None))
    return content.getvalue()


def with_sound(form: str, seconds: int = 3, more_s: int = 0) -> bytes:
    """A film of that many seconds with silence as long, or longer."""
    content = io.BytesIO()
    with av.open(content, "w", format=form) as container:
        film = container.add_stream("libvpx" if form == "webm" else "mpeg4", rate=10)
        film.width, film.height, film.pix_fmt = 160, 96, "yuv420p"
        sound = container.add_stream("libopus", rate=48000)
        sound.layout = "mono"
        for number in range((seconds + more_s) * 10):
            if number < seconds * 10:
                samples = scene(0, number / 10, 160, 96)
                container.mux(film.encode(av.VideoFrame.from_ndarray(samples, format="rgb24")))
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.float32), "fltp", "mono")
            silence.sample_rate, silence.pts = 48000, number * 4800
            container.mux(sound.encode(silence))
        container.mux(film.encode(None))
        container.mux(sound.encode(None))
    return content.getvalue()


def _frames(scenes: tuple[float, ...], rate: Fraction, size: tuple[int, int]) -> Iterator[Pixels]:
    for number, seconds in enumerate(scenes):
        for index in range(round(seconds * rate)):
            yield scene(number, index / float(rate), *size)
