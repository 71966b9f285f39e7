"""Plans that are used often, compiled: typed decoding, merging and encoding."""
