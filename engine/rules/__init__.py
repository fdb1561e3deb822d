"""What may happen: pure functions from what was recorded to events or a refusal."""
