"""All of the desk's pages, found in their folder: a new page is a new file."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

from litestar import Response, Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router

from leeward.review.people.rights import Right
from leeward.web import pages
from leeward.web.desk.asking import admit
from leeward.web.desk.protection import protected
from leeward.web.desk.routes import RIGHT
from leeward.web.desk.telling import told

_STATIC = Path(__file__).parent / "static"
_KEPT_S = 600  # by browsers: how long after an update the old look may stay


def handlers() -> list[Any]:
    """Every page and deed; each file of the folder names its own in HANDLERS."""
    names = sorted(one.name for one in pkgutil.iter_modules(pages.__path__))
    return [route for name in names for route in importlib.import_module(f"{pages.__name__}.{name}").HANDLERS]


def desk() -> Router:
    """The desk, under /desk, with its guard, its headers and its way of telling errors."""
    return Router(
        path="/",
        route_handlers=[*handlers(), _static()],
        guards=[admit],
        after_request=_protected,
        exception_handlers={Exception: told},
    )


async def _protected(response: Response[Any]) -> Response[Any]:
    """What is no coroutine would go through a thread, with each page."""
    return protected(response)


def _static() -> Router:
    return create_static_files_router(
        "/desk/static",
        [_STATIC],
        cache_control=CacheControlHeader(max_age=_KEPT_S),
        opt={RIGHT: Right.NOTHING},
        html_mode=False,
        resolve_symlinks=False,
    )
