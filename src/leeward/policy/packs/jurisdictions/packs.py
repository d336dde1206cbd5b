"""One place's file: what its law asks, where that is read, and how long it may be believed."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from leeward.model.errors import PolicyError

DEFAULT = "default"  # the file for places that have none


class About(StrEnum):
    """What a duty is about."""

    REPORT = "report"  # telling an authority of child sexual abuse material that one knows of
    PRESERVE = "preserve"  # keeping what was reported, and for how long
    COPY = "copy"  # whether one may have a copy at all
    AUTHOR = "author"  # telling the author
    MESSAGES = "messages"  # looking at what is not public
    INTIMATE = "intimate-images"  # taking down what was shared without consent
    SEARCH = "search"  # looking for it unasked
    OTHER = "other"


class Force(StrEnum):
    """How binding it is."""

    MANDATORY = "mandatory"
    VOLUNTARY = "voluntary"
    FORBIDDEN = "forbidden"
    OPEN = "open"  # not settled, or not found: ask


class Confidence(StrEnum):
    """How we know."""

    SOURCE = "source"  # read in a source that is named
    RECALLED = "recalled"  # from memory: check it first


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_Text = Annotated[str, Field(min_length=1, max_length=600)]
_Days = Annotated[int, Field(ge=0, le=36_500, strict=True)]


class Duty(_Strict):
    """One thing. channel: to whom. least_days, most_days: of keeping, after a report; none: it says none.

    within_hours: by when it is done. since: in force from that day on.
    """

    about: About
    force: Force
    says: _Text
    confidence: Confidence
    sources: Annotated[tuple[_Text, ...], Field(min_length=1)]
    channel: _Text | None = None
    least_days: _Days | None = None
    most_days: _Days | None = None
    within_hours: Annotated[int, Field(ge=1, le=8760, strict=True)] | None = None
    since: date | None = None

    @model_validator(mode="after")
    def _fits(self) -> "Duty":
        keeps = self.least_days is not None or self.most_days is not None
        if keeps and self.about is not About.PRESERVE:
            raise ValueError("days are about preserving only")
        if self.least_days is not None and self.most_days is not None and self.least_days > self.most_days:
            raise ValueError("least_days is more than most_days")
        return self


class Pack(_Strict):
    """One place. code: ISO 3166-1, EU, or default. within: codes of what it belongs to, whose law holds, too.
    members: codes of those that belong to it and may have no file of their own.

    as_of: when it was written down. review_by: from then on nobody should rely on it.
    """

    code: Annotated[str, Field(pattern=r"^([A-Z]{2}|default)$")]
    name: _Text
    version: Annotated[int, Field(ge=1, strict=True)]
    as_of: date
    review_by: date
    within: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    members: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = ()
    duty: Annotated[tuple[Duty, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_dated(self) -> "Pack":
        if self.review_by <= self.as_of:
            raise ValueError("review_by is no later than as_of")
        return self

    def is_past(self, today: date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return today > self.review_by


def pack_of(text: str, file: str) -> Pack:
    """The place that a file tells of. Raises: PolicyError: it cannot be used, and why."""
    try:
        return Pack.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{file}: no TOML: {error}", "look at that line") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise PolicyError(
            f"{file}: {place}: {first['msg']}", "compare it with another place's file"
        ) from error


def applying(code: str, packs: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """The place's own pack and those that it belongs to; the default's instead of one that there is not.

    code: in capitals.
    """
    own = packs.get(code, packs[DEFAULT])
    whole = [one for one in packs.values() if one.code in own.within or code in one.members]
    return own, *whole


def all_of(codes: Iterable[str], packs: Mapping[str, Pack]) -> tuple[Pack, ...]:
    """Every pack that holds for some places, once each."""
    return tuple({pack.code: pack for code in codes for pack in applying(code, packs)}.values())
