"""Other programs: what they may do in somebody's name, and what they are told."""

from leeward.web.pages.programs import everybody, hooks, tokens

HANDLERS = (*tokens.HANDLERS, *hooks.HANDLERS, *everybody.HANDLERS)
