"""The tables of the configuration that are about the review desk."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from leeward.config.tables import Table

_CHILD_SAFETY = "child-safety"  # the queue that not everybody sees


def _checked(bands: dict[str, str]) -> dict[str, str]:
    """Raises: ValueError: the queue of child safety would be anything else."""
    if bands.get(_CHILD_SAFETY, _CHILD_SAFETY) != _CHILD_SAFETY:
        raise ValueError("the queue child-safety is always in the band child-safety")
    return bands


BandName = Literal["child-safety", "threat", "intimate", "hate", "other"]


class Desk(Table):
    """[desk]"""

    name: str = Field(default="Leeward", max_length=60, description="what the desk's pages are called")
    session_hours: float = Field(
        default=12.0, gt=0, le=168, description="after which everybody has to sign in again"
    )
    idle_minutes: int = Field(
        default=60, ge=1, le=1440, description="after which whoever does nothing has to sign in again"
    )
    moderators_of: tuple[str, ...] = Field(
        default=(),
        description="domains of protected servers whose own moderators may sign in, to moderate just it",
    )
    claim_minutes: int = Field(
        default=15,
        ge=1,
        le=240,
        description="after which a dealt case is free again",
    )
    bands: Annotated[dict[str, BandName], AfterValidator(_checked)] = Field(
        default_factory=dict,
        description="how urgent each queue of the policy is: child-safety, threat, intimate, hate or other; "
        "a queue with the name of a band is in it, any other one in the last",
    )
    remembers: bool = Field(
        default=True,
        description="whether a case whose every match people have judged before, in the same files, is "
        "decided as they did",
    )
    api_per_minute: float = Field(
        default=300.0, gt=0, le=100_000, description="calls that one token may make, in each web process"
    )
    undo_seconds: float = Field(
        default=10.0, ge=0, le=300, description="during which a verdict can be taken back"
    )
    soft_budget: float = Field(
        default=15.0,
        gt=0,
        le=600,
        description="exposure minutes in 24 hours after which a person is advised to stop; by judgement",
    )
    hard_budget: float = Field(
        default=30.0,
        gt=0,
        le=600,
        description="exposure minutes in 24 hours after which nothing is revealed any more; by judgement",
    )
    break_minutes: int = Field(
        default=45, ge=5, le=480, description="of work, after which a break is proposed"
    )
    longest_break_minutes: int = Field(
        default=90, ge=5, le=480, description="to which a person may put their own breaks off"
    )
    resting_level: int = Field(
        default=1,
        ge=0,
        le=4,
        description="of the ladder, at which a picture is shown at first (0: not at all)",
    )
    golden_share: float = Field(
        default=0.03,
        ge=0,
        le=0.2,
        description="of what is dealt that was decided already, to see whether people agree; 0: none",
    )


class Vault(Table):
    """[vault]"""

    is_kept: bool = Field(
        default=True, description="whether media of cases are sealed and kept, to be looked at on the desk"
    )
    media_bytes: int = Field(
        default=64 * 1024 * 1024, ge=1024, le=1 << 40, description="larger media are not kept"
    )
    days: float = Field(
        default=30.0, ge=0, le=3650, description="after its case is closed, until a sealed media is erased"
    )
