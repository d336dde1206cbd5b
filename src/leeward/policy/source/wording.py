"""What is wrong with the shape of a file, in words."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TypeAlias

from pydantic_core import ErrorDetails

from leeward.model.errors import PolicyError

Path: TypeAlias = tuple[str | int, ...]
Keys: TypeAlias = Mapping[str, Sequence[str]]  # by the table that has them; "": the file

_HEADED = ("rule", "test", "guard")
_NEEDED = {
    "": 'a policy begins with policy = 1 and name = "…"',
    "rule": "each rule has id, title, when, then and because",
    "test": "each test has a name",
    "guard": "each guard has id, title, watch, each and hours",
    "limit": 'such as limit = { per = "day", most = 50 }',
}
_EXAMPLES = {
    "policy": "policy = 1",
    "name": 'name = "Small art server"',
    "version": "version = 2",
    "extends": 'extends = ["base/hash-lists@1"]',
    "quota": "quota = { hold = 200 }",
    "id": 'id = "near-hash"',
    "title": 'title = "First posts wait for a look"',
    "mode": 'mode = "shadow"',
    "when": 'when = "author.age_days < 7"',
    "then": 'then = ["hold", "queue"]',
    "because": 'because = "The account is {author.age_days} days old."',
    "on_unknown": 'on_unknown = ["queue"]',
    "limit": 'limit = { per = "day", most = 50 }',
    "human": 'human = "one"',
    "queue": 'queue = "newcomers"',
    "at": 'at = "arrival"',
    "share": "share = 10",
    "for_hours": "for_hours = 48",
    "watch": 'watch = "posts"',
    "each": "each = true",
    "hours": "hours = 24",
    "on": "on = false",
    "facts": 'facts = { "media.count" = 1 }',
    "expect": 'expect = "not"',
}
_TYPES = {
    "string_type": "must be a text, in quotes",
    "int_type": "must be a whole number, without quotes",
    "bool_type": "must be true or false, without quotes",
    "list_type": "must be a list, in […]",
    "dict_type": "must be a table, in {{…}}",
    "model_type": "must be a table, in {{…}}",
    "string_too_short": "must not be empty",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_long": "has more than {max_length} characters",
    "too_long": "has more than {max_length} entries",
}


def plain(problems: Sequence[ErrorDetails], keys: Keys) -> list[tuple[Path, PolicyError]]:
    """Each problem with its place and a sentence. A key that is missing as it is misspelt is told once."""
    misspelt = {
        (*path[:-1], *_near(str(path[-1]), keys[_table(path[:-1])]))
        for path in (problem["loc"] for problem in problems if problem["type"] == "extra_forbidden")
    }
    told = [one for one in problems if one["type"] != "missing" or one["loc"] not in misspelt]
    return [(problem["loc"], _plain(problem, keys)) for problem in told]


def _plain(problem: ErrorDetails, keys: Keys) -> PolicyError:
    path, kind = problem["loc"], problem["type"]
    key, table = _table(path), _table(path[:-1])
    if kind == "missing":
        return PolicyError(f"the key {key} is missing", _NEEDED[table])
    if kind == "extra_forbidden":
        known = keys[table]
        near = _near(key, known)
        hint = f"did you mean {near[0]}?" if near else "there are: " + ", ".join(known)
        return PolicyError(f"there is no key {key}", hint)
    if kind == "string_pattern_mismatch":
        return PolicyError(f"{key} must be 1 to 40 of a-z, 0-9 and - inside", "such as near-hash")
    if key in _HEADED:
        return PolicyError(f"{key} stands in the wrong brackets", f"write [[{key}]], with two")
    return PolicyError(f"{key} {_said(problem)}", _hint(problem, key))


def _table(path: Path) -> str:
    return next((str(part) for part in reversed(path) if isinstance(part, str)), "")


def _near(key: str, known: Sequence[str]) -> list[str]:
    return get_close_matches(key, known, 1)


def _said(problem: ErrorDetails) -> str:
    if problem["type"] == "literal_error":
        return f"must be {problem['ctx']['expected']}"
    form = _TYPES.get(problem["type"])
    return form.format(**problem.get("ctx", {})) if form else problem["msg"].replace("Input should", "must")


def _hint(problem: ErrorDetails, key: str) -> str:
    if problem["type"] == "literal_error" and isinstance(problem["input"], str):
        options = [one.strip("' ") for one in problem["ctx"]["expected"].replace(" or ", ",").split(",")]
        near = _near(problem["input"].lower(), options)
        if near:
            return f'did you mean "{near[0]}"?'
    return f"such as {_EXAMPLES[key]}" if key in _EXAMPLES else "see docs/reference/policy.md"
