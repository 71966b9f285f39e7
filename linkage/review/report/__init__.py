"""Findings as a page that a lawyer can read, and as JSON that programs can judge."""
