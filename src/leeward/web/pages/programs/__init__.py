"""Other programs and open pages: what they may do in somebody's name, and what they are told."""

from leeward.web.pages.programs import everybody, hooks, news, tokens

HANDLERS = (*tokens.HANDLERS, *hooks.HANDLERS, *everybody.HANDLERS, *news.HANDLERS)
