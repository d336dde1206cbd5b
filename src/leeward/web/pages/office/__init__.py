"""Pages about the policy, the ledger and those who report."""

from leeward.web.pages.office import audit, complainants, drafts, history, policy, why

HANDLERS = (
    *policy.HANDLERS,
    *drafts.HANDLERS,
    *history.HANDLERS,
    *audit.HANDLERS,
    *complainants.HANDLERS,
    *why.HANDLERS,
)
