"""Care: settings, breaks, what one was shown, what decisions brought, the team as a whole."""

from leeward.web.pages.care import checks, exposure, outcomes, resting, settings, team

HANDLERS = (
    *settings.HANDLERS,
    *resting.HANDLERS,
    *exposure.HANDLERS,
    *outcomes.HANDLERS,
    *team.HANDLERS,
    *checks.HANDLERS,
)
