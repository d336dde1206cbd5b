-- By when they became complete: an audit compares each node as soon as the entries below it are read.
CREATE INDEX ledger_nodes_by_completion ON ledger_nodes (((number + 1) << level), level);
