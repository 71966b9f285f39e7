"""The rules of a decision: one rule, one file."""
