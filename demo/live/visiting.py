"""A browser without scripts: follows redirects, keeps its cookie, presses buttons of forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from demo.federation.asking import Answer, ask

_MOST_REDIRECTS = 5


@dataclass(slots=True)
class Form:
    """One form of a page: what is filled in, and what its buttons add; without a name: nothing."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether it brings this along."""
        return any(name == one for one, _ in self.fields)


@dataclass(frozen=True, slots=True)
class Page:
    """What a visit gave. path: where it ended."""

    status: int
    path: str
    text: str
    forms: tuple[Form, ...]


class Visitor:
    """Somebody at the desk at this address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._cookie = ""

    def open(self, path: str) -> Page:
        """A page, wherever it leads."""
        return self._follow(path, self._ask("GET", path))

    def send(self, form: Form, **more: str) -> Page:
        """Press its first button, as the Enter key does. more: what is filled in."""
        pressed = [one for one in form.buttons[:1] if one[0]]
        kept = [one for one in form.fields if one[0] not in more]
        body = urlencode([*kept, *pressed, *more.items()]).encode()
        headers = {"content-type": "application/x-www-form-urlencoded", "origin": self.address}
        return self._follow(form.action, self._ask("POST", form.action, headers, body))

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        told = {**(headers or {}), **({"cookie": self._cookie} if self._cookie else {})}
        answer = ask(method, self.address + path, told, body)
        if "set-cookie" in answer.headers:
            self._cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer

    def _follow(self, path: str, answer: Answer) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if answer.status not in {302, 303}:
                break
            path = urljoin(path, answer.headers["location"])
            answer = self._ask("GET", path)
        text = answer.body.decode("utf-8", "replace")
        return Page(answer.status, path, text, _forms(text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(told.get("action", "")))
            self._is_inside = True
        elif self._is_inside and tag in {"input", "button"}:
            self._take(tag, told)

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "form"

    def _take(self, tag: str, told: Mapping[str, str]) -> None:
        form = self.forms[-1]
        if tag == "button":
            form.buttons.append((told.get("name", ""), told.get("value", "")))
        elif told.get("type") not in {"checkbox", "radio"} or "checked" in told:
            form.fields.append((told.get("name", ""), told.get("value", "")))


def _forms(text: str) -> tuple[Form, ...]:
    reader = _Reader()
    reader.feed(text)
    return tuple(reader.forms)
