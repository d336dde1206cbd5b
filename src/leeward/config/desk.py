"""The tables of the configuration that are about the review desk."""

from pydantic import Field

from leeward.config.tables import Table


class Desk(Table):
    """[desk]"""

    name: str = Field(default="Leeward", max_length=60, description="what the desk's pages are called")
    session_hours: float = Field(
        default=12.0, gt=0, le=168, description="after which everybody has to sign in again"
    )
    idle_minutes: int = Field(
        default=60, ge=1, le=1440, description="after which whoever does nothing has to sign in again"
    )
    claim_minutes: int = Field(
        default=15,
        ge=1,
        le=240,
        description="after which a dealt case is free again",
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
