"""The page about the API, from its own document."""

from collections.abc import Iterator
from typing import Any

from litestar import Litestar

from leeward.web.api import operator
from leeward.web.api.router import api, closed, described

_ABOUT = """\
For other consoles, bots and scripts. The document for machines is at `/api/v1/openapi.json` of every desk,
made from the same code. How to begin: [automate](../howto/automate.md); how to be told instead of asking:
[webhooks](../howto/webhooks.md).

Each call names the scope that its token needs. The token's person must have the right as well, and sees
through a program what they see on the desk: the same servers and queues. Browsers' cookies open nothing here.

| status | meaning |
|---|---|
| 400 | what was sent makes no sense; `hint` names the field |
| 401 | no token, or one that is wrong, revoked, or has ended |
| 403 | the token lacks the scope, or its person the right |
| 409 | it cannot be done as things are: no such case, somebody else's, decided already |
| 429 | too often: come again after `Retry-After` seconds (`desk.api_per_minute`, in each web process) |
| 503 | not now: send it again after `Retry-After` seconds |

Every error is `{"error": what happened, to which thing, "hint": what to do next}`.
"""


def page() -> str:
    """Everything below the title."""
    document = closed(
        Litestar([*operator.HANDLERS, api()], openapi_config=described())
    ).openapi_schema.to_schema()
    return "\n".join([_ABOUT, *_calls(document), *_shapes(document["components"]["schemas"])])


def _calls(document: dict[str, Any]) -> Iterator[str]:
    for tag in document["tags"]:
        yield f"## {tag['name']}\n"
        if tag.get("description"):
            yield f"{tag['description']}\n"
        yield "| call | what | needs | sends | gets |"
        yield "|---|---|---|---|---|"
        for path, item in sorted(document["paths"].items()):
            for method, call in item.items():
                if call["tags"] == [tag["name"]]:
                    yield _row(method, path, call)
        yield ""


def _row(method: str, path: str, call: dict[str, Any]) -> str:
    body = call.get("requestBody", {}).get("content", {}).values()
    sent = "".join(_kind(one["schema"]) for one in body)
    queries = [f"`?{one['name']}`" for one in call.get("parameters", []) if one["in"] == "query"]
    code, answer = next((c, a) for c, a in call["responses"].items() if c < "300")
    got = "".join(_kind(one["schema"]) for one in answer.get("content", {}).values()) or "nothing"
    needs = call["description"].removeprefix("Needs ").rstrip(".")
    cells = [
        f"`{method.upper()} {path}`",
        call["summary"],
        needs,
        " ".join([sent, *queries]).strip(),
        f"{code} {got}",
    ]
    return f"| {' | '.join(cells)} |"


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "oneOf" in schema:
        return " or ".join(_kind(one) for one in schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    told = schema.get("type", "any")
    return " or ".join(told) if isinstance(told, list) else str(told)


def _shapes(schemas: dict[str, Any]) -> Iterator[str]:
    yield "## What is sent and got\n"
    for name, schema in sorted(schemas.items()):
        yield f"### {schema.get('title', name)}\n"
        if schema.get("description"):
            yield f"{' '.join(schema['description'].split())}\n"
        if "enum" in schema:
            yield f"One of: {', '.join(f'`{one}`' for one in schema['enum'])}\n"
            continue
        yield "| field | type | must be there |\n|---|---|---|"
        must = set(schema.get("required", []))
        for field, kind in schema.get("properties", {}).items():
            yield f"| `{field}` | {_kind(kind)} | {'yes' if field in must else ''} |"
        yield ""
