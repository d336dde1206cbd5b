"""Settles a user's report on the server."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="resolve_report",
    title="settle a user's report on the server",
    scope=Scope.REPORT,
    undo=None,
    steps=(
        "Open the report in the server's moderation pages.",
        "Mark it as resolved.",
    ),
)
