"""Where entries are kept: one contract, several databases."""
