"""Pictures, clips and archives behind the end of a picture."""

import gzip
import io
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from leeward.media import edge
from leeward.media.behind import MOST_PIECES, with_what_is_behind
from leeward.media.clip_frame import ClipFrame
from leeward.media.formats.forgiving import ForgivingJpeg
from leeward.media.samples import samples
from leeward.media.sniff import sniff
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.look import Look
from leeward.model.pictures import Picture

SAMPLES = dict(samples())
STILLS = ["JPEG", "PNG", "WebP", "GIF", "AVIF", "HEIC", "JPEG in CMYK"]


def drawn(form: str = "JPEG") -> bytes:
    content = io.BytesIO()
    Image.radial_gradient("L").resize((48, 32)).save(content, form)
    return content.getvalue()


def zipped(name: str, inside: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        made.writestr(name, inside)
    return content.getvalue()


def tarred() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as made:
        made.addfile(tarfile.TarInfo("empty"))
    return content.getvalue()


def looked(content: bytes, limits: Limits | None = None) -> tuple[list[Picture], NotLooked | None]:
    edge.prepare()
    found: list[Picture] = []
    try:
        with edge.quiet():
            for picture in with_what_is_behind(sniff(content), content, limits or Limits()):
                picture.luma(picture.scales[0])
                found.append(picture)
    except NotLooked as why:
        return found, why
    return found, None


@pytest.mark.parametrize("name", STILLS)
@pytest.mark.parametrize("between", [b"", bytes(700), b"a camera's own words \x00\xff\xd9"])
def test_a_picture_behind_is_a_further_frame(name: str, between: bytes) -> None:
    alone, _ = looked(SAMPLES[name])
    found, why = looked(SAMPLES[name] + between + drawn())
    assert why is None
    assert [picture.frame for picture in found[: len(alone)]] == [picture.frame for picture in alone]
    assert (found[-1].width, found[-1].height) == (48, 32)
    assert found[-1].frame == 1 + max(picture.frame or 0 for picture in alone)


@pytest.mark.parametrize("name", STILLS)
def test_every_kind_of_picture_is_found_behind(name: str) -> None:
    found, why = looked(drawn() + SAMPLES[name])
    assert why is None
    assert [picture.frame for picture in found][:2] == [None, 1]
    assert len({picture.frame for picture in found}) == 1 + len(
        {picture.frame for picture in looked(SAMPLES[name])[0]}
    )


@pytest.mark.parametrize("trailer", [b"", bytes(300), b"\r\n", b"SEFHj\x00\x00\x00 words of a camera SEFT"])
def test_padding_and_unknown_words_are_passed_over(trailer: bytes) -> None:
    found, why = looked(drawn() + trailer)
    assert ([picture.frame for picture in found], why) == ([None], None)


def test_every_picture_of_a_multi_picture_file_is_looked_at() -> None:
    content = io.BytesIO()
    other = Image.linear_gradient("L").convert("RGB")
    Image.radial_gradient("L").convert("RGB").save(
        content, "MPO", save_all=True, append_images=[other, other]
    )
    found, why = looked(content.getvalue())
    assert ([picture.frame for picture in found], why) == ([None, 1, 2], None)


def test_a_motion_photo_gives_its_clip_too() -> None:
    found, why = looked(drawn() + b"MotionPhoto_Data" + SAMPLES["MP4 with H.264"] + b"SEFT")
    assert why is None
    assert [isinstance(picture, ClipFrame) for picture in found][:2] == [False, True]
    assert found[1].frame == 1


@pytest.mark.parametrize(
    ("archive", "title"),
    [
        (zipped("a.txt", b"words"), "a ZIP archive"),
        (tarred(), "a tar archive"),
        (gzip.compress(b"words"), "a gzip file"),
        (b"Rar!\x1a\x07\x01\x00", "a RAR archive"),
        (b"words 7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    ],
    ids=["zip", "tar", "gz", "rar", "7z"],
)
def test_an_archive_behind_is_told(archive: bytes, title: str) -> None:
    found, why = looked(drawn("PNG") + archive)
    assert len(found) == 1
    assert why is not None
    assert (why.look, why.reason) == (Look.UNSUPPORTED, f"more behind the picture: {title}")


def test_a_picture_that_lies_unpacked_in_an_archive_behind_is_looked_at() -> None:
    found, why = looked(drawn("PNG") + zipped("a.jpg", drawn()))
    assert [picture.frame for picture in found] == [None, 1]
    assert why is not None


def test_a_damaged_picture_behind_is_told_and_the_next_one_still_seen() -> None:
    damaged = bytearray(drawn("PNG"))
    damaged[45] ^= 255
    found, why = looked(drawn() + damaged + drawn())
    assert (found[0].frame, found[-1].frame) != (None, None)
    assert isinstance(found[-1], ForgivingJpeg)
    assert why is not None
    assert why.look is Look.UNREADABLE
    assert why.reason.startswith("more behind the picture: ")


def test_an_end_that_is_none_does_not_cut_the_picture_short() -> None:
    content = io.BytesIO()
    Image.radial_gradient("L").save(content, "JPEG", progressive=True)
    whole = content.getvalue()
    second_scan = whole.index(b"\xff\xda", whole.index(b"\xff\xda") + 2)
    comment = b"\xff\xfe\x00\x08\xff\xd9GIF8"
    alone, _ = looked(whole)
    found, _ = looked(whole[:second_scan] + comment + whole[second_scan:])
    assert np.array_equal(found[0].pixels(), alone[0].pixels())


def test_there_is_an_end_to_what_is_looked_at_behind() -> None:
    found, why = looked(drawn() * (MOST_PIECES + 5))
    assert len(found) == MOST_PIECES + 1
    assert why is not None
    assert why.look is Look.TOO_LARGE
    found, why = looked(drawn() * 5, Limits(frames=3))
    assert [picture.frame for picture in found] == [None, 1, 2]
    assert why is not None
    assert why.look is Look.TOO_LARGE
