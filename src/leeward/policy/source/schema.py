"""The shape of a policy file: every key, its type and its bounds."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from leeward.model.errors import PolicyError
from leeward.policy.rules import REVIEW
from leeward.policy.source.wording import Path, plain

MOST_RULES = 1000
MOST_TESTS = 5000
MOST_GUARDS = 50
_SLUG = r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Slug = Annotated[str, Field(pattern=_SLUG)]
_Name = Annotated[str, Field(min_length=1, max_length=200)]
_Actions = Annotated[
    list[Annotated[str, Field(max_length=80)]], BeforeValidator(_listed), Field(max_length=20)
]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WrittenLimit(_Written):
    """`limit` as written."""

    per: Literal["hour", "day", "week"]
    most: int = Field(ge=1, le=1_000_000)


class WrittenRule(_Written):
    """`[[rule]]` as written."""

    id: _Slug
    title: _Name
    mode: Literal["off", "shadow", "enforce"] = "shadow"
    when: str
    then: _Actions
    because: Annotated[str, Field(min_length=1, max_length=500)]
    on_unknown: _Actions | None = None
    limit: WrittenLimit | None = None
    human: Literal["one", "two"] | None = None
    queue: _Slug = REVIEW
    at: Literal["arrival", "looked"] = "looked"
    share: int = Field(default=100, ge=1, le=100)
    for_hours: int | None = Field(default=None, ge=1, le=2160)


class WrittenGuard(_Written):
    """`[[guard]]` as written."""

    id: _Slug
    title: _Name
    watch: Literal["posts", "sign-ups", "flags"]
    each: bool
    hours: int = Field(ge=1, le=720)
    on: bool = True


class WrittenTest(_Written):
    """`[[test]]` as written."""

    name: _Name
    rule: _Slug | None = None
    facts: dict[str, Any] = Field(default_factory=dict)
    expect: Literal["fired", "not", "unknown"] | None = None
    then: _Actions | None = None
    at: Literal["arrival", "looked"] | None = None


class WrittenPolicy(_Written):
    """The whole file as written."""

    policy: Literal[1]
    name: _Name
    version: int | None = Field(default=None, ge=1)
    extends: Annotated[list[str], BeforeValidator(_listed), Field(max_length=7)] = Field(default_factory=list)
    quota: dict[str, Annotated[int, Field(ge=1, le=1_000_000)]] = Field(default_factory=dict, max_length=50)
    guard: list[WrittenGuard] = Field(default_factory=list, max_length=MOST_GUARDS)
    rule: list[WrittenRule] = Field(default_factory=list, max_length=MOST_RULES)
    test: list[WrittenTest] = Field(default_factory=list, max_length=MOST_TESTS)


# the keys of the file itself, and of its tables
KEYS: Mapping[str, type[BaseModel]] = {
    "": WrittenPolicy,
    "rule": WrittenRule,
    "guard": WrittenGuard,
    "test": WrittenTest,
    "limit": WrittenLimit,
}
_NAMES = {table: tuple(shape.model_fields) for table, shape in KEYS.items()}


def shaped(content: Mapping[str, Any]) -> tuple[WrittenPolicy | None, list[tuple[Path, PolicyError]]]:
    """The file's content in its types, or everything that is wrong with its shape, by place."""
    try:
        return WrittenPolicy.model_validate(content), []
    except ValidationError as error:
        return None, plain(error.errors(), _NAMES)
