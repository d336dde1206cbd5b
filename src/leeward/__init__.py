"""Leeward: the sheltered side of the social web.

The map, from the street inwards (a room may use what stands below it):

cli        one file per command; found, not listed
app        the composition root: the only file that knows everything
sweep      scan what is already there: run, resume, tell
checkup    how every room is: what leeward doctor tells
pipeline   the stages of one item: ingest (look), match
plugins    all that one can add, one file per thing: signals, exchanges, connectors
matcher    hashing and searching of perceptual signals, bank files
media      the only code that decodes media; runs inside the sandbox
sandbox    worker processes that may do nothing but compute
net        the only sockets
config     one frozen Config, read once
model      our words; pure, imports nothing of ours
"""

__version__ = "0.1.0"
