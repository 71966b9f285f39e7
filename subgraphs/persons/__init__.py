"""The linkage unit: who is the same person, by pseudonyms alone."""
