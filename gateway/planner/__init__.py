"""From a normalised operation to the fewest requests that answer it."""
