"""What the demo puts on disk: each file with what a scan should say of it."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

from demo import draw


class Expect(Enum):
    """What a scan should say of a file."""

    MATCH = "a near-copy that PDQ promises to find"
    MAY = "a copy changed beyond what PDQ promises"
    NOTHING = "another picture"
    NOT_LOOKED = "a file that cannot be looked at"


@dataclass(frozen=True, slots=True)
class Made:
    """One file: its bytes and what a scan should say of it."""

    name: str
    content: bytes
    expect: Expect
    how: str


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The picture's file in one of Pillow's formats."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _watermarked(picture: Image.Image) -> Image.Image:
    """A line of text in the corner, half transparent, as a stolen picture carries it."""
    marked = picture.copy()
    pen, (width, height) = ImageDraw.Draw(marked), marked.size
    pen.text((width * 0.7, height * 0.93), "holiday pictures", fill=(235, 235, 235), font_size=height / 30)
    return Image.blend(picture, marked, 0.5)


def _cropped(picture: Image.Image, share: float) -> Image.Image:
    dx, dy = int(picture.width * share), int(picture.height * share)
    return picture.crop((dx, dy, picture.width - dx, picture.height - dy))


def _turned_on_its_side(picture: Image.Image) -> bytes:
    """Stored rotated, with the EXIF note that turns it back: viewers show the original."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(picture.transpose(Image.Transpose.ROTATE_90), quality=85, exif=exif.tobytes())


COPIES: Mapping[str, tuple[Expect, Callable[[Image.Image], bytes]]] = {
    "recompressed-50.jpg": (Expect.MATCH, lambda p: encoded(p, quality=50)),
    "recompressed-20.jpg": (Expect.MATCH, lambda p: encoded(p, quality=20)),
    "half-size.jpg": (Expect.MATCH, lambda p: encoded(p.resize((p.width // 2, p.height // 2)), quality=80)),
    "small.jpg": (Expect.MATCH, lambda p: encoded(p.resize((400, 300)), quality=80)),
    "as.webp": (Expect.MATCH, lambda p: encoded(p, "WEBP", quality=75)),
    "as.png": (Expect.MATCH, lambda p: encoded(p, "PNG")),
    "as.avif": (Expect.MATCH, lambda p: encoded(p.resize((640, 480)), "AVIF", quality=60)),
    "palette.gif": (Expect.MATCH, lambda p: encoded(p.resize((640, 480)).quantize(64), "GIF")),
    "watermarked.jpg": (Expect.MATCH, lambda p: encoded(_watermarked(p), quality=85)),
    "on-its-side.jpg": (Expect.MATCH, _turned_on_its_side),
    "no-extension": (Expect.MATCH, lambda p: encoded(p, quality=70)),
    "cropped-half-percent.jpg": (Expect.MATCH, lambda p: encoded(_cropped(p, 0.005), quality=85)),
    "cropped-2-percent.jpg": (Expect.MAY, lambda p: encoded(_cropped(p, 0.02), quality=85)),
    "cropped-15-percent.jpg": (Expect.MAY, lambda p: encoded(_cropped(p, 0.15), quality=85)),
}


def originals(count: int) -> Iterator[Made]:
    """The stand-ins: pictures that the demo's bank will list."""
    for seed in range(count):
        yield Made(f"bridge-{seed}.jpg", encoded(draw.bridge(seed), quality=92), Expect.MATCH, "original")


def near_copies(count: int) -> Iterator[Made]:
    """Every stand-in in every disguise."""
    for seed in range(count):
        picture = draw.bridge(seed)
        for name, (expect, disguise) in COPIES.items():
            yield Made(f"bridge-{seed}-{name}", disguise(picture), expect, name.rpartition(".")[0] or name)


def strangers(count: int) -> Iterator[Made]:
    """Pictures of other bridges: nobody lists them."""
    for seed in range(1000, 1000 + count):
        yield Made(f"holiday-{seed}.jpg", encoded(draw.bridge(seed), quality=85), Expect.NOTHING, "other")


def clip(frames: list[Image.Image], rate: int = 2) -> bytes:
    """An MP4 of these frames."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = *frames[0].size, "yuv420p", 4_000_000
        for frame in frames:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(frame), format="rgb24")))
        film.mux(stream.encode())
    return out.getvalue()


def moving(seed: int) -> Iterator[Made]:
    """Films: a listed bridge in a clip and in an animation, and in an account export."""
    listed, other = draw.bridge(seed, 640, 480), list(draw.crossing(2000, 8, 640, 480))
    yield Made("film.mp4", clip([*other[:4], *[listed] * 4, *other[4:]]), Expect.MATCH, "in a clip")
    frames = [other[0], listed, other[5]]
    still = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=500, quality=80)
    yield Made("animation.webp", still, Expect.MATCH, "in an animation")
    yield Made("other-film.mp4", clip(other), Expect.NOTHING, "other clip")


def export(seed: int) -> Made:
    """What a server hands out as an account export, with a listed picture in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("media_attachments/files/1/original/a.jpg", encoded(draw.bridge(seed), quality=60))
        archive.writestr("media_attachments/files/2/original/b.jpg", encoded(draw.bridge(3000), quality=60))
    return Made("archive-20261122.zip", out.getvalue(), Expect.MATCH, "in an export")


def write(folder: Path, files: Iterator[Made]) -> list[Made]:
    """Puts the files there and says what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = list(files)
    for file in made:
        (folder / file.name).write_bytes(file.content)
    return made
