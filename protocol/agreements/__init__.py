"""Agreements between agencies, as typed records."""
