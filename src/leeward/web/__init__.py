"""HTTP in: webhooks, the relay's inbox, health, metrics and the API."""
