"""What a file is, by its first bytes, never by its name."""

from dataclasses import dataclass
from enum import Enum

HEAD_BYTES = 4096  # enough for every rule below


class Family(Enum):
    """Which door a file goes through."""

    STILL = "still"
    CLIP = "clip"
    ARCHIVE = "archive"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file seems to be.

    opener: how it is opened: a Pillow format, an FFmpeg demuxer, an archive's name; "" for OTHER.
    title: for people, with its article: "a PDF document".
    """

    family: Family
    media_type: str | None
    opener: str
    title: str


def _still(media_type: str, opener: str, title: str) -> Kind:
    return Kind(Family.STILL, media_type, opener, title)


def _clip(media_type: str, opener: str, title: str) -> Kind:
    return Kind(Family.CLIP, media_type, opener, title)


def _other(media_type: str | None, title: str) -> Kind:
    return Kind(Family.OTHER, media_type, "", title)


def _archive(media_type: str, opener: str, title: str) -> Kind:
    return Kind(Family.ARCHIVE, media_type, opener, title)


JPEG = _still("image/jpeg", "JPEG", "a JPEG picture")
PNG = _still("image/png", "PNG", "a PNG picture")
WEBP = _still("image/webp", "WEBP", "a WebP picture")
GIF = _still("image/gif", "GIF", "a GIF picture")
AVIF = _still("image/avif", "AVIF", "an AVIF picture")
HEIC = _still("image/heic", "HEIF", "a HEIC picture")
JXL = _still("image/jxl", "JXL", "a JPEG XL picture")
BMP = _still("image/bmp", "BMP", "a BMP picture")
TIFF = _still("image/tiff", "TIFF", "a TIFF picture")
MP4 = _clip("video/mp4", "mov", "an MP4 clip")
MOV = _clip("video/quicktime", "mov", "a QuickTime clip")
WEBM = _clip("video/webm", "matroska", "a WebM clip")
MATROSKA = _clip("video/x-matroska", "matroska", "a Matroska clip")
AVI = _clip("video/x-msvideo", "avi", "an AVI clip")
MPEG_TS = _clip("video/mp2t", "mpegts", "an MPEG transport stream")
MPEG_PS = _clip("video/mpeg", "mpeg", "an MPEG clip")
OGG = _clip("video/ogg", "ogg", "an Ogg clip")
FLV = _clip("video/x-flv", "flv", "a Flash clip")
ASF = _clip("video/x-ms-asf", "asf", "a Windows Media clip")
ZIP = _archive("application/zip", "zip", "a ZIP archive")
TAR = _archive("application/x-tar", "tar", "a tar archive")
GZIP = _archive("application/gzip", "gz", "a gzip file")
BZIP2 = _archive("application/x-bzip2", "bz2", "a bzip2 file")
XZ = _archive("application/x-xz", "xz", "an xz file")
UNKNOWN = _other(None, "a file of an unknown kind")
TEXT = _other("text/plain", "a text")

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"\xff\x0a", JXL),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", JXL),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"OggS", OGG),
    (b"FLV\x01", FLV),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ASF),
    (b"\x00\x00\x01\xba", MPEG_PS),
    (b"\x00\x00\x01\xb3", MPEG_PS),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\x1f\x8b\x08", GZIP),
    (b"BZh", BZIP2),
    (b"\xfd7zXZ\x00", XZ),
    (b"\x28\xb5\x2f\xfd", _other("application/zstd", "a Zstandard file")),
    (b"7z\xbc\xaf\x27\x1c", _other("application/x-7z-compressed", "a 7-Zip archive")),
    (b"Rar!\x1a\x07", _other("application/vnd.rar", "a RAR archive")),
    (b"%PDF-", _other("application/pdf", "a PDF document")),
    (b"%!PS", _other("application/postscript", "a PostScript document")),
    (b"8BPS", _other("image/vnd.adobe.photoshop", "a Photoshop file")),
    (b"\x00\x00\x01\x00", _other("image/x-icon", "an icon")),
    (b"\x7fELF", _other("application/x-elf", "a program")),
    (b"MZ", _other("application/x-msdownload", "a program")),
    (b"\xca\xfe\xba\xbe", _other("application/java-vm", "a program")),
    (b"\xcf\xfa\xed\xfe", _other("application/x-mach-binary", "a program")),
    (b"\x00asm", _other("application/wasm", "a program")),
    (b"ID3", _other("audio/mpeg", "a sound file")),
    (b"\xff\xfb", _other("audio/mpeg", "a sound file")),
    (b"\xff\xf3", _other("audio/mpeg", "a sound file")),
    (b"\xff\xf1", _other("audio/aac", "a sound file")),
    (b"fLaC", _other("audio/flac", "a sound file")),
    (b"MThd", _other("audio/midi", "a sound file")),
    (b"SQLite format 3\x00", _other("application/vnd.sqlite3", "a database")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _other("application/x-ole-storage", "an old Office document")),
    (b"{\\rtf", _other("application/rtf", "an RTF document")),
    (b"wOFF", _other("font/woff", "a font")),
    (b"wOF2", _other("font/woff2", "a font")),
    (b"OTTO", _other("font/otf", "a font")),
)

_RIFF = {b"WEBP": WEBP, b"AVI ": AVI, b"WAVE": _other("audio/wav", "a sound file")}
_FIRST_BOXES = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2"}
_MOVING_HEIC_BRANDS = {b"hevc", b"hevx", b"hevm", b"hevs", b"msf1"}
_PICTURE_BRANDS = _HEIC_BRANDS | _MOVING_HEIC_BRANDS
_BRANDS = (
    (_HEIC_BRANDS, HEIC),
    (_MOVING_HEIC_BRANDS, _clip("image/heic-sequence", "mov", "a moving HEIC picture")),
    ({b"M4A ", b"M4B ", b"M4P ", b"F4A "}, _clip("audio/mp4", "mov", "a sound file")),
    ({b"qt  "}, MOV),
)
_MARKUP = (
    (b"<svg", _other("image/svg+xml", "an SVG drawing")),
    (b"<!doctype html", _other("text/html", "an HTML page")),
    (b"<html", _other("text/html", "an HTML page")),
    (b"<?xml", _other("text/xml", "an XML document")),
    (b"#extm3u", _other("application/vnd.apple.mpegurl", "a playlist")),
    (b"{", _other("application/json", "a JSON document")),
    (b"[", _other("application/json", "a JSON document")),
)


def sniff(head: bytes) -> Kind:
    """What the file that starts with these bytes is. Not checked: whether the rest fits.

    Args: head: the first HEAD_BYTES of the file, or all of it if it is shorter; more is not read.
    """
    head = head[:HEAD_BYTES]
    boxed = _boxed(head)
    if boxed is not None:
        return boxed
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _by_structure(head) or _by_text(head)


def _boxed(head: bytes) -> Kind | None:
    if head[:1] >= b" ":  # a text may have such a word in it; a box so long cannot be first
        return None
    if head[4:8] in _FIRST_BOXES:
        return MOV
    if head[4:8] != b"ftyp" or len(head) < 12:
        return None
    end = min(max(int.from_bytes(head[:4], "big"), 16), len(head), 512)
    brand = head[8:12]
    brands = {brand, *(head[at : at + 4] for at in range(16, end - 3, 4))}
    if brand in _AVIF_BRANDS or (brand in _PICTURE_BRANDS and brands & _AVIF_BRANDS):
        return AVIF
    return next((kind for known, kind in _BRANDS if brand in known), MP4)


def _by_structure(head: bytes) -> Kind | None:
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[:4] == b"\x1aE\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MATROSKA
    if head[:2] == b"BM" and head[6:10] == bytes(4) and head[14:18] in _BMP_HEADERS:
        return BMP
    if head[257:262] == b"ustar":
        return TAR
    if len(head) > 188 and set(head[: 188 * 8 : 188]) == {0x47}:
        return MPEG_TS
    return None


_BMP_HEADERS = {size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124)}


def _by_text(head: bytes) -> Kind:
    if b"\x00" in head or not head:
        return UNKNOWN
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:
            return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:256].lower()
    named = (kind for magic, kind in _MARKUP if start.startswith(magic))
    found = next(named, TEXT)
    return _MARKUP[0][1] if found.title == "an XML document" and b"<svg" in head.lower() else found
