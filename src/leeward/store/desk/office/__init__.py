"""What the office asks: cards of rules, the ledger, those who complain; and errands."""
