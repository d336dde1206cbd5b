"""Pictures and clips inside a post's text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.plugins.servers.activitypub.inline import sources

A, B = "https://m.example/a.png", "https://m.example/b.mp4?x=1&y=2"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'<p><img src="{A}"></p>', [("image", A)]),
        (f"<IMG alt='>' class=x\nSRC = '{A}' />", [("image", A)]),
        (f"<img/src={A}>", [("image", A)]),
        (f'<video poster="x"><source src="{B.replace("&", "&amp;")}"></video>', [("unknown", B)]),
        (f'<audio src="{B}">', [("audio", B)]),
        ('<img src="/relative.png">', [("image", None)]),
        ('<img src="data:image/png;base64,AAAA">', [("image", None)]),
        (f'<img data-src="{A}" alt="no source">', []),
        (f'<a href="{A}">a link</a> <imgx src="{A}">', []),
        (f'<img src="{A}" alt="never closed', [("image", A)]),
        ("", []),
    ],
)
def test_sources_are_found(text: str, found: list[tuple[str, str | None]]) -> None:
    assert list(sources({"content": text})) == found


def test_every_language_of_a_post_is_read() -> None:
    assert list(sources({"contentMap": {"en": f'<img src="{A}">', "de": 7}})) == [("image", A)]


@pytest.mark.parametrize(
    "piece", ['<img "', "<img '\"", "<img src=", '<img src=" ', "<video a=\"'", "<", "<img "]
)
def test_a_megabyte_of_broken_tags_takes_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    assert len(list(sources({"content": text}))) >= 0
    assert time.process_time() - started < 2


@given(st.text(alphabet="<imgvideosrc= \"'>/a:.", max_size=200))
def test_nothing_makes_it_fall_over(text: str) -> None:
    assert all(address is None or address.startswith("http") for _, address in sources({"content": text}))
