"""Who may sign in, how, and what they may see."""

from leeward.web.pages.people import elsewhere, grants, link, passkeys, roster, signing, ways

HANDLERS = (
    *signing.HANDLERS,
    *link.HANDLERS,
    *passkeys.HANDLERS,
    *elsewhere.HANDLERS,
    *ways.HANDLERS,
    *roster.HANDLERS,
    *grants.HANDLERS,
)
