"""Whole runs over files, and their evaluation against a truth."""
