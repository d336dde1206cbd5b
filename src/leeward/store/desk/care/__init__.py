"""What each person was shown and when they worked; what decisions brought; checks."""
