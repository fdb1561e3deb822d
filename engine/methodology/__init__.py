"""What a workflow file says: strict reading, models, guards and compiled tables."""
