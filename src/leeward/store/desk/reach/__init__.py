"""Rows for other programs and open pages: tokens, hooks, who may go on listening."""
