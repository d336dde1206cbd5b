"""Serves a refused address again."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="allow_url",
    title="serve a refused address again",
    scope=Scope.FILE,
    undo="deny_url",
    steps=("In the reverse proxy or CDN before the server's media, take the refusal of the address away.",),
)
