"""What protects a page. That each answer has it: tests/contracts/test_desk_routes.py."""

from litestar import Response

from leeward.web.desk.protection import HEADERS, protected


def test_only_our_own_files_run_or_are_shown() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {*policy.values()} == {"'none'", "'self'"}


def test_a_route_cannot_weaken_it() -> None:
    weak = Response("x", headers={"Content-Security-Policy": "default-src *"})
    assert {name: protected(weak).headers[name] for name in HEADERS} == HEADERS
