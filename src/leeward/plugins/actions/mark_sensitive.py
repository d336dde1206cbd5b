"""Puts a warning before media."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="mark_sensitive",
    title="put a warning before the media",
    scope=Scope.POST,
    undo="unmark_sensitive",
    steps=(
        "Open the post on the server, signed in as a moderator.",
        "Choose to mark it, or its author's media, as sensitive.",
    ),
)
