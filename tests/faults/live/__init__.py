"""Tests that share one running Leeward: what one leaves behind is no matter to the next."""
