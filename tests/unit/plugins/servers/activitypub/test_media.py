"""The media of a post."""

import pytest
from hypothesis import given

from leeward.model.findings import Json
from leeward.model.items import Copy, MediaRef, Place
from leeward.plugins.servers.activitypub.media import MOST_MEDIA, media
from tests.unit.plugins.servers.activitypub.shown import SECRET, SERVER, hostile, note

A, B, C = (f"{SERVER}/media/{name}" for name in ("a.jpg", "b.png", "c.mp4"))


def _shown(**changed: Json) -> list[tuple[str, str]]:
    found = media(note(**{"attachment": [], **changed}))
    return [(ref.kind, ref.copies[0].url if ref.copies else ref.native_id) for ref in found]


def test_an_attachment_is_one_media_with_one_original() -> None:
    address = f"{SERVER}/media/1.jpg"
    assert media(note()) == (MediaRef(address, "image", (Copy(Place.ORIGINAL, address),)),)


@pytest.mark.parametrize(
    ("attachment", "shown"),
    [
        ({"type": "Image", "url": A}, [("image", A)]),
        ({"type": "Document", "mediaType": "video/mp4", "url": C}, [("video", C)]),
        ({"type": "Document", "mediaType": "application/pdf", "url": A}, [("unknown", A)]),
        ({"type": "Document", "mediaType": "application/octet-stream", "url": B}, [("image", B)]),
        ({"type": "Audio", "url": [{"type": "Link", "href": C, "mediaType": "audio/ogg"}]}, [("audio", C)]),
        ({"type": "Link", "href": B}, [("image", B)]),
        ({"type": "Link", "href": B, "mediaType": "image/png"}, [("image", B)]),
        ({"type": "Link", "href": f"{SERVER}/news", "mediaType": "text/html; charset=utf-8"}, []),
        ({"type": "Link", "href": f"{SERVER}/news"}, []),
        ({"type": "PropertyValue", "name": SECRET, "value": SECRET}, []),
        ({"type": "Image", "url": "data:image/png;base64,AAAA"}, [("image", "#0")]),
        ({"type": "Image"}, [("image", "#0")]),
        (7, [("unknown", "#0")]),
        (A, [("image", A)]),
        (
            [{"type": "Image", "url": A}, {"type": "Image", "url": A}, {"type": "Image", "url": B}],
            [("image", A), ("image", B)],
        ),
    ],
    ids=str,
)
def test_an_attachment_in_every_shape(attachment: Json, shown: list[tuple[str, str]]) -> None:
    assert _shown(attachment=attachment) == shown


@pytest.mark.parametrize("name", ["image", "icon"])
def test_the_picture_of_an_article_is_looked_at(name: str) -> None:
    changed: dict[str, Json] = {"type": "Article", name: {"type": "Image", "url": A}}
    assert _shown(**changed) == [("image", A)]


def test_pictures_among_the_urls_and_in_the_text_are_looked_at() -> None:
    links: Json = [
        {"type": "Link", "mediaType": "text/html", "href": f"{SERVER}/1"},
        {"type": "Link", "mediaType": "image/png", "href": B},
    ]
    assert _shown(url=links, content=f'{SECRET}<img src="{A}">') == [("image", B), ("image", A)]


def test_a_video_is_one_media_with_its_sizes_and_its_small_picture() -> None:
    """As PeerTube writes it."""
    small = f"{SERVER}/small.jpg"
    video: dict[str, Json] = {
        "type": "Video",
        "url": [
            {"type": "Link", "mediaType": "text/html", "href": f"{SERVER}/w/1"},
            {"type": "Link", "mediaType": "video/mp4", "href": C, "height": 720},
            {"type": "Link", "mediaType": "application/x-bittorrent", "href": f"{SERVER}/t/1.torrent"},
            {
                "type": "Link",
                "mediaType": "application/x-mpegURL",
                "href": f"{SERVER}/hls.m3u8",
                "tag": [
                    {"type": "Infohash", "name": "aa"},
                    {"type": "Link", "mediaType": "application/json", "href": f"{SERVER}/parts.json"},
                    {"type": "Link", "mediaType": "video/mp4", "href": f"{C}?hls"},
                ],
            },
        ],
        "icon": [{"type": "Image", "url": small, "mediaType": "image/jpeg"}],
    }
    (found,) = media(note(**{**video, "attachment": []}))
    assert (found.native_id, found.kind) == (C, "video")
    assert found.copies == (
        Copy(Place.ORIGINAL, C),
        Copy(Place.ORIGINAL, f"{C}?hls"),
        Copy(Place.PREVIEW, small),
    )


def test_a_video_without_a_file_stays_unlooked_at_and_is_not_forgotten() -> None:
    assert _shown(type="Video", url=f"{SERVER}/w/1") == [("video", f"{SERVER}/w/1")]
    assert _shown(type="Video", url=None) == [("video", "#0")]


def test_that_there_are_more_media_than_are_read_is_told() -> None:
    many: Json = [{"type": "Image", "url": f"{SERVER}/{number}.png"} for number in range(500)]
    found = media(note(attachment=many))
    assert len(found) == MOST_MEDIA + 1
    assert found[-1] == MediaRef("#more", "unknown", ())


@given(hostile())
def test_nothing_makes_it_fall_over_and_no_bytes_are_kept(value: Json) -> None:
    found = media(note(attachment=value, url=value, icon=value, content=value))
    assert len({ref.native_id for ref in found}) == len(found)
    assert "base64" not in repr(found)
