"""Hides a post until a person decides, so that it can be shown again."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="hold_post",
    title="hide a post until a person decides",
    scope=Scope.POST,
    undo="release_post",
    steps=(
        "Open the post on the server, signed in as a moderator.",
        "Let only its followers or its author see it; if the server cannot, mark it as sensitive.",
        "Do not delete it: a person has not decided yet.",
    ),
)
