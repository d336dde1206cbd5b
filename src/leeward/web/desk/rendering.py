"""Makes a page: a template, what it is told, in the reader's language, and never kept by any cache."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Response
from litestar.response import Redirect
from markupsafe import Markup

from leeward.review.people.rights import Right
from leeward.web.desk.asking import CARE, Asking, maybe_visitor, room_of
from leeward.web.desk.places import PLACES
from leeward.web.desk.words import Language, chosen, languages

_TEMPLATES = Path(__file__).parent.parent / "templates"
_MESSAGES = 10_000  # kept of each language: more than all templates have
_PAGE_HEADERS = {"Cache-Control": "no-store"}


def render(asking: Asking, template: str, status: int = 200, **facts: Any) -> Response[str]:
    """The page. facts: what the template is told, beside visitor, may, csrf, path, desk, language and now."""
    language = language_of(asking)
    text = _environment(language.code).get_template(template).render(_known(asking, language) | facts)
    return Response(text, status_code=status, media_type="text/html; charset=utf-8", headers=_PAGE_HEADERS)


def onward(path: str) -> Redirect:
    """After a deed, to a page of ours: reloading it repeats nothing."""
    return Redirect(path, status_code=303, headers=_PAGE_HEADERS)


def language_of(asking: Asking) -> Language:
    """As the visitor chose, else as their browser asks."""
    visitor = maybe_visitor(asking)
    return chosen(visitor.language if visitor else "", asking.headers.get("accept-language", ""))


def _known(asking: Asking, language: Language) -> dict[str, Any]:
    visitor, room = maybe_visitor(asking), room_of(asking)
    return {
        "visitor": visitor,
        "may": (lambda name: visitor.may(Right(name))) if visitor else (lambda _: False),
        "csrf": room.sessions.proof(visitor) if visitor else "",
        "path": asking.url.path,
        "desk": room.ground.config.desk.name,
        "places": PLACES,
        "done": asking.query_params.get("done", ""),
        "care": asking.scope["state"].get(CARE),
        "language": language,
        "languages": languages(),
        "now": room.ground.clock(),
    }


@cache
def _environment(code: str) -> Environment:
    language = languages()[code]
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # or it looks at each file of a page, each time
    )
    made.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = made.globals["gettext"] = _quick(language.translations.gettext)
    made.filters |= {"moment": language.moment, "number": language.number}
    made.filters |= {"age": language.age, "ago": language.ago, "day": language.day}
    made.filters["iso"] = _iso
    return made


def _quick(translate: Callable[[str], str]) -> Callable[..., str]:
    """As the extension's own, for pages that ask hundreds of times; what has nothing to fill in is kept."""
    kept: dict[str, Markup] = {}

    def gettext(message: str, /, **told: object) -> str:
        found = kept.get(message)
        if found is None:
            found = Markup(translate(message))  # of our own templates, never of people  # noqa: S704
            if len(kept) < _MESSAGES:
                kept[message] = found
        return found % told if told or "%" in found else found

    return gettext


def _iso(at: date) -> str:
    """A date, or a date and time, as programs read it."""
    return at.isoformat()
