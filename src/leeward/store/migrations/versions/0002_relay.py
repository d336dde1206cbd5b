"""The listening relay: who subscribed, what was delivered."""

from leeward.store.migrations.steps import script

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

upgrade = script(__file__)
