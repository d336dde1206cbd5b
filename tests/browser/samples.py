"""An address for every page: pages with a part to fill in get one that exists on stage."""

from collections.abc import Callable, Iterator, Mapping

from leeward.web.router import handlers
from tests.staged import Evening

Sample = Callable[[Evening], str]

SAMPLES: Mapping[str, Sample] = {
    "/desk/{rest:path}": lambda _: "/desk/leads/nowhere",
}
"""By the route's path. A page that shows nothing without it may get a query here, too."""

NOT_PAGES: Mapping[str, str] = {
    "/desk/check/{case:int}": "only there for whoever answered a check: tests/browser/test_care.py looks at it",
    "/desk/news": "a stream of events",
    "/desk/picture/{ticket:str}": "one picture, once",
}
"""What answers to GET below /desk, and is no page; why."""


def pages() -> Iterator[str]:
    """Paths of every page that there is."""
    for handler in handlers():
        if "GET" in getattr(handler, "http_methods", ()):
            yield from (path for path in sorted(handler.paths) if _is_page(path))


def _is_page(path: str) -> bool:
    return path not in NOT_PAGES and not path.endswith(".json")


def address(path: str, stage: Evening) -> str:
    """Where this page can be seen on stage. Raises: KeyError: nobody has said it in SAMPLES."""
    if path in SAMPLES:
        return SAMPLES[path](stage)
    if "{" in path:
        raise KeyError(f"{path} needs a sample in tests/browser/samples.py")
    return path
