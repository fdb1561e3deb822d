"""The demonstration: a story in steps, and the player that runs every step for real."""
