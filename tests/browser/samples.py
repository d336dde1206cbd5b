"""An address for every page: pages with a part to fill in get one that exists on stage."""

from collections.abc import Callable, Iterator, Mapping

from leeward.web.router import handlers
from tests.staged import Evening

Sample = Callable[[Evening], str]

SAMPLES: Mapping[str, Sample] = {
    "/desk/audit/checks/{number:int}": lambda stage: f"/desk/audit/checks/{stage.numbers['check']}",
    "/desk/audit/{number:int}": lambda _: "/desk/audit/1",
    "/desk/case/{case:int}/media": lambda stage: f"/desk/case/{stage.cases['alike']}/media",
    "/desk/case/{number:int}": lambda stage: f"/desk/case/{stage.cases['alike']}",
    "/desk/case/{number:int}/appeal": lambda stage: f"/desk/case/{stage.cases['decided']}/appeal",
    "/desk/case/{number:int}/child-safety": lambda stage: f"/desk/case/{stage.cases['exact']}/child-safety",
    "/desk/case/{number:int}/why": lambda stage: f"/desk/case/{stage.cases['alike']}/why",
    "/desk/hooks/{hook:int}": lambda stage: f"/desk/hooks/{stage.numbers['hook']}",
    "/desk/people/{number:int}": lambda stage: f"/desk/people/{stage.numbers['person']}",
    "/desk/policy/history/{number:int}": lambda _: "/desk/policy/history/1",
    "/desk/policy/rules/{rule:str}": lambda _: "/desk/policy/rules/young",
    "/desk/policy/trials/{number:int}": lambda stage: f"/desk/policy/trials/{stage.numbers['trial']}",
    "/desk/reporters/{mark:str}": lambda stage: f"/desk/reporters/{stage.mark}",
    "/desk/verdict/{verdict:int}": lambda stage: f"/desk/verdict/{stage.numbers['verdict']}",
    "/desk/{rest:path}": lambda _: "/desk/leads/nowhere",
}
"""By the route's path. A page that shows nothing without it may get a query here, too."""

NOT_PAGES: Mapping[str, str] = {
    "/desk/check/{case:int}": "only there after a check: tests/browser/test_care.py looks at it",
    "/desk/news": "a stream of events",
    "/desk/sign-in/server": "leads away, to another server",
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
