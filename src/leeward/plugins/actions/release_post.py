"""Shows a held post again as it was."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="release_post",
    title="show a held post again",
    scope=Scope.POST,
    undo="hold_post",
    steps=(
        "Open the post on the server, signed in as a moderator.",
        "Set it back to who could see it before.",
        "Take the mark as sensitive away if it was not there before.",
    ),
)
