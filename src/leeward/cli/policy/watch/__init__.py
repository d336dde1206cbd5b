"""Commands about what watches over the rules."""
