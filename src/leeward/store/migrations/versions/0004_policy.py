"""Policies over time: versions, brakes, guards; who complained; what the words of posts hit."""

from leeward.store.migrations.steps import script

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

upgrade = script(__file__)
