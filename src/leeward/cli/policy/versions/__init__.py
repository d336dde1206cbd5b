"""Commands about the policy as it was and is: seen, compared, put in force, taken back."""
