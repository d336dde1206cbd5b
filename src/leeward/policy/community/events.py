"""What happened, in the order of the log: all that community holds are computed from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from leeward.model.events import Reporter


class Group(StrEnum):
    """Kinds of complaints; each source has a record of its own in each."""

    CHILD_SAFETY = "child-safety"
    GENERAL = "general"


class Review(StrEnum):
    """What people made of a post that was complained of."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One flag about one post; a flag that cites several posts is several of these, at the same time.

    item: one version of a post: an edited post is another one. author: whose post it is, as one identity of
    all servers. author_domain: "" for an account of the protected server.
    """

    at: datetime
    item: str
    group: Group
    author: str
    author_domain: str
    reporter: Reporter


@dataclass(frozen=True, slots=True)
class Held:
    """Complaints hid the post. sources: those whose complaints carried it, as `Weight.counted` says."""

    at: datetime
    item: str
    group: Group
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something else hid the post: a list, a rule, a person. Who complains from now on has seen nothing."""

    at: datetime
    item: str


@dataclass(frozen=True, slots=True)
class Judged:
    """People decided. group: the complaints that this answers; None: all of them."""

    at: datetime
    item: str
    review: Review
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The hold of these complaints ended by itself: nobody had decided in time."""

    at: datetime
    item: str
    group: Group


@dataclass(frozen=True, slots=True)
class TrustGiven:
    """An admin names a source as one that is known to be right. group: None: in every group."""

    at: datetime
    source: str
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class TrustTaken:
    """An admin no longer vouches for a source: what the naming gave is taken back, in every group."""

    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Muted:
    """A person lets a source's complaints weigh nothing until then; with a time that is over: weigh again.
    People still see each of them, and its record goes on."""

    at: datetime
    source: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """A person stops community holds until then, or, with a time that is over, lets them go on."""

    at: datetime
    until: datetime


Word: TypeAlias = TrustGiven | TrustTaken | Muted | Paused
"""What somebody says, who may."""

Happening: TypeAlias = Complaint | Held | Hidden | Judged | Lapsed | Word
