"""Who may sign in, how, and what each role may see and do."""
