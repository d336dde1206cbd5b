"""Decides: facts and a policy to a decision, and to a case where it asks for one."""
