"""Keeps an account out of public view."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="limit_account",
    title="keep an account out of public view",
    scope=Scope.ACCOUNT,
    undo="unlimit_account",
    steps=(
        "Open the account in the server's moderation pages.",
        "Choose to limit (silence) it, without a mail to its owner.",
    ),
)
