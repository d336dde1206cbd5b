"""Deletes a post."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="remove_post",
    title="delete a post",
    scope=Scope.POST,
    undo=None,
    steps=(
        "Make sure that what must be kept as evidence is kept.",
        "Open the report on the post in the server's moderation pages; without one, report the post first.",
        "Choose to delete the post.",
    ),
    verifies=True,
)
