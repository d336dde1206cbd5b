"""All of the API's calls, found in their folder: a new group of calls is a new file."""

import importlib
import pkgutil
from typing import Any

from litestar import Litestar, MediaType, Response, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, Reference, SecurityScheme, Tag
from litestar.status_codes import HTTP_404_NOT_FOUND

from leeward import __version__
from leeward.web.api import calls, shapes
from leeward.web.api.asking import admit
from leeward.web.api.routes import BEARER, OPERATOR
from leeward.web.api.shapes import Sent

PATH = "/api/v1"
_ABOUT = """\
The desk for other programs: the same rights, the same walls between servers, the same care for people as its
pages.

Each call names the scope that its token needs; the token's person must have the right as well. Errors are
`{"error": what happened, "hint": what to do next}`. No call gives a media's bytes: a picture is a derivative
of the level asked for, and counts as exposure of the token's person.
"""


def handlers() -> list[Any]:
    """Every call; each file of the folder names its own in HANDLERS."""
    found: list[Any] = []
    for one in sorted(pkgutil.iter_modules(calls.__path__), key=lambda one: one.name):
        group = importlib.import_module(f"{calls.__name__}.{one.name}").HANDLERS
        for handler in group:
            handler.tags = [one.name]
        found += group
    return found


def api() -> Router:
    """The calls, under /api/v1, with their guard."""
    return Router(path=PATH, route_handlers=handlers(), guards=[admit])


def described() -> OpenAPIConfig:
    """How the document is made, and where it is: /api/v1/openapi.json, for everybody."""
    schemes: dict[str, SecurityScheme | Reference] = {
        BEARER: SecurityScheme(type="http", scheme="bearer", description="A person's token, with scopes"),
        OPERATOR: SecurityScheme(type="http", scheme="bearer", description="The token in data_dir/api-token"),
    }
    tags = [Tag(name) for name in sorted(one.name for one in pkgutil.iter_modules(calls.__path__))]
    return OpenAPIConfig(
        title="Leeward",
        version=__version__,
        description=_ABOUT,
        components=Components(security_schemes=schemes),
        tags=[*tags, Tag("operator", "By the operator's own token")],
        render_plugins=[JsonRenderPlugin(media_type=MediaType.JSON)],
        openapi_router=Router(PATH, route_handlers=[], after_request=_in_our_words, include_in_schema=False),
    )


def closed(app: Litestar) -> Litestar:
    """The same, and its document says of what is sent that no other field is taken."""
    known = app.openapi_schema.components.schemas or {}
    for name, kind in vars(shapes).items():
        if isinstance(kind, type) and issubclass(kind, Sent) and (found := known.get(name)):
            found.additional_properties = False
    return app


def _in_our_words(response: Response[Any]) -> Response[Any]:
    """The framework answers for whatever is not there below the document, with a page."""
    if response.status_code != HTTP_404_NOT_FOUND:
        return response
    told = {"error": "Not Found", "hint": f"see: {PATH}/openapi.json"}
    return Response(told, status_code=HTTP_404_NOT_FOUND, media_type=MediaType.JSON)
