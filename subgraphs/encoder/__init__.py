"""The agency's side of linkage: the only holder of the linkage secret."""
