"""Closes an account and everything of it."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="suspend_account",
    title="close an account and all that is of it",
    scope=Scope.ACCOUNT,
    undo="unsuspend_account",
    steps=(
        "Make sure that what must be kept as evidence is kept: on some servers this deletes at once.",
        "Open the account in the server's moderation pages.",
        "Choose to suspend it, without a mail to its owner.",
    ),
    verifies=True,
)
