"""Printing: the merged schema as SDL, byte-stable."""
