"""Refuses a media's address to everybody."""

from leeward.plugins.actions.protocol import Action, Scope

ACTION = Action(
    name="deny_url",
    title="refuse an address of a media to everybody",
    scope=Scope.FILE,
    undo="allow_url",
    steps=(
        "In the reverse proxy or CDN before the server's media, refuse the address.",
        "Purge it from the CDN's cache.",
    ),
    verifies=True,
)
