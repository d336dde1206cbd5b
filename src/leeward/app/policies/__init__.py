"""A process that follows the policy in force."""
