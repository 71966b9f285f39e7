"""Carries out a plan: fetches, merges and projects. Knows no policy."""
