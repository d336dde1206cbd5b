"""Tells the server's own moderators of a post."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="file_report",
    title="tell the server's own moderators of a post",
    scope=Scope.POST,
    undo=None,
    steps=(
        "Report the post on the server as any user can.",
        "Do not send the report on to another server unless you mean to.",
    ),
)
