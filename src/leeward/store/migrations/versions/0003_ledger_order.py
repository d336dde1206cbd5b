"""The ledger's nodes in the order in which an audit reads them."""

from leeward.store.migrations.steps import script

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

upgrade = script(__file__)
