"""Under which profiles records may be encoded and linked, and who says so."""
