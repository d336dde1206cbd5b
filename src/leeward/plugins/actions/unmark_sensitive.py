"""Takes the warning before media away."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="unmark_sensitive",
    title="take the warning before the media away",
    scope=Scope.POST,
    undo="mark_sensitive",
    steps=(
        "Open the post on the server, signed in as a moderator.",
        "Take the mark as sensitive away.",
    ),
)
