"""The media of a post: attachments, pictures of articles, files of videos, pictures inside the text."""

from collections.abc import Iterable, Iterator

from leeward.model.findings import Json
from leeward.model.items import Copy, MediaRef, Place
from leeward.plugins.servers.activitypub.inline import sources
from leeward.plugins.servers.activitypub.shapes import fields, links, many, media_type, types, web

MOST_MEDIA = 100  # of one post; that there are more is told as one more, which nobody can look at
_MOST_COPIES = 16

_KINDS = {"Image": "image", "Video": "video", "Audio": "audio"}
_FAMILIES = {"image", "video", "audio"}
_NO_MEDIA = {"PropertyValue", "Hashtag", "Mention", "Emoji", "Note", "Article", "Person"}
_POINTERS = {"Link", "Page"}  # these lead to any web page, unless they say otherwise
_LISTS = {"application/x-mpegurl", "application/vnd.apple.mpegurl"}  # name other files; Source: RFC 8216
_ENDINGS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "jxl", "bmp", "tiff"), "image"),
    **dict.fromkeys(("mp4", "m4v", "webm", "mov", "mkv", "avi", "mpg", "mpeg", "ogv"), "video"),
    **dict.fromkeys(("mp3", "ogg", "oga", "opus", "flac", "wav", "m4a", "aac"), "audio"),
}


def media(post: dict[str, Json]) -> tuple[MediaRef, ...]:
    """Every media that the post shows, once. One whose address nobody can read is there without copies."""
    seen: set[str] = set()
    found: list[MediaRef] = []
    for number, ref in enumerate(_all(post)):
        address = ref.copies[0].url if ref.copies else ""
        if address in seen:
            continue
        if address:
            seen.add(address)
        if len(found) == MOST_MEDIA:
            return (*found, MediaRef("#more", "unknown", ()))
        found.append(MediaRef(address or f"#{number}", ref.kind, ref.copies))
    return tuple(found)


def _all(post: dict[str, Json]) -> Iterator[MediaRef]:
    own = next((_KINDS[one] for one in ("Video", "Audio", "Image") if one in types(post)), None)
    if own:
        yield _itself(post, own)
    else:
        yield from _linked(post.get("url"))
    for one in many(post.get("attachment")):
        yield from _attached(one)
    for name in ("image",) if own == "video" else ("image", "icon"):
        for address, _, _ in links(post.get(name)):
            yield _ref("image", [address])
    for kind, source in sources(post):
        yield _ref(kind, [source] if source else [])


def _itself(post: dict[str, Json], kind: str) -> MediaRef:
    """A video's files in several sizes are copies of one media; so is its small picture."""
    files = [address for address, claimed, _ in _files(post.get("url")) if _family(claimed, "") == kind]
    bare = [] if files else [address for address, claimed, _ in links(post.get("url")) if not claimed]
    small = [address for address, _, _ in links(post.get("icon"))] if kind == "video" else []
    return _ref(kind, files or bare, small)


def _files(value: Json) -> Iterator[tuple[str, str, dict[str, Json]]]:
    """Links, and those that PeerTube hangs below the list of a stream."""
    for address, claimed, link in links(value):
        yield address, claimed, link
        if claimed in _LISTS:
            yield from links(link.get("tag"))


def _linked(value: Json) -> Iterator[MediaRef]:
    for address, claimed, _ in links(value):
        if family := _family(claimed, ""):
            yield _ref(family, [address])


def _attached(value: Json) -> Iterator[MediaRef]:
    thing, kinds = fields(value), types(fields(value))
    if kinds & _NO_MEDIA:
        return
    addresses = list(links([thing] if "href" in thing else thing.get("url"))) or list(links(web(value)))
    claimed = media_type(thing) or next((one for _, one, _ in addresses if one), "")
    named = next((_KINDS[one] for one in _KINDS if one in kinds), "")
    first = addresses[0][0] if addresses else ""
    kind = _family(claimed, first) or named
    if kinds & _POINTERS and not kind:
        return
    yield _ref(kind or "unknown", [address for address, _, _ in addresses])


def _family(claimed: str, address: str) -> str:
    """image, video, audio, or "" for anything else. The address only counts where nothing is claimed."""
    if claimed and claimed != "application/octet-stream":
        family = claimed.partition("/")[0]
        return family if family in _FAMILIES else ""
    path = address.partition("#")[0].partition("?")[0]
    return _ENDINGS.get(path.rpartition(".")[2].lower(), "")


def _ref(kind: str, originals: Iterable[str], previews: Iterable[str] = ()) -> MediaRef:
    copies = [Copy(Place.ORIGINAL, one) for one in dict.fromkeys(originals)]
    copies += [Copy(Place.PREVIEW, one) for one in dict.fromkeys(previews)]
    return MediaRef("", kind, tuple(copies[:_MOST_COPIES]))
