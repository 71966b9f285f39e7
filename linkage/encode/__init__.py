"""Records to encodings, inside the agency."""
