"""Kemenko: counts and the state of agreements, never a person."""
