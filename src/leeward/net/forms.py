"""How forms, and a file in a form, are written into addresses and bodies."""

import hashlib
from collections.abc import Iterable
from urllib.parse import quote, urlencode, urlsplit

Pairs = Iterable[tuple[str, str]]


def with_query(url: str, pairs: Pairs) -> str:
    """The address with these parameters behind it; a parameter may come more than once."""
    query = urlencode(list(pairs))
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"


def path_part(text: str) -> str:
    """A server's own id as one part of a path: no slash, no dots and no question mark lead elsewhere."""
    quoted = quote(text, safe="")
    return quoted.replace(".", "%2E") if set(text) <= {"."} else quoted


def host_of(url: str) -> str:
    """Host and port as written, lower case; empty for what is no address."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def form(pairs: Pairs) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form."""
    return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(list(pairs)).encode()


def form_with_file(pairs: Pairs, content: bytes, media_type: str) -> tuple[dict[str, str], bytes]:
    """Headers and body of a form that also has a field "file"."""
    mark = f"leeward-{hashlib.sha256(content).hexdigest()[:40]}"
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in pairs]
    suffix = media_type.rpartition("/")[2]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="file.{suffix}"\r\n'
        f"Content-Type: {media_type}\r\n\r\n"
    )
    body = "".join(parts).encode() + content + f"\r\n--{mark}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={mark}"}, body
