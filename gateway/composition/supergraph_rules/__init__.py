"""Rules over the merged schema: one rule, one file."""
