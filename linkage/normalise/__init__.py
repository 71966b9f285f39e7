"""Recorded values brought to one spelling, before anything is hashed."""
