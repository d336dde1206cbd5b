"""Lets an account into public view again."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="unlimit_account",
    title="let an account into public view again",
    scope=Scope.ACCOUNT,
    undo="limit_account",
    steps=(
        "Open the account in the server's moderation pages.",
        "Take the limit away.",
    ),
)
