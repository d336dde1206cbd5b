"""Opens a suspended account again."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="unsuspend_account",
    title="open a suspended account again",
    scope=Scope.ACCOUNT,
    undo="suspend_account",
    steps=(
        "Open the account in the server's moderation pages.",
        "Take the suspension away, if the server still offers it.",
    ),
)
