"""How people sign in: credentials, steps under way, attempts; and grants of single cases."""
