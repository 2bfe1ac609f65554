"""Giving all that was sealed to the team to the team as it is now."""
