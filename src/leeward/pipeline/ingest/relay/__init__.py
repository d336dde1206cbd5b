"""The listening relay: servers subscribe to it as to any relay, it hears their public posts, edits and
deletions, and forwards nothing."""

from leeward.pipeline.ingest.relay.hearing import Relay
from leeward.pipeline.ingest.relay.identity import Identity, Settings
from leeward.pipeline.ingest.relay.outcome import Memory, Outgoing, Received, Subscriber, Trust
from leeward.pipeline.ingest.relay.pages import Page, page

__all__ = [
    "Identity",
    "Memory",
    "Outgoing",
    "Page",
    "Received",
    "Relay",
    "Settings",
    "Subscriber",
    "Trust",
    "page",
]
