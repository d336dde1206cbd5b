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
_MOST_PROBLEMS = 200  # that are put into words: each takes a while
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

    per: Literal["hour", "day", "week"] = Field(description="the time in which it counts, in UTC")
    most: int = Field(ge=1, le=1_000_000, description="posts that the rule may act on in it")


class WrittenRule(_Written):
    """`[[rule]]` as written."""

    id: _Slug = Field(description="its name in records and commands")
    title: _Name = Field(description="a sentence for people")
    mode: Literal["off", "shadow", "enforce"] = Field(
        default="shadow", description="`shadow`: note what it would do. `enforce`: do it"
    )
    when: str = Field(description="the condition: see Conditions")
    then: _Actions = Field(description='actions, or `["nothing"]`')
    because: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="what people are told; `{a.fact}` is filled in"
    )
    on_unknown: _Actions | None = Field(
        default=None,
        description="actions if the condition cannot be decided; without it: the rule's queue if what is not "
        "known is about matches, media or words, else nothing",
    )
    limit: WrittenLimit | None = Field(
        default=None, description='such as `{ per = "day", most = 50 }`: past it the rule only notes'
    )
    human: Literal["one", "two"] | None = Field(
        default=None, description="how many people decide on what cannot be undone; needed for it"
    )
    queue: _Slug = Field(default=REVIEW, description="the queue that `queue` without a name means")
    at: Literal["arrival", "looked"] = Field(
        default="looked",
        description="when it is asked: as soon as the post is there, or when all is known. On arrival "
        "nothing is known about matches and looks",
    )
    share: int = Field(
        default=100,
        ge=1,
        le=100,
        description="of 100 accounts, how many it is in force for, always the same; elsewhere it only notes. "
        "In a test, say `author.share`",
    )
    for_hours: int | None = Field(
        default=None,
        ge=1,
        le=2160,
        description="what it hides or limits is let go after so many hours if nobody decides",
    )


class WrittenGuard(_Written):
    """`[[guard]]` as written."""

    id: _Slug = Field(description='what conditions ask for: `"many-posts" in guard.on`')
    title: _Name = Field(description="a sentence for people")
    watch: Literal["posts", "sign-ups", "flags"] = Field(description="what is counted, by hour")
    each: bool = Field(
        description="`true`: for each server of origin by itself (not for flags); `false`: all together"
    )
    hours: int = Field(ge=1, le=720, description="for how long it is on once it is switched on")
    on: bool = Field(default=True, description="`false`: you are told, and it is never switched on")


class WrittenTest(_Written):
    """`[[test]]` as written."""

    name: _Name = Field(description="a sentence: what must be so")
    rule: _Slug | None = Field(default=None, description="the rule that `expect` is about")
    facts: dict[str, Any] = Field(
        default_factory=dict,
        description='what is known of the post; what is left out is unknown, `"none"` is known to be none',
    )
    expect: Literal["fired", "not", "unknown"] | None = Field(
        default=None, description="what that rule says, whatever its mode"
    )
    then: _Actions | None = Field(
        default=None, description='all that the whole policy then does; `["nothing"]` for nothing'
    )
    at: Literal["arrival", "looked"] | None = Field(
        default=None, description="what `then` is about; without it: as the rule says, else `looked`"
    )


class WrittenPolicy(_Written):
    """The whole file as written."""

    policy: Literal[1] = Field(description="the version of the language")
    name: _Name = Field(description="what it is called in decisions")
    version: int | None = Field(
        default=None, ge=1, description="of this file; needed if others extend it. Raise it with each change"
    )
    extends: Annotated[list[str], BeforeValidator(_listed), Field(max_length=7)] = Field(
        default_factory=list, description='other files and their versions: `["base/hash-lists@1"]`'
    )
    quota: dict[str, Annotated[int, Field(ge=1, le=1_000_000)]] = Field(
        default_factory=dict,
        max_length=50,
        description="posts a day for each action that can be undone, all rules together: `{ hold = 200 }`. "
        "Past it the rules that want it only note, but for those that ask for exact matches",
    )
    guard: list[WrittenGuard] = Field(
        default_factory=list, max_length=MOST_GUARDS, description="`[[guard]]`: prepared for a surge"
    )
    rule: list[WrittenRule] = Field(default_factory=list, max_length=MOST_RULES, description="`[[rule]]`")
    test: list[WrittenTest] = Field(default_factory=list, max_length=MOST_TESTS, description="`[[test]]`")


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
        return None, plain(error.errors()[:_MOST_PROBLEMS], _NAMES)
