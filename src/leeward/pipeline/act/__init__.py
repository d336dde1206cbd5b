"""Acts: decisions and verdicts to orders, and orders to receipts."""
