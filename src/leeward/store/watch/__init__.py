"""What watches over Leeward itself: canaries, alarms, living processes, and the figures of the one screen."""
