"""Which records of two agencies are the same person. Sees encodings, never records."""
