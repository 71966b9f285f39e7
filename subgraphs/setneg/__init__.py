"""Setneg: presidential decrees."""
