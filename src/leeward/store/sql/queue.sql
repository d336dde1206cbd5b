-- The queue's engine keeps a log of every job; ours is the ledger.

-- name: forget_logs
DELETE FROM pgqueuer_log WHERE created < $1;
