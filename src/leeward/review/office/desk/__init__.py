"""What the desk shows of the policy, the ledger and those who complain: to whom, and how much."""
