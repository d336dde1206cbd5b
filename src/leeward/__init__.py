"""Leeward: the sheltered side of the social web.

The map, from the street inwards (a room may use what stands below it):

cli        one file per command; found, not listed
app        the composition root: the only room that knows everything
web        HTTP in: webhooks, the relay's inbox, health, metrics, the desk's pages, the API
worker     what the queue's jobs do, and what is done again and again
sweep      scan what is already there: run, resume, tell
checkup    how every room is: what leeward doctor tells
review     the desk: who may what, what is next, verdicts, the only door to pictures, care
pipeline   the stages of one item: ingest (look), match, decide, act, verify
canary     benign pictures that must be caught; alarms; what leeward status tells
policy     what is forbidden, as text and as a pure function
plugins    all that one can add, one file per thing: signals, exchanges, connectors, servers, actions
store      the only SQL; the queue; a private PostgreSQL where there is none
vault      the one secret, and what is sealed with it
ledger     an append-only tree of what happened, that strangers can check
matcher    hashing and searching of perceptual signals, bank files
media      the only code that decodes media; runs inside the sandbox
sandbox    worker processes that may do nothing but compute
net        the only sockets
config     one frozen Config, read once
model      our words; pure, imports nothing of ours
"""

__version__ = "0.1.0"
