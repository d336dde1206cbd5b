"""The spine: servers, items, media, decisions, cases, orders, probes, ledger."""

from leeward.store.migrations.steps import script

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

upgrade = script(__file__)
