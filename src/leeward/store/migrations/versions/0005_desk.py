"""The review desk: people, queue, verdicts that can be taken back, sealed media, exposure, other programs."""

from leeward.store.migrations.steps import script

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

upgrade = script(__file__)
